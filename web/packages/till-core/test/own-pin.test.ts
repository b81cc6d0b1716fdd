import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import type { Result, Till } from "../src/index.ts";
import { isWeakPin } from "../src/use-cases/own-pin.ts";
import { CAMILLE, envelopeOf, makeWorld, NOOR, openShop, until, whenIdle, type World } from "./kit.ts";

const code = (result: Result<unknown>): string => (result.ok ? "accepted" : result.refusal.code);

async function shopWithPins(world: World): Promise<Till> {
  const till = await openShop(world);
  world.door.setSecret(CAMILLE, "pin", "2580");
  world.door.setSecret(NOOR, "pin", "7391");
  await until(() => till.state.value.settings?.cashiers.every((cashier) => cashier.pin !== undefined) === true);
  await whenIdle(till);
  return till;
}

test("a PIN that its person chose holds at once, without the old one, and the journal says who, not what", async () => {
  const world = makeWorld();
  const till = await shopWithPins(world);

  const changed = await till.changePin({ pin: "2580", new_pin: "9072" });

  expect(changed).toEqual({ ok: true, value: null });
  world.door.weather = "offline";
  expect(code(await till.signIn({ kind: "pin", digits: "2580", cashier: CAMILLE }))).toBe("people.wrong");
  expect(code(await till.signIn({ kind: "pin", digits: "9072" }))).toBe("accepted");
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  const texts = world.door.storedTexts.filter((text) => text.includes("pin_changed"));
  expect(texts.map((text) => envelopeOf(text).body)).toEqual([{ event: "pin_changed", cashier: CAMILLE, session: till.state.value.session?.id }]);
  expect(texts.join("")).not.toMatch(/2580|9072/);
});

test.each([
  ["the wrong present one", { pin: "1470", new_pin: "9072" }, "people.wrong"],
  ["somebody else's as the present one", { pin: "7391", new_pin: "9072" }, "people.wrong"],
  ["too short", { pin: "2580", new_pin: "907" }, "pin.invalid"],
  ["letters", { pin: "2580", new_pin: "90a2" }, "pin.invalid"],
  ["what everybody tries", { pin: "2580", new_pin: "3456" }, "pin.weak"],
  ["the same again", { pin: "2580", new_pin: "2580" }, "pin.same"],
  ["a colleague's", { pin: "2580", new_pin: "7391" }, "pin.taken"],
])("refused, and nothing is written: %s", async (_, change, refusal) => {
  const world = makeWorld();
  const till = await shopWithPins(world);
  const before = till.state.value.head_sequence;

  expect(code(await till.changePin(change))).toBe(refusal);

  expect(till.state.value.head_sequence).toBe(before);
  expect(code(await till.signIn({ kind: "pin", digits: "2580" }))).toBe("accepted");
});

test("wrong tries are counted with those of the pad", async () => {
  const world = makeWorld();
  const till = await shopWithPins(world);
  for (const pin of ["0001", "0002", "0003", "0004"]) expect(code(await till.changePin({ pin, new_pin: "9072" }))).toBe("people.wrong");

  const fifth = await till.changePin({ pin: "0005", new_pin: "9072" });

  expect(fifth).toEqual({ ok: false, refusal: { code: "people.wait", details: { wait_ms: 30_000 } } });
  expect(code(await till.changePin({ pin: "2580", new_pin: "9072" }))).toBe("people.wait");
});

test("without a line it is said, and the PIN stays; an answer that was lost is repeated", async () => {
  const world = makeWorld();
  const till = await shopWithPins(world);
  world.door.weather = "offline";
  expect(code(await till.changePin({ pin: "2580", new_pin: "9072" }))).toBe("pin.needs_line");
  expect(code(await till.signIn({ kind: "pin", digits: "2580" }))).toBe("accepted");

  world.door.weather = undefined;
  world.door.answersToLose = 1;
  const known = till.state.value.settings;
  expect(code(await till.changePin({ pin: "2580", new_pin: "9072" }))).toBe("pin.needs_line");
  await until(() => till.state.value.settings !== known);
  expect(code(await till.changePin({ pin: "9072", new_pin: "6183" }))).toBe("accepted");
});

test("who has no PIN has none to prove it by, and a locked till changes none", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  expect(code(await till.changePin({ pin: "2580", new_pin: "9072" }))).toBe("pin.none");

  world.door.setSecret(CAMILLE, "pin", "2580");
  await until(() => till.state.value.settings?.cashiers[0]?.pin !== undefined);
  await till.lock();
  expect(code(await till.changePin({ pin: "2580", new_pin: "9072" }))).toBe("till.locked");
});

test("what everybody tries first, by the shared vectors", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../../../../conformance/people/weak_pins.json", import.meta.url), "utf8")) as {
    readonly cases: readonly { readonly pin: string; readonly is_weak: number; readonly why: string }[];
  };
  for (const { pin, is_weak: expected, why } of cases) expect(isWeakPin(pin), `${pin}: ${why}`).toBe(expected === 1);
});
