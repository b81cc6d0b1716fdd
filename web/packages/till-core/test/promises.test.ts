import { openDB } from "idb";
import { expect, test } from "vitest";

import { addItem, emptyBasket, ppm, setQuantity, type Basket, type SettingsDocument, type Till } from "../src/index.ts";
import { Promises, type OrderView } from "../src/promises.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, NOOR, openShop, pieces, secondTill, SETTINGS, sum, until, value, whenIdle, type World } from "./kit.ts";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const WINE = "01900000-0000-7000-8000-0000000000a2";
const PETIT = { name: "Mme Petit", phone: "06 12 34 56 78", email: "" };
const settings = (kept = 0): SettingsDocument => ({ ...SETTINGS, tenders: { kinds: [], limits: [], rates: [], orders: { kept_ppm: kept, quote_days: 30 } } });

/** Seven bottles at 8.90 with 20 %, three loaves at 1.15 with 5.5 %: 65.75. */
function goods(): Basket {
  const wine = item({ id: WINE, name: "Vin", barcodes: [], unit_price: euros(890), tax_rate_ppm: ppm(200_000) });
  return value(addItem(value(addItem(emptyBasket(), wine, pieces(7))), item(), pieces(3)));
}

async function shop(kept = 0): Promise<{ readonly world: World; readonly till: Till; readonly promises: Promises }> {
  const world = makeWorld(settings(kept));
  const till = await openShop(world);
  return { world, till, promises: new Promises(till) };
}

async function keptAside(promises: Promises, ...amounts: readonly number[]): Promise<OrderView> {
  const order = value(await promises.makeOrder(goods(), { purpose: "layaway", customer: PETIT, valid_until: "2026-12-24" }));
  for (const amount of amounts) value(await promises.payDeposit(order.ref, euros(amount), [{ kind: "cash" }]));
  return order;
}

/** Everything that lies in the till's IndexedDB. */
async function written(world: World): Promise<string> {
  const db = await openDB(world.database_name);
  const stores = await Promise.all([...db.objectStoreNames].map((name) => db.getAll(name)));
  db.close();
  return JSON.stringify(stores);
}

const lastOf = (world: World): ReturnType<typeof envelopeOf> => envelopeOf(world.door.storedTexts.at(-1));

test("a quote is sealed without money, holds until its day, and is sold at its prices when the article got dearer", async () => {
  const { world, till, promises } = await shop();
  const quote = value(await promises.makeOrder(goods(), { purpose: "quote", valid_until: "2026-12-22" }));
  await whenIdle(till);

  expect(quote).toMatchObject({ purpose: "quote", gross: 6_575, paid: 0, is_expired: false, valid_until: "2026-12-22" });
  const { kind, body } = lastOf(world);
  expect(kind).toBe("order");
  expect(body).toMatchObject({ purpose: "quote", valid_until: "2026-12-22", gross: 6_575, tax: 1_056, cashier: CAMILLE });
  expect([body["tenders"], body["cash_rounding"]]).toEqual([undefined, undefined]);
  expect(till.state.value.session).toMatchObject({ sales_count: 0, gross: 0, cash_expected: 10_000 });

  const basket = value(await promises.recall(quote.ref));
  const sale = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(6_575) }])).sale;
  await whenIdle(till);
  expect(sale).toMatchObject({ kind: "sale", gross: 6_575, tax: 1_056 });
  expect(lastOf(world).body).toMatchObject({
    order: quote.ref,
    lines: [
      { kind: "quoted", order_line: 1, unit_price: 890, amount: 6_230, line_discount: 0 },
      { kind: "quoted", order_line: 2, unit_price: 115, amount: 345 },
    ],
  });
  expect((await promises.orders()).orders).toEqual([]);
  expect(code(await promises.recall(quote.ref))).toBe("order.ended");
});

test("what was promised is not changed, only left out; the same article beside it is another line", async () => {
  const { till, promises } = await shop();
  const quote = value(await promises.makeOrder(goods(), { purpose: "quote" }));
  const basket = value(await promises.recall(quote.ref));

  expect(code(setQuantity(basket, 1, pieces(9)))).toBe("basket.promised");
  const more = value(addItem(basket, item(), pieces(1)));
  expect(more.lines.map((line) => [line.id, line.quantity_milli])).toEqual([[1, 7_000], [2, 3_000], [3, 1_000]]);
  const without = value(setQuantity(more, 1, pieces(0)));
  expect(value(await till.finalizeSale(without, [{ kind: "cash" }])).sale.gross).toBe(460);
});

