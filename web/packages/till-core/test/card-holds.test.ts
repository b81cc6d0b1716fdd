import { expect, test } from "vitest";

import { addAmount, emptyBasket, type Basket, type CardAttempt, type NewAttempt, type OtherTender } from "../src/index.ts";
import { holdsOf, isEnding } from "../src/card-holds.ts";
import { euros, makeWorld, openShop, RATE_20, value, whenIdle } from "./kit.ts";

const WISH: NewAttempt = { kind: "reserve", amount: euros(20_000), currency: 978, driver: "nexo", agent_key: "agent", terminal: "front", terminal_name: "Terminal", label: "Table 4" };
const RESULT = { trace: "", receipt: "00000042", authorization: "A1B2C3", brand: "VISA", last_four: "1111", terminal: "" };
const meal = (amount: number): Basket => value(addAmount(emptyBasket(), euros(amount), RATE_20));
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const ended = (attempt: CardAttempt, state: "approved" | "declined" | "unknown" = "approved", more: Partial<CardAttempt> = {}): CardAttempt => ({
  ...attempt,
  ...more,
  state,
  ...(state === "approved" && { result: RESULT }),
  events: [...attempt.events, { at_ms: 1, state, source: "terminal", trouble: "" }],
});
const tender = (payment: CardAttempt): OtherTender => ({ kind: "card", amount: payment.amount, terminal: "nexo", payment: payment.id });

test("a hold is in no total, and what is taken of it pays one sale once", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const begun = value(await rare.beginHold(WISH, {}));
  const hold = await rare.noteAttempt(ended(begun, "approved", { expires_ms: 1_000 }));

  const asSale = await till.finalizeSale(meal(20_000), [tender(hold)]);
  const raised = value(await rare.changeHold(hold.id, "increase", euros(25_000)));
  await rare.noteAttempt(ended(raised));
  const [open] = holdsOf(await rare.attempts());
  const first = await rare.changeHold(hold.id, "capture", euros(24_000));
  const twice = await rare.changeHold(hold.id, "capture", euros(24_000));
  const taken = await rare.noteAttempt(ended(value(first)));
  const late = await rare.changeHold(hold.id, "release", euros(25_000));
  const { sale } = value(await till.finalizeSale(meal(24_000), [tender(taken)]));
  const again = await till.finalizeSale(meal(24_000), [tender(taken)]);
  await whenIdle(till);

  expect(code(asSale)).toBe("payment.spent");
  expect(open).toMatchObject({ reserve: { id: hold.id, label: "Table 4", expires_ms: 1_000 }, held: 25_000 });
  expect(isEnding(open!, 1_000 - 86_400_000)).toBe(true);
  expect(isEnding(open!, 999 - 86_400_000)).toBe(false);
  expect([twice, late, again].map(code)).toEqual(["hold.busy", "hold.ended", "payment.spent"]);
  expect(sale.tenders).toMatchObject([{ kind: "card", amount: 24_000, payment: taken.id }]);
  expect(holdsOf(await rare.attempts())).toEqual([]);
  expect(till.state.value.session?.tenders).toEqual([{ kind: "card", amount: 24_000 }]);
});

test("more than is held is not taken, a refused change leaves the hold, and one that is not known yet blocks the next", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const hold = await rare.noteAttempt(ended(value(await rare.beginHold(WISH, {}))));

  const much = await rare.changeHold(hold.id, "capture", euros(20_001));
  const less = await rare.changeHold(hold.id, "increase", euros(20_000));
  const refused = value(await rare.changeHold(hold.id, "increase", euros(30_000)));
  await rare.noteAttempt(ended(refused, "declined"));
  const [after] = holdsOf(await rare.attempts());
  const lost = value(await rare.changeHold(hold.id, "release", euros(20_000)));
  await rare.noteAttempt(ended(lost, "unknown"));
  const blocked = await rare.changeHold(hold.id, "capture", euros(100));
  await rare.noteAttempt(ended(lost));

  expect([much, less, blocked].map(code)).toEqual(["amount.invalid", "amount.invalid", "hold.busy"]);
  expect(after?.held).toBe(20_000);
  expect(holdsOf(await rare.attempts())).toEqual([]);
});

test("two hundred later payments do not make an open hold forgotten", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const hold = await rare.noteAttempt(ended(value(await rare.beginHold(WISH, {}))));
  const raised = value(await rare.changeHold(hold.id, "increase", euros(25_000)));
  await rare.noteAttempt(ended(raised));
  await whenIdle(till);
  for (let turn = 0; turn < 205; turn += 1) {
    const one = value(await rare.beginAttempt({ ...WISH, kind: "payment", amount: euros(100) }));
    await rare.noteAttempt(ended(one, "declined"));
  }
  await whenIdle(till);

  expect(holdsOf(await rare.attempts())).toMatchObject([{ reserve: { id: hold.id }, held: 25_000 }]);
});

test("money goes to an unknown card only with a reason, is spent by one refund, and writes nothing where it is refused", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const { sale } = value(await till.finalizeSale(meal(1_200), [{ kind: "cash" }]));
  const wish: NewAttempt = { ...WISH, kind: "refund", amount: euros(1_200), refunds: { chain: sale.ref.chain, sequence: sale.ref.sequence } };

  const reasonless = await rare.beginUnlinked(wish, {});
  const before = await rare.attempts();
  const sent = await rare.noteAttempt(ended(value(await rare.beginUnlinked(wish, { reason: "other" }))));
  const refunded = value(await till.refundSale(sale.ref, "all", [tender(sent)], {}));
  const again = await till.refundSale(sale.ref, "all", [tender(sent)], {});
  await whenIdle(till);

  expect(code(reasonless)).toBe("approval.reason_missing");
  expect(before).toEqual([]);
  expect(sent).toMatchObject({ kind: "refund", unlinked: true });
  expect(refunded.sale.tenders).toMatchObject([{ kind: "card", amount: -1_200, payment: sent.id }]);
  expect(code(again)).not.toBe("accepted");
});

test("a tip that the terminal added is noted once, and belongs to its payment", async () => {
  const till = await openShop(makeWorld());
  const rare = await till.rarely();
  const paid = await rare.noteAttempt(ended(value(await rare.beginAttempt({ ...WISH, kind: "payment", amount: euros(1_200) }))));
  const { sale } = value(await till.finalizeSale(meal(1_200), [tender(paid)]));
  const tip = await rare.noteAttempt(ended(value(await rare.beginAttempt({ ...WISH, kind: "tip", amount: euros(200), reverses: paid.id }))));

  const noted = await till.lateTip(sale.ref, "card", euros(200), tip.id);
  const again = await till.lateTip(sale.ref, "card", euros(200), tip.id);
  await whenIdle(till);

  expect([noted, again].map(code)).toEqual(["accepted", "payment.spent"]);
  expect((await rare.attempts()).find(({ id }) => id === tip.id)?.spent).toMatchObject({ sequence: till.state.value.head_sequence });
  expect(till.state.value.session?.tips).toEqual([{ kind: "card", amount: 200 }]);
});
