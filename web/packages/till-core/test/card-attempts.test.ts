import { expect, test } from "vitest";

import { heardLate, partOf, takenOf } from "../src/card-attempts.ts";
import { Promises } from "../src/promises.ts";
import { addAmount, emptyBasket, type Basket, type CardAttempt, type OtherTender } from "../src/index.ts";
import { envelopeOf, euros, makeWorld, openShop, RATE_20, SETTINGS, until, value, whenIdle } from "./kit.ts";

const WISH = { kind: "payment", amount: euros(1_234), currency: 978, driver: "zvt", agent_key: "agent", terminal: "front", terminal_name: "Terminal" } as const;
const RESULT = { trace: "000001", receipt: "0001", authorization: "A1B2C3", brand: "VISA", last_four: "1111", terminal: "52500041" };
const meal = (amount: number): Basket => value(addAmount(emptyBasket(), euros(amount), RATE_20));
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const approved = (attempt: CardAttempt): CardAttempt => ({
  ...attempt,
  state: "approved",
  result: RESULT,
  events: [...attempt.events, { at_ms: 1, state: "approved", source: "terminal", trouble: "" }],
});
const tender = (payment: string): OtherTender => ({ kind: "card", amount: euros(1_234), terminal: "zvt", payment, brand: "VISA", last_four: "1111" });

test("an attempt is on the disk before anybody is asked, and is spent by one sale, with it or not at all", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();

  const begun = value(await rare.beginAttempt(WISH));
  const pending = await till.finalizeSale(meal(1_234), [tender(begun.id)]);
  await rare.noteAttempt(approved(begun));
  const twice = await till.finalizeSale(meal(2_468), [tender(begun.id), tender(begun.id)]);
  const head = till.state.value.head_sequence;
  const { sale } = value(await till.finalizeSale(meal(1_234), [tender(begun.id)]));
  const again = await till.finalizeSale(meal(1_234), [tender(begun.id)]);
  await whenIdle(till);

  expect([pending, twice, again].map(code)).toEqual(["payment.spent", "payment.spent", "payment.spent"]);
  expect(till.state.value.head_sequence).toBe(head + 1);
  expect(sale.tenders).toEqual([{ kind: "card", amount: 1_234, terminal: "zvt", payment: begun.id, brand: "VISA", last_four: "1111" }]);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ tenders: [{ kind: "card", payment: begun.id, last_four: "1111" }] });
  expect(await rare.attempts()).toMatchObject([{ id: begun.id, state: "approved", spent: { sequence: head + 1 }, result: RESULT }]);
  expect(till.state.value.session?.tenders).toEqual([{ kind: "card", amount: 1_234 }]);
});

test("late news takes nothing back, and money that went back pays nothing any more", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const begun = value(await rare.beginAttempt(WISH));
  const paid = await rare.noteAttempt(approved(begun));

  await rare.noteAttempt(begun);
  const reversal = value(await rare.beginAttempt({ ...WISH, kind: "reversal", receipt: "0001", reverses: begun.id }));
  await rare.noteAttempt(approved(reversal));
  const refused = await till.finalizeSale(meal(1_234), [tender(begun.id)]);

  expect(paid.state).toBe("approved");
  expect(await rare.attempts()).toMatchObject([
    { id: reversal.id, kind: "reversal", state: "approved" },
    { id: begun.id, state: "approved", reversed_by: reversal.id },
  ]);
  expect(code(refused)).toBe("payment.spent");
});

test("the server is told of each as it stands, again and again until it took it, and no sale waits for that", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();
  world.door.weather = "offline";
  const begun = value(await rare.beginAttempt(WISH));
  await rare.noteAttempt(approved(begun));
  value(await till.finalizeSale(meal(1_234), [tender(begun.id)]));
  const sequence = till.state.value.head_sequence;
  await until(() => till.sync.value.phase === "offline");
  const before = [...world.door.attempts];
  world.door.weather = undefined;
  till.syncNow();
  await until(async () => !(await rare.attempts()).some(({ untold }) => untold));
  till.syncNow();
  await whenIdle(till);

  expect(before).toEqual([]);
  expect(world.door.attempts).toMatchObject([{ id: begun.id, state: "approved", amount: 1_234, spent: { sequence }, result: RESULT }]);
  expect(Object.keys(world.door.attempts[0] ?? {})).not.toContain("agent_key");
  expect((await rare.attempts()).map(({ untold }) => untold)).toEqual([undefined]);
});