test("a quote whose day is over is not sold any more", async () => {
  const { world, promises } = await shop();
  const quote = value(await promises.makeOrder(goods(), { purpose: "quote", valid_until: "2026-11-22" }));
  world.time.advance(24 * 3_600_000);

  expect((await promises.orders()).orders.map((order) => order.is_expired)).toEqual([true]);
  expect(code(await promises.recall(quote.ref))).toBe("order.expired");
});

test("payments carry their part of the tax, and the sale takes them off to the cent", async () => {
  const { world, till, promises } = await shop();
  const order = await keptAside(promises, 2_000);
  await whenIdle(till);

  expect(lastOf(world).kind).toBe("payment");
  expect(lastOf(world).body).toMatchObject({
    purpose: "deposit",
    order: order.ref,
    gross: 2_000,
    tax: 321,
    lines: [],
    tax_subtotals: [
      { tax_rate_ppm: 55_000, net: 100, tax: 5, gross: 105 },
      { tax_rate_ppm: 200_000, net: 1_579, tax: 316, gross: 1_895 },
    ],
    tenders: [{ kind: "cash", amount: 2_000 }],
  });
  expect(till.state.value.session).toMatchObject({ sales_count: 0, refunds_count: 0, gross: 2_000, cash_expected: 12_000 });
  const second = value(await promises.payDeposit(order.ref, euros(1_111), [{ kind: "card", amount: euros(1_111) }])).sale;
  expect(code(await promises.payDeposit(order.ref, euros(3_465), [{ kind: "cash" }]))).toBe("order.too_much");
  // Its paper says what for and what was paid so far; what was sealed says neither.
  expect(second.ordered).toMatchObject({ body: { purpose: "layaway", gross: 6_575, lines: [{ name: "Vin" }, {}] }, paid: 3_111 });
  expect(JSON.stringify(lastOf(world).body)).not.toContain("ordered");

  const basket = value(await promises.recall(order.ref));
  const sale = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(3_464) }])).sale;
  await whenIdle(till);
  expect(sale).toMatchObject({ gross: 3_464, lines_count: 6 });
  expect(321 + second.tax + sale.tax).toBe(1_056);
  expect(lastOf(world).body).toMatchObject({
    order: order.ref,
    lines: [
      { kind: "quoted" },
      { kind: "quoted" },
      { kind: "prepaid", quantity_milli: -1_000, unit_price: 105, amount: -105, payment: { sequence: expect.any(Number) as number } },
      { kind: "prepaid", amount: -1_895 },
      { kind: "prepaid", amount: -58, payment: second.ref },
      { kind: "prepaid", amount: -1_053 },
    ],
  });
  expect(till.state.value.session).toMatchObject({ sales_count: 1, gross: 6_575, cash_expected: 12_000 });
  expect(value(await till.lookAtDay()).prepaid).toEqual({ received: 3_111, deducted: -3_111 });
  const closing = value(await till.closeSession(sum(euros(12_000))));
  expect([closing.gross, closing.prepaid, closing.cash_difference]).toEqual([6_575, { received: 3_111, deducted: -3_111 }, 0]);
  await whenIdle(till);
  expect(lastOf(world).body).toMatchObject({ gross: 6_575, sales_count: 1, prepaid: { received: 3_111, deducted: -3_111 } });
  expect(world.bugs).toEqual([]);
});

test("all of it paid ahead: the goods go without money", async () => {
  const { till, promises } = await shop();
  const order = await keptAside(promises, 6_575);
  const basket = value(await promises.recall(order.ref));

  const sale = value(await till.finalizeSale(basket, [])).sale;

  expect(sale).toMatchObject({ kind: "sale", gross: 0, net: 0, tax: 0, tenders: [] });
  expect(till.state.value.session).toMatchObject({ gross: 6_575, sales_count: 1 });
});

