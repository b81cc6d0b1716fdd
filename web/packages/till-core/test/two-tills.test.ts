import { expect, test } from "vitest";

import { addItem, emptyBasket, type Basket, type Till } from "../src/index.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, secondTill, until, value, whenIdle, type World } from "./kit.ts";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const basket = (): Basket => value(addItem(emptyBasket(), item(), pieces(2)));

async function twoTills(): Promise<{ readonly world: World; readonly first: Till; readonly second: Till }> {
  const world = makeWorld();
  const first = await openShop(world);
  return { world, first, second: await secondTill(world) };
}

const labels = async (till: Till): Promise<readonly string[]> => (await till.parkedOfStore()).baskets.map((row) => `${row.label} ${row.till_name ?? "own"}`);

test("what one till parks another takes up, with its price and its lines, and then it is gone everywhere", async () => {
  const { first, second } = await twoTills();
  const parked = value(await first.park(basket(), "Mme Petit"));
  await until(async () => (await labels(second)).length === 1);

  expect(await labels(second)).toEqual(["Mme Petit Caisse 03"]);
  expect(value(await second.recall(parked.id)).lines).toMatchObject([{ quantity_milli: 2_000, unit_price: 115 }]);
  expect((await second.keptBasket())?.lines).toHaveLength(1);
  expect(code(await first.recall(parked.id))).toBe("parked.taken");
  expect([await labels(first), await labels(second), first.state.value.parked_count]).toEqual([[], [], 0]);
});

test("two tills at once: one gets it", async () => {
  const { first, second } = await twoTills();
  const parked = value(await first.park(basket(), "Table"));
  await until(async () => (await labels(second)).length === 1);

  const both = await Promise.all([first.recall(parked.id), second.recall(parked.id)]);

  expect(both.map(code).sort()).toEqual(["accepted", "parked.taken"]);
});

test("without a line each till has its own, and says so; with it again the other's are there", async () => {
  const { world, first, second } = await twoTills();
  const known = value(await first.park(basket(), "Avant"));
  await until(async () => (await labels(second)).length === 1);
  world.door.weather = "offline";

  const own = value(await second.park(basket(), "Hors ligne"));
  expect(await second.parkedOfStore()).toMatchObject({ baskets: [{ label: "Hors ligne" }], is_line_up: false });
  expect(code(await second.recall(known.id))).toBe("parked.offline");
  expect(value(await second.recall(own.id)).lines).toHaveLength(1);
  value(await second.park(basket(), "Plus tard"));
  // Ours is ours, also when the server has it: it hears of it later.
  expect(value(await first.recall(known.id)).lines).toHaveLength(1);

  world.door.weather = undefined;
  expect(await labels(second)).toEqual(["Plus tard own"]);
  expect(await labels(first)).toEqual(["Plus tard Caisse 13"]);
  expect(world.bugs).toEqual([]);
});

test("two tills that both have a basket name it in their sales: the ledger can say which came second", async () => {
  const { world, first, second } = await twoTills();
  const parked = value(await first.park(basket(), "Mme Petit"));
  await until(async () => (await labels(second)).length === 1);
  const taken = value(await second.recall(parked.id));
  value(await second.finalizeSale(taken, [{ kind: "cash" }]));
  await whenIdle(second);

  // The first till has no line: it can't know that its own basket is gone.
  world.door.weather = "offline";
  const again = value(await first.recall(parked.id));
  value(await first.finalizeSale(again, [{ kind: "cash" }]));
  world.door.weather = undefined;
  first.syncNow();
  await whenIdle(first);

  const named = world.door.storedTexts.map((text) => envelopeOf(text).body["parked"]).filter((id) => id !== undefined);
  expect(named).toEqual([parked.id, parked.id]);
});

test("a basket that is taken up again while it is on its way to the server does not stay there", async () => {
  const { world, first, second } = await twoTills();
  const ask = world.door.ask.bind(world.door);
  let arrive = (): void => undefined;
  const slow = new Promise<void>((resolve) => (arrive = resolve));
  let hasArrived = false;
  world.door.ask = async (token, question) => {
    if (question.about !== "parked" || question.body.parked.length === 0) return ask(token, question);
    await slow;
    const answer = await ask(token, question);
    hasArrived = true;
    return answer;
  };
  const parked = value(await first.park(basket(), "Mme Petit"));
  value(await first.recall(parked.id));
  await first.parkedOfStore();
  arrive();

  await until(() => Promise.resolve(hasArrived));
  await until(async () => (await labels(second)).length === 0);
  expect(code(await second.recall(parked.id))).toBe("parked.taken");
  expect([(await first.keptBasket())?.lines.length, world.bugs]).toEqual([1, []]);
});

test("an answer that was lost takes nothing: the same till asks again and gets it", async () => {
  const { world, first, second } = await twoTills();
  const parked = value(await first.park(basket(), "Panier"));
  await until(async () => (await labels(second)).length === 1);
  const ask = world.door.ask.bind(world.door);
  world.door.ask = async (token, question) => {
    await ask(token, question);
    return { kind: "weather", weather: "timeout" };
  };
  expect(code(await second.recall(parked.id))).toBe("parked.offline");
  world.door.ask = ask;

  expect(code(await first.recall(parked.id))).toBe("parked.taken");
  expect(code(await second.recall(parked.id))).toBe("accepted");
});