test("money of a sale goes back by the terminal once: its refund spends it, with it or not at all", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const begun = value(await rare.beginAttempt(WISH));
  await rare.noteAttempt(approved(begun));
  const { sale } = value(await till.finalizeSale(meal(1_234), [tender(begun.id)]));
  const refunds = { chain: sale.ref.chain, sequence: sale.ref.sequence };
  const back = value(await rare.beginAttempt({ ...WISH, kind: "reversal", receipt: "0001", reverses: begun.id, refunds }));

  const early = await till.refundSale(sale.ref, "all", [tender(back.id)]);
  await rare.noteAttempt(approved(back));
  const { sale: refund } = value(await till.refundSale(sale.ref, "all", [tender(back.id)]));
  const again = await till.refundSale(sale.ref, "all", [tender(back.id)]);

  expect(code(early)).toBe("payment.spent");
  expect(refund.tenders).toEqual([{ kind: "card", amount: -1_234, terminal: "zvt", payment: back.id, brand: "VISA", last_four: "1111" }]);
  expect(again.ok).toBe(false);
  expect(await rare.attempts()).toMatchObject([
    { id: back.id, state: "approved", spent: { sequence: till.state.value.head_sequence } },
    { id: begun.id, spent: refunds, reversed_by: back.id },
  ]);
});

const word = (state: CardAttempt["state"], source: string, trouble = ""): CardAttempt["events"][number] => ({ at_ms: 2, state, source, trouble });
const called = (attempt: CardAttempt, state: "approved" | "declined"): CardAttempt => ({
  ...attempt,
  state,
  unheard: true,
  events: [...attempt.events, word("unknown", "till", "no_agent"), word(state, "person")],
});

test("what a person ended unheard is kept until it was heard, and money that was taken all the same is free to use or to give back", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const begun = value(await rare.beginAttempt(WISH));
  const unpaid = await rare.noteAttempt(called(begun, "declined"));
  const early = await till.finalizeSale(meal(1_234), [tender(begun.id)]);

  const late = { state: "approved", tip: 0, approved: 0, result: RESULT, events: [...begun.events, word("approved", "terminal")] } as const;
  const heard = await rare.noteAttempt(heardLate(unpaid, late));
  const { sale } = value(await till.finalizeSale(meal(1_234), [tender(begun.id)]));

  expect(code(early)).toBe("payment.spent");
  expect([unpaid.unheard, heard.unheard, heard.state]).toEqual([true, undefined, "approved"]);
  expect(heard.events.map(({ state, source }) => `${state} ${source}`)).toEqual([
    "approved terminal", "unknown till", "declined person", "pending till",
  ]);
  expect(sale.tenders).toMatchObject([{ kind: "card", payment: begun.id, amount: 1_234 }]);
});

test("what was called paid and sold stays sold, what was called paid and is in no sale is no money any more", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const sold = await rare.noteAttempt(called(value(await rare.beginAttempt(WISH)), "approved"));
  const free = await rare.noteAttempt(called(value(await rare.beginAttempt(WISH)), "approved"));
  value(await till.finalizeSale(meal(1_234), [tender(sold.id)]));
  const never = { state: "cancelled", tip: 0, approved: 0, result: { ...RESULT, last_four: "" }, events: [word("cancelled", "till")] } as const;

  for (const one of [sold, free]) await rare.noteAttempt(heardLate(one, never));
  const again = await till.finalizeSale(meal(1_234), [tender(free.id)]);

  expect(code(again)).toBe("payment.spent");
  expect((await rare.attempts()).map(({ id, state, unheard }) => [id, state, unheard])).toEqual([
    [free.id, "cancelled", undefined],
    [sold.id, "approved", undefined],
  ]);
});

test("money goes back once, however often it is pressed, and never more of it than was paid", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const paid = await rare.noteAttempt(approved(value(await rare.beginAttempt(WISH))));
  const back = { ...WISH, kind: "reversal", receipt: "0001", reverses: paid.id } as const;

  const both = await Promise.all([rare.beginAttempt(back), rare.beginAttempt(back)]);
  const first = value(both.find(({ ok }) => ok) ?? both[0]);
  await rare.noteAttempt(called(first, "declined"));
  const unheard = await rare.beginAttempt({ ...back, kind: "refund", amount: euros(1) });
  const [known] = (await rare.attempts()).filter(({ id }) => id === first.id);
  await rare.noteAttempt(heardLate(known ?? first, { state: "cancelled", tip: 0, approved: 0, result: RESULT, events: [word("cancelled", "till")] }));
  const part = await rare.beginAttempt({ ...back, kind: "refund", amount: euros(1_000) });
  const rest = await rare.beginAttempt({ ...back, kind: "refund", amount: euros(235) });

  expect(both.map(code).sort()).toEqual(["accepted", "payment.given_back"]);
  expect([unheard, part, rest].map(code)).toEqual(["payment.given_back", "accepted", "payment.given_back"]);
  expect((await rare.attempts()).length).toBe(3);
});