test("given up: what was paid goes back, less what the shop keeps; then nothing more can be done with it", async () => {
  const { world, till, promises } = await shop(250_000);
  const order = await keptAside(promises, 2_000);
  const [known] = (await promises.orders()).orders;
  expect(known === undefined ? undefined : promises.backOf(known)).toEqual({ back: 1_500, kept: 500 });

  const back = value(await promises.giveUp(order.ref, [{ kind: "cash" }])).sale;
  await whenIdle(till);

  expect(back).toMatchObject({ kind: "payment", gross: -1_500 });
  expect(lastOf(world).body).toMatchObject({ purpose: "cancellation", kept: 500, gross: -1_500, tenders: [{ kind: "cash", amount: -1_500 }] });
  expect(till.state.value.session).toMatchObject({ cash_expected: 10_500, gross: 2_000, refunded: -1_500, sales_count: 0, refunds_count: 0 });
  expect([code(await promises.payDeposit(order.ref, euros(1), [{ kind: "cash" }])), code(await promises.recall(order.ref))]).toEqual(["order.ended", "order.ended"]);
});

test("all of it kept moves no money, and the order is over", async () => {
  const { till, promises } = await shop(1_000_000);
  const order = await keptAside(promises, 2_000);

  expect(value(await promises.giveUp(order.ref, [])).sale).toMatchObject({ gross: 0, tenders: [] });
  expect(till.state.value.session).toMatchObject({ cash_expected: 12_000, gross: 2_000, refunded: 0 });
  expect((await promises.orders()).orders).toEqual([]);
});

test("two taps at once pay once what is left, and sell once", async () => {
  const { till, promises } = await shop();
  const order = await keptAside(promises, 6_000);

  const paid = await Promise.all([promises.payDeposit(order.ref, euros(575), [{ kind: "cash" }]), promises.payDeposit(order.ref, euros(575), [{ kind: "cash" }])]);
  expect(paid.map(code)).toEqual(["accepted", "order.too_much"]);
  expect(till.state.value.session?.cash_expected).toBe(16_575);
});

test("without a line the own order is there with what this till took for it; another's needs the line", async () => {
  const { world, till, promises } = await shop();
  const order = await keptAside(promises, 2_000);
  await whenIdle(till);
  world.door.weather = "offline";

  expect(await promises.orders()).toMatchObject({ is_line_up: false, orders: [{ number: order.number, paid: 2_000, customer: { name: "Mme Petit" } }] });
  expect(code(await promises.payDeposit({ ...order.ref, sequence: 999 }, euros(5), [{ kind: "cash" }]))).toBe("order.offline");
  value(await promises.payDeposit(order.ref, euros(500), [{ kind: "cash" }]));
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  expect((await promises.orders()).orders).toMatchObject([{ paid: 2_500 }]);
});

test("a person's words are in no entry; the server hears them with the order", async () => {
  const { world, till, promises } = await shop();
  await keptAside(promises);
  await promises.orders();
  await whenIdle(till);

  expect([...world.door.promises.met.values()]).toMatchObject([PETIT]);
  expect(world.door.storedTexts.join()).not.toContain("Petit");
});

test("a customer whom the shop erased is forgotten here, wherever the till knew them, also after a restore of the server", async () => {
  const { world, till, promises } = await shop();
  const order = await keptAside(promises, 2_000);
  const id = order.customer?.id ?? "";
  const other = "01900000-0000-7000-8000-0000000000cc";
  world.door.promises.accounts.push({ id, name: PETIT.name, phone: PETIT.phone, limit: 5_000, balance: 0 }, { id: other, name: "M. Reste", phone: "", limit: 5_000, balance: 0 });
  await promises.accounts();
  value(await till.park({ ...goods(), customer: { id, name: PETIT.name } }, PETIT.name));
  await promises.orders();
  await whenIdle(till);
  expect(await written(world)).toContain("Petit");

  world.door.promises.erase(id);
  await promises.orders();

  expect(await written(world)).not.toContain("Petit");
  expect(await written(world)).not.toContain("06 12 34 56 78");
  expect(await written(world)).toContain("M. Reste");
  expect((await promises.orders()).orders).toMatchObject([{ number: order.number, paid: 2_000, gross: 6_575 }]);
  expect((await promises.accounts()).accounts.map(({ name }) => name)).toEqual(["M. Reste"]);

  // A server that went back in time lost what it knew, and goes on above it.
  world.door.promises.erased.length = 0;
  world.door.promises.erase(other);
  await promises.orders();
  expect(await written(world)).not.toContain("M. Reste");
});

