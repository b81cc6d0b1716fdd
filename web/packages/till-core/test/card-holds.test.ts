import { expect, test } from "vitest";

import { addAmount, emptyBasket, type Basket, type CardAttempt, type Limits, type NewAttempt, type OtherTender, type SettingsDocument } from "../src/index.ts";
import { holdsOf, isEnding } from "../src/card-holds.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, NOOR, openShop, RATE_20, SETTINGS, until, value, whenIdle } from "./kit.ts";

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
  expect(sent).toMatchObject({ kind: "refund", unlinked: true, label: "other" });
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

const MUCH = 1_000_000_000_000_000;
const PIN = { kind: "pin", digits: "2580" } as const;

/** Camille may sell, and what `rights` says; Noor, who has a PIN, may do everything that is asked here. */
function settingsWith(rights: Limits): SettingsDocument {
  const [helper, chief] = ["01900000-0000-7000-8000-00000000f001", "01900000-0000-7000-8000-00000000f002"];
  return {
    ...SETTINGS,
    cashiers: [
      { id: CAMILLE, name: "Camille", color: "green", is_guarded: false, role: helper },
      { id: NOOR, name: "Noor", color: "blue", is_guarded: false, role: chief },
    ],
    people: {
      ...SETTINGS.people,
      roles: [
        { id: helper, name: "Aide", rights: { open_day: 1, refund: MUCH, refund_cash: MUCH, ...rights } },
        { id: chief, name: "Chef", rights: { hold_card: MUCH, refund_unlinked: MUCH } },
      ],
    },
  };
}

async function shopWith(rights: Limits) {
  const world = makeWorld(settingsWith(rights));
  const till = await openShop(world);
  world.door.setSecret(NOOR, "pin", PIN.digits);
  await until(() => till.state.value.settings?.cashiers.some((cashier) => cashier.pin !== undefined) === true);
  await whenIdle(till);
  return { world, till, rare: await till.rarely() };
}

test("who may hold no money on cards, or not so much, is refused and writes nothing, until somebody allows it", async () => {
  const { world, till, rare } = await shopWith({ hold_card: 5_000 });
  const sealed = world.door.storedTexts.length;

  const refused = await rare.beginHold(WISH, {});
  const before = await rare.attempts();
  const approvals = value(await till.approve(PIN, [{ right: "hold_card", asked: 20_000 }], "other"));
  const beyond = await rare.beginHold({ ...WISH, amount: euros(20_001) }, { approvals });
  const none = await rare.attempts();
  const hold = await rare.noteAttempt(ended(value(await rare.beginHold(WISH, { approvals }))));
  const raised = await rare.changeHold(hold.id, "increase", euros(25_000));
  const after = await rare.attempts();
  const more = value(await till.approve(PIN, [{ right: "hold_card", asked: 25_000 }], "other"));
  value(await rare.changeHold(hold.id, "increase", euros(25_000), undefined, { approvals: more }));

  expect(refused).toMatchObject({ ok: false, refusal: { code: "approval.needed", details: { right: "hold_card", asked: 20_000, limit: 5_000 } } });
  expect([beyond, raised].map(code)).toEqual(["approval.needed", "approval.needed"]);
  expect([before, none]).toEqual([[], []]);
  expect(after.map(({ kind }) => kind)).toEqual(["reserve"]);
  expect((await rare.attempts()).map(({ kind, amount }) => [kind, amount])).toEqual([
    ["increase", 25_000],
    ["reserve", 20_000],
  ]);
  // A hold is no entry, refused or not.
  expect(world.door.storedTexts.length).toBe(sealed);
});

test("who may send no money to an unknown card is refused at the terminal and at the refund, and a manager's yes is sealed", async () => {
  const { world, till, rare } = await shopWith({});
  const { sale } = value(await till.finalizeSale(meal(1_200), [{ kind: "cash" }]));
  const wish: NewAttempt = { ...WISH, kind: "refund", amount: euros(1_200), refunds: { chain: sale.ref.chain, sequence: sale.ref.sequence } };
  await whenIdle(till);
  const sealed = world.door.storedTexts.length;

  const refused = await rare.beginUnlinked(wish, { reason: "faulty" });
  const before = await rare.attempts();
  const approvals = value(await till.approve(PIN, [{ right: "refund_unlinked", asked: 1_200 }], "faulty"));
  const sent = await rare.noteAttempt(ended(value(await rare.beginUnlinked(wish, { reason: "faulty", approvals }))));
  const back = [{ ...tender(sent), unlinked: 1 as const }];
  const alone = await till.refundSale(sale.ref, "all", back, {});
  await whenIdle(till);
  const between = world.door.storedTexts.length;
  const free = (await rare.attempts()).find(({ id }) => id === sent.id);
  value(await till.refundSale(sale.ref, "all", back, { approvals }));
  await whenIdle(till);

  const asked = { right: "refund_unlinked", asked: 1_200, limit: 0 };
  expect([refused, alone]).toMatchObject([{ refusal: { code: "approval.needed", details: asked } }, { refusal: { code: "approval.needed", details: asked } }]);
  expect(before).toEqual([]);
  expect([between, free?.spent]).toEqual([sealed, undefined]);
  const { body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(body["approvals"]).toEqual([{ ...asked, approver: NOOR, by: "pin", reason: "faulty" }]);
  expect(body["tenders"]).toMatchObject([{ kind: "card", amount: -1_200, payment: sent.id, unlinked: 1 }]);
});