test("another till's receipt opens by its code, is refunded once, and both tills know it here", async () => {
  const { world, first, second } = await twoTills();
  const sold = value(await first.finalizeSale(basket(), [{ kind: "cash" }])).sale;
  await whenIdle(first);

  const found = value(await second.saleOfReceipt(sold.essentials));
  expect(found).toMatchObject({ number: `X-${sold.ref.sequence}`, gross: 230, is_foreign: true, refunded: "none", delivery: "delivered" });
  const one = [{ line: 1, quantity_milli: pieces(1), goes_to: "damaged" as const }];
  const back = value(await second.refundSale(found.ref, one, [{ kind: "cash" }])).sale;
  await whenIdle(second);
  expect(back).toMatchObject({ gross: -115, refers_to: sold.ref });
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ refers_to: sold.ref, lines: [{ refers_to_line: 1, goes_to: "damaged" }] });
  expect((await second.sales()).map((row) => row.number)).toEqual([back.number]);

  expect(code(await second.refundSale(found.ref, [{ line: 1, quantity_milli: pieces(2) }], [{ kind: "cash" }]))).toBe("refund.exceeds_sale");
  world.door.returnedLines = [{ line: 1, refunded_milli: 2_000 }];
  expect(value(await second.saleOfReceipt(sold.essentials)).refunded).toBe("all");
  expect(code(await second.refundSale(found.ref, "all", [{ kind: "cash" }]))).toBe("refund.exceeds_sale");
});

test("what another till took back of an own sale is heard before the rest comes back, beside what is on its way from here", async () => {
  const { world, first } = await twoTills();
  const sold = value(await first.finalizeSale(value(addItem(emptyBasket(), item(), pieces(3))), [{ kind: "cash" }])).sale;
  await whenIdle(first);
  const one = [{ line: 1, quantity_milli: pieces(1) }];
  const left = async (): Promise<number | undefined> => value(await first.returnsOf(sold.essentials)).lines[0]?.refunded_milli;

  const send = world.door.sendEntries.bind(world.door);
  world.door.sendEntries = () => Promise.resolve({ kind: "weather", weather: "timeout" });
  value(await first.refundSale(sold.ref, one, [{ kind: "cash" }]));
  expect(await left()).toBe(1_000);
  world.door.returnedLines = [{ line: 1, refunded_milli: 1_000 }];
  world.door.givenBack = [{ way: "cash", amount: 115 }];

  // An own receipt opens at once; the server is asked when something of it is to come back.
  expect(value(await first.saleOfReceipt(sold.essentials)).lines).toMatchObject([{ refunded_milli: 1_000 }]);
  expect(await left()).toBe(2_000);
  expect(await first.sale(sold.ref)).toMatchObject({ refunded: "part", given_back: { cash: 230 }, delivery: "delivered" });
  world.door.sendEntries = send;
  world.door.returnedLines = [{ line: 1, refunded_milli: 2_000 }];
  first.syncNow();
  await whenIdle(first);
  expect(await left()).toBe(2_000);
  expect(code(await first.refundSale(sold.ref, [{ line: 1, quantity_milli: pieces(2) }], [{ kind: "cash" }]))).toBe("refund.exceeds_sale");
  expect(value(await first.refundSale(sold.ref, "all", [{ kind: "cash" }])).sale.gross).toBe(-115);
  expect(world.bugs).toEqual([]);
});

test("without a line another till's receipt says so; bytes that are not the receipt's are not believed", async () => {
  const { world, first, second } = await twoTills();
  const sold = value(await first.finalizeSale(basket(), [{ kind: "cash" }])).sale;
  const other = value(await first.finalizeSale(basket(), [{ kind: "cash" }])).sale;
  await whenIdle(first);
  const lying = world.door.storedTexts.at(-1) ?? "";

  world.door.weather = "offline";
  expect(code(await second.saleOfReceipt(sold.essentials))).toBe("sale.elsewhere_offline");
  expect(code(await first.saleOfReceipt(sold.essentials))).toBe("accepted");
  world.door.weather = undefined;
  expect(envelopeOf(lying).sequence).toBe(other.ref.sequence);
  world.door.ask = () => Promise.resolve({ kind: "ok", value: JSON.stringify({ number: "A1-1-9", cashier: "", text: lying, lines: [], counted: 0 }) });
  expect(code(await second.saleOfReceipt(sold.essentials))).toBe("sale.unknown");
  expect(await second.sales()).toEqual([]);
});

test("what paid at another till gets its own back first, less what others gave back since", async () => {
  const { world, first, second } = await twoTills();
  const voucher = "01900000-0000-7000-8000-0000000000e5";
  const paid = [{ kind: "gift_card", voucher, amount: euros(100) } as const, { kind: "card", amount: euros(130) } as const];
  const sold = value(await first.finalizeSale(basket(), paid)).sale;
  await whenIdle(first);
  world.door.returnedLines = [{ line: 1, refunded_milli: 1_000 }];
  world.door.givenBack = [{ way: voucher, amount: 60 }, { way: "card", amount: 55 }];

  const found = value(await second.saleOfReceipt(sold.essentials));
  const preview = value(await second.previewRefund(found.ref, "all"));
  const { sale } = value(await second.refundSale(found.ref, "all", [{ kind: "card", amount: euros(75) }]));
  await whenIdle(second);

  expect(preview).toEqual({ gross: 75, cash_payable: 75, to_vouchers: 40, ways: [{ kind: "card", amount: 75 }], cash_free: 0 });
  expect(sale.tenders).toEqual([{ kind: "gift_card", voucher, amount: -40 }, { kind: "card", amount: -75 }]);
  expect((await second.sale(found.ref))?.given_back).toEqual({ [voucher]: 100, card: 130 });
});