test("what can't be promised is refused, and nothing is written", async () => {
  const { till, promises } = await shop();
  const before = till.state.value.head_sequence;
  const card = { ...goods(), lines: goods().lines.map((line) => ({ ...line, voucher: WINE })) };

  expect([
    code(await promises.makeOrder(emptyBasket(), { purpose: "quote" })),
    code(await promises.makeOrder(goods(), { purpose: "layaway" })),
    code(await promises.makeOrder(card, { purpose: "quote" })),
  ]).toEqual(["basket.empty", "customer.name_missing", "order.no_vouchers"]);
  expect(till.state.value.head_sequence).toBe(before);
});

test("a crash before the entry leaves no order, after it the order is there", async () => {
  const { world, till, promises } = await shop();
  world.beforeSeal = () => Promise.reject(new Error("the battery is empty"));
  await expect(promises.makeOrder(goods(), { purpose: "quote" })).rejects.toThrow("battery");
  expect((await promises.orders()).orders).toEqual([]);
  world.beforeSeal = () => Promise.resolve();
  value(await promises.makeOrder(goods(), { purpose: "quote" }));
  till.close();

  const again = new Promises(await world.open());
  expect((await again.orders()).orders).toMatchObject([{ gross: 6_575 }]);
});

const HOLDER = { id: "01900000-0000-7000-8000-0000000000f1", name: "Café du Port", phone: "", limit: 1_000, balance: 300 };

async function withAccount(limits?: Record<string, number>): Promise<{ readonly world: World; readonly till: Till; readonly promises: Promises }> {
  const roles = limits === undefined ? [] : [{ id: "01900000-0000-7000-8000-0000000000e1", name: "Caisse", rights: { open_day: 1, ...limits } }];
  const cashiers = SETTINGS.cashiers.map((cashier) => (roles[0] === undefined ? cashier : { ...cashier, role: roles[0].id }));
  const world = makeWorld({ ...settings(), cashiers, people: { ...SETTINGS.people, roles } });
  world.door.promises.accounts.push(HOLDER);
  const till = await openShop(world);
  const promises = new Promises(till);
  await promises.accounts();
  return { world, till, promises };
}

const bread = (count: number): Basket => value(addItem(emptyBasket(), item(), pieces(count)));
const later = (amount: number): { kind: "account"; account: string; amount: ReturnType<typeof euros> } => ({ kind: "account", account: HOLDER.id, amount: euros(amount) });

test("sold on account, paid later: the balance follows here and at the server, the turnover is once", async () => {
  const { world, till, promises } = await withAccount();
  value(await till.finalizeSale(bread(4), [later(460)]));
  expect((await promises.accounts()).accounts).toMatchObject([{ name: "Café du Port", balance: 760, limit: 1_000 }]);
  await whenIdle(till);
  expect((await promises.accounts()).accounts).toMatchObject([{ balance: 760 }]);

  const paid = value(await promises.settle(HOLDER.id, euros(500), [{ kind: "cash", received: euros(1_000) }]));
  await whenIdle(till);

  expect(paid).toMatchObject({ change: 500, sale: { kind: "payment", gross: 0, tax: 0 } });
  expect(lastOf(world).body).toMatchObject({
    purpose: "settlement",
    account: HOLDER.id,
    tax_subtotals: [],
    tenders: [
      { kind: "cash", amount: 500, received: 1_000, change: 500 },
      { kind: "account", account: HOLDER.id, amount: -500 },
    ],
  });
  expect((await promises.accounts()).accounts).toMatchObject([{ balance: 260 }]);
  expect(till.state.value.session).toMatchObject({ gross: 460, sales_count: 1, cash_expected: 10_500, tenders: [{ kind: "cash", amount: 500 }, { kind: "account", amount: -40 }] });
});

test("without a line the balance is the last one known and what this till wrote since", async () => {
  const { world, till, promises } = await withAccount();
  world.door.weather = "offline";
  value(await till.finalizeSale(bread(4), [later(460)]));

  expect(await promises.accounts()).toMatchObject({ is_line_up: false, accounts: [{ balance: 760 }] });
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  await promises.accounts();
  expect(await promises.accounts()).toMatchObject({ is_line_up: true, accounts: [{ balance: 760 }] });
});