test("a deposit and what goes back of it are booked with the payment of the terminal, each once", async () => {
  const world = makeWorld({ ...SETTINGS, tenders: { kinds: [], limits: [], rates: [], orders: { kept_ppm: 0, quote_days: 30 } } });
  const till = await openShop(world);
  const rare = await till.rarely();
  const promises = new Promises(till);
  const order = value(await promises.makeOrder(meal(5_000), { purpose: "layaway", customer: { name: "Mme Petit", phone: "", email: "" } }));
  const begun = value(await rare.beginAttempt(WISH));

  const early = await promises.payDeposit(order.ref, euros(1_234), [tender(begun.id)]);
  await rare.noteAttempt(approved(begun));
  const twice = await Promise.all([1, 2].map(() => promises.payDeposit(order.ref, euros(1_234), [tender(begun.id)])));
  const deposit = envelopeOf((await whenIdle(till), world.door.storedTexts.at(-1)));
  const place = { chain: order.ref.chain, sequence: order.ref.sequence };
  const back = value(await rare.beginAttempt({ ...WISH, kind: "reversal", receipt: "0001", reverses: begun.id, refunds: place }));
  const sooner = await promises.giveUp(order.ref, [tender(back.id)]);
  await rare.noteAttempt(approved(back));
  const ended = value(await promises.giveUp(order.ref, [tender(back.id)])).sale;

  expect([early, ...twice, sooner].map(code)).toEqual(["payment.spent", "accepted", "payment.spent", "payment.spent"]);
  expect(deposit.body).toMatchObject({ purpose: "deposit", gross: 1_234, tenders: [{ kind: "card", payment: begun.id, terminal: "zvt", last_four: "1111" }] });
  expect(ended.tenders).toMatchObject([{ kind: "card", amount: -1_234, payment: back.id }]);
  const [given, paid] = await rare.attempts();
  expect([given?.spent?.sequence, paid?.spent?.sequence, paid?.reversed_by]).toEqual([till.state.value.head_sequence, deposit.sequence, back.id]);
});

test("a card that holds less pays its part, and no more than that goes back", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const begun = value(await rare.beginAttempt({ ...WISH, takes_less: true }));
  const part = { ...approved(begun), ...partOf(begun, 500) };
  const paid = await rare.noteAttempt(part);

  const short = await till.finalizeSale(meal(1_234), [{ ...tender(begun.id), amount: takenOf(paid) }]);
  const { sale } = value(await till.finalizeSale(meal(1_234), [{ ...tender(begun.id), amount: takenOf(paid) }, { kind: "cash" }]));
  const back = { ...WISH, kind: "refund", reverses: begun.id } as const;
  const more = await rare.beginAttempt({ ...back, amount: euros(501) });

  expect([short, more].map(code)).toEqual(["tenders.short", "payment.given_back"]);
  expect(sale.tenders).toMatchObject([{ kind: "card", amount: 500, payment: begun.id }, { kind: "cash", amount: 734 }]);
  expect([partOf(begun, 1_234), partOf(begun, 0), partOf(WISH, 500)]).toEqual([{}, {}, {}]);
});

test("an end of day counts what this till took and gave back at that terminal since the last one", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();
  const paid = await rare.noteAttempt(approved(value(await rare.beginAttempt(WISH))));
  await rare.noteAttempt({ ...approved(value(await rare.beginAttempt(WISH))), tip: euros(66) });
  await rare.noteAttempt(approved(value(await rare.beginAttempt({ ...WISH, terminal: "back" }))));
  await rare.noteAttempt(approved(value(await rare.beginAttempt({ ...WISH, kind: "refund", amount: euros(200), reverses: paid.id }))));
  await rare.beginAttempt(WISH);

  const before = await rare.takenSinceDay("agent", "front");
  world.time.advance(1_000);
  await rare.noteTerminalDay("agent", "front");
  world.time.advance(1_000);
  await rare.noteAttempt(approved(value(await rare.beginAttempt(WISH))));

  expect(before).toEqual({ amount: 2_334, count: 3, open: 1 });
  expect(await rare.takenSinceDay("agent", "front")).toEqual({ amount: 1_234, count: 1, open: 0 });
  expect(await rare.takenSinceDay("agent", "back")).toEqual({ amount: 1_234, count: 1, open: 0 });
});
