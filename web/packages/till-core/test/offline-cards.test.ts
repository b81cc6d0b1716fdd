import { expect, test } from "vitest";

import type { CardAttempt, NewAttempt } from "../src/index.ts";
import { isLostUnseen, waitsForBank } from "../src/offline-cards.ts";
import { euros, makeWorld, openShop, until, value, whenIdle } from "./kit.ts";

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