test.each(["before", "after"] as const)("a receipt that comes while the server is asked, %s it counted, changes nothing", async (when) => {
  const { world, till, promises } = await withAccount();
  world.door.weather = "offline";
  value(await till.finalizeSale(bread(4), [later(460)]));
  const arrive = async (): Promise<void> => {
    till.syncNow();
    await whenIdle(till);
  };
  const ask = world.door.ask.bind(world.door);
  world.door.ask = async (token, question) => {
    if (question.about !== "customers") return ask(token, question);
    world.door.ask = ask;
    if (when === "before") await arrive();
    const answer = await ask(token, question);
    if (when === "after") await arrive();
    return answer;
  };
  world.door.weather = undefined;

  expect(await promises.accounts()).toMatchObject({ is_line_up: true, accounts: [{ balance: 760 }] });
  expect(await promises.accounts()).toMatchObject({ accounts: [{ balance: 760 }] });
  expect(lastOf(world).body).toMatchObject({ tenders: [{ account: HOLDER.id, amount: 460 }] });
});

test("of two answers the older one, which comes last, takes nothing back", async () => {
  const { world, till, promises } = await withAccount();
  const ask = world.door.ask.bind(world.door);
  const answers: ReturnType<typeof ask>[] = [];
  world.door.ask = (token, question) => {
    const answer = ask(token, question);
    if (question.about === "customers") answers.push(answer);
    return answer;
  };
  await promises.accounts();
  world.door.ask = ask;
  value(await till.finalizeSale(bread(4), [later(460)]));
  await whenIdle(till);
  await promises.accounts();
  world.door.ask = (token, question) => (question.about === "customers" ? (answers[0] ?? ask(token, question)) : ask(token, question));

  expect(await promises.accounts()).toMatchObject({ accounts: [{ balance: 760 }] });
});

test("over the limit somebody allows it, and that is sealed; without the right nobody sells on account", async () => {
  const { world, till } = await withAccount({ sell_on_account: 100_000 });
  const before = till.state.value.head_sequence;
  expect(await till.finalizeSale(bread(7), [later(805)])).toMatchObject({ refusal: { code: "approval.needed", details: { right: "exceed_credit", asked: 105 } } });
  expect(till.state.value.head_sequence).toBe(before);

  const approval = { right: "exceed_credit", asked: 105, limit: 0, approver: NOOR, by: "pin", reason: "regular" } as const;
  value(await till.finalizeSale({ ...bread(7), approvals: [approval] }, [later(805)]));
  await whenIdle(till);
  expect(lastOf(world).body).toMatchObject({ approvals: [approval], tenders: [later(805)] });

  const other = await withAccount({});
  expect(await other.till.finalizeSale(bread(1), [later(115)])).toMatchObject({ refusal: { details: { right: "sell_on_account" } } });
});

test("an account that nobody has, and a payment of nothing, are refused and write nothing", async () => {
  const { till, promises } = await withAccount();
  const before = till.state.value.head_sequence;

  expect([
    code(await till.finalizeSale(bread(1), [{ ...later(115), account: WINE }])),
    code(await promises.settle(WINE, euros(5), [{ kind: "cash" }])),
    code(await promises.settle(HOLDER.id, euros(0), [{ kind: "cash" }])),
    code(await promises.settle(HOLDER.id, euros(50), [])),
  ]).toEqual(["account.unknown", "account.unknown", "amount.invalid", "tenders.short"]);
  expect(till.state.value.head_sequence).toBe(before);
});

