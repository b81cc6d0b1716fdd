import { expect, test } from "vitest";

import { addAmount, emptyBasket, type CardAttempt, type NewAttempt, type OtherTender } from "../src/index.ts";
import { isLostUnseen, waitsForBank } from "../src/offline-cards.ts";
import { envelopeOf, euros, makeWorld, openShop, RATE_20, sum, until, value, whenIdle } from "./kit.ts";

const WISH: NewAttempt = { kind: "payment", amount: euros(800), currency: 978, driver: "nexo", agent_key: "agent", terminal: "front", terminal_name: "Terminal" };
const RESULT = { trace: "", receipt: "00000042", authorization: "A1B2C3", brand: "VISA", last_four: "1111", terminal: "" };
const approved = (attempt: CardAttempt, isOffline: boolean): CardAttempt => ({
  ...attempt,
  state: "approved",
  result: { ...RESULT, is_offline: isOffline },
  events: [...attempt.events, { at_ms: 1, state: "approved", source: "terminal", trouble: "" }],
});

test("a card that was taken without the bank is asked about until the bank has said something, and a no until somebody has seen it", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();
  const take = async (isOffline: boolean): Promise<string> => (await rare.noteAttempt(approved(value(await rare.beginAttempt(WISH)), isOffline))).id;
  const [good, bad, online] = [await take(true), await take(true), await take(false)];
  await whenIdle(till);
  await until(async () => (await rare.attempts()).every(({ untold }) => untold !== true));
  const told = world.door.attempts.length;
  const stand = async (): Promise<unknown> => new Map((await rare.attempts()).map((one) => [one.id, [waitsForBank(one), isLostUnseen(one), one.untold ?? false]]));
  const waits = [true, false, false];

  // Nothing is known yet, and the online one is not asked about.
  world.door.promises.banks.push({ id: good, standing: "waiting" });
  const silent = await rare.hearBanks();
  expect([silent, world.door.attempts.length - told]).toEqual([false, 2]);
  expect(await stand()).toEqual(new Map([[good, waits], [bad, waits], [online, [false, false, false]]]));

  world.door.promises.banks.push({ id: good, standing: "confirmed" }, { id: bad, standing: "refused" }, { id: online, standing: "refused" });
  const heard = [await rare.hearBanks(), await rare.hearBanks()];
  expect(heard).toEqual([true, false]);
  expect(world.door.attempts.length - told).toBe(4);
  expect(await stand()).toEqual(new Map([[good, [false, false, false]], [bad, [false, true, false]], [online, [false, false, false]]]));

  await rare.seeBank(good);
  await rare.seeBank(bad);
  expect(await stand()).toEqual(new Map([[good, [false, false, false]], [bad, [false, false, false]], [online, [false, false, false]]]));
  expect((await rare.attempts()).map(({ bank, bank_seen: seen }) => [bank, seen])).toEqual([[undefined, undefined], ["refused", true], ["confirmed", undefined]]);
});

test("without a line nothing is known, and two hundred later payments do not make a waiting card forgotten", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();
  const { id } = await rare.noteAttempt(approved(value(await rare.beginAttempt(WISH)), true));
  await whenIdle(till);
  for (let turn = 0; turn < 205; turn += 1) {
    const one = value(await rare.beginAttempt(WISH));
    await rare.noteAttempt({ ...one, state: "declined", events: [...one.events, { at_ms: 1, state: "declined", source: "terminal", trouble: "" }] });
  }
  await whenIdle(till);
  world.door.promises.banks.push({ id, standing: "refused" });
  world.door.weather = "offline";

  expect(await rare.hearBanks()).toBe(false);
  expect((await rare.attempts()).filter(waitsForBank).map((one) => one.id)).toEqual([id]);
});

test("the day's figures say how much was taken by cards whose bank has not said yes, of this day alone", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();
  const sell = async (isOffline: boolean): Promise<string> => {
    const paid = await rare.noteAttempt({ ...approved(value(await rare.beginAttempt(WISH)), isOffline), tip: euros(50) });
    const tender: OtherTender = { kind: "card", amount: euros(800), tip: euros(50), terminal: "nexo", payment: paid.id, ...(isOffline && { confirmation: "none" }) };
    value(await till.finalizeSale(value(addAmount(emptyBasket(), euros(800), RATE_20)), [tender]));
    return paid.id;
  };
  const [good, bad] = [await sell(true), await sell(true)];
  await sell(false);
  // Approved and in no sale: in no figure.
  await rare.noteAttempt(approved(value(await rare.beginAttempt(WISH)), true));

  const before = value(await till.lookAtDay());
  world.door.promises.banks.push({ id: good, standing: "confirmed" }, { id: bad, standing: "refused" });
  await rare.hearBanks();
  const closing = value(await till.closeSession(sum(euros(0))));
  await whenIdle(till);
  value(await till.openSession(euros(0)));
  const next = value(await till.lookAtDay());

  expect(before.unconfirmed).toEqual({ count: 2, amount: 1_700 });
  expect(closing.unconfirmed).toEqual({ count: 1, amount: 850 });
  expect(next.unconfirmed).toBeUndefined();
  // What a bank says later is no fact of the entry.
  expect(envelopeOf([...world.door.storedTexts].reverse().find((text) => envelopeOf(text).kind === "closing")).body).not.toHaveProperty("unconfirmed");
});