test("an order of another till is kept without a line as it was heard of, with what was paid for it; one that was not is refused", async () => {
  const { world, till, promises } = await shop();
  const second = await secondTill(world);
  const others = new Promises(second);
  const order = await keptAside(promises, 2_000);
  await whenIdle(till);
  await second.fetchRest();
  world.door.weather = "offline";

  const { orders, is_line_up: isLineUp, heard_ms: heardMs } = await others.orders();
  expect([isLineUp, heardMs]).toEqual([false, world.time.wall().epoch_ms]);
  expect(orders).toMatchObject([{ ref: order.ref, till_name: "Caisse", gross: 6_575, paid: 2_000 }]);
  expect(code(await others.recall({ ...order.ref, sequence: 999 }))).toBe("order.offline");
  const basket = value(await others.recall(order.ref));
  const sale = value(await second.finalizeSale(basket, [{ kind: "card", amount: euros(4_575) }])).sale;
  expect([sale.gross, sale.kind]).toEqual([4_575, "sale"]);
  // Here it is over at once; with the line, everywhere.
  expect((await others.orders()).orders).toEqual([]);
  expect(code(await others.recall(order.ref))).toBe("order.ended");
  world.door.weather = undefined;
  second.syncNow();
  await whenIdle(second);
  expect(lastOf(world).body).toMatchObject({ order: order.ref, gross: 4_575 });
  expect((await promises.orders()).orders).toEqual([]);
  // And it stays over where the line breaks again.
  world.door.weather = "offline";
  expect((await promises.orders()).orders).toEqual([]);
  expect(code(await promises.recall(order.ref))).toBe("order.ended");
});

test("two tills without a line may both keep it: each says which order it was, and neither writes anything twice", async () => {
  const { world, till, promises } = await shop();
  const second = await secondTill(world);
  const others = new Promises(second);
  const order = await keptAside(promises);
  await whenIdle(till);
  await others.orders();
  world.door.weather = "offline";

  for (const [one, book] of [[till, promises], [second, others]] as const) value(await one.finalizeSale(value(await book.recall(order.ref)), [{ kind: "card", amount: euros(6_575) }]));
  world.door.weather = undefined;
  for (const one of [till, second]) {
    one.syncNow();
    await whenIdle(one);
  }

  const kept = world.door.storedTexts.map(envelopeOf).filter(({ kind, body }) => kind === "sale" && body["order"] !== undefined);
  expect(kept.map(({ body }) => body["order"])).toEqual([order.ref, order.ref]);
  expect(new Set(kept.map(({ chain }) => chain)).size).toBe(2);
});

test("a quote is sent by mail: noted without a line, once, with its own proof; of another till's it needs none", async () => {
  const { world, till, promises } = await shop();
  const second = await secondTill(world);
  const quote = value(await promises.makeOrder(goods(), { purpose: "quote" }));
  await whenIdle(till);
  await new Promises(second).orders();
  world.door.weather = "offline";

  expect(code(await till.makeWish(quote.ref, { kind: "email", address: "petit", language: "fr" }))).toBe("wish.address_invalid");
  expect(code(await till.makeWish({ ...quote.ref, sequence: 999 }, { kind: "email", address: "petit@example.fr", language: "fr" }))).toBe("sale.unknown");
  const own = value(await till.makeWish(quote.ref, { kind: "email", address: "petit@example.fr", language: "fr" }));
  const foreign = value(await second.makeWish(quote.ref, { kind: "email", address: "petit@example.fr", language: "de" }));
  expect([own.state, foreign.state, own.hint]).toEqual(["unsent", "unsent", "p…@example.fr"]);
  world.door.weather = undefined;
  for (const one of [till, second]) {
    one.syncNow();
    await until(async () => (await one.wishesOf(quote.ref)).every(({ state }) => state !== "unsent"));
  }

  expect(world.door.requested.flatMap(({ deliveries }) => deliveries).map(({ sequence, essentials, language }) => [sequence, essentials === "", language])).toEqual([
    [quote.ref.sequence, false, "fr"],
    [quote.ref.sequence, true, "de"],
  ]);
});

test("goods that were put aside before 200 orders of other tills are still handed out", async () => {
  const { world, till, promises } = await shop();
  const order = await keptAside(promises, 2_000);
  await whenIdle(till);
  const named = { chain: order.ref.chain, digest: order.ref.digest, number: "B1", text: "", till_name: "Autre", payments: [] };
  world.door.promises.others.push(...Array.from({ length: 200 }, (_, place) => ({ ...named, sequence: 1_000 + place })));

  expect(await promises.orders()).toMatchObject({ is_line_up: true, orders: [{ number: order.number, paid: 2_000 }] });
  const basket = value(await promises.recall(order.ref));
  expect(value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(4_575) }])).sale.gross).toBe(4_575);
});
