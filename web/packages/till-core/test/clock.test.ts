/** The time clock: by PIN or a tap, without a server; a going that was forgotten is asked for and sealed as said later. */
import { expect, test } from "vitest";

import type { Clocking, Rare, Till } from "../src/index.ts";
import { bodyOfLast } from "./entries.ts";
import { CAMILLE, makeWorld, NOOR, openShop, until, value, whenIdle, type World } from "./kit.ts";

const tap = (cashier: string): { kind: "tap"; cashier: string } => ({ kind: "tap", cashier });
const HOUR = 3_600_000;

async function who(rare: Rare, person: string): Promise<Clocking> {
  return value(await rare.whoClocks(tap(person)));
}

async function opened(): Promise<{ world: World; till: Till; rare: Rare }> {
  const world = makeWorld();
  const till = await openShop(world);
  return { world, till, rare: await till.rarely() };
}

test("come, break, back and go are sealed one after the other, and who stands at the till stays", async () => {
  const { world, till, rare } = await opened();
  const before = till.state.value.head_sequence;

  const first = await who(rare, NOOR);
  expect(first).toMatchObject({ name: "Noor", next: ["come", "go", "break", "back"], is_forgotten: false });
  value(await rare.clock(first, "come"));
  expect(await bodyOfLast(world)).toMatchObject({ event: "time_clock", act: "come", cashier: NOOR, by: "tap" });
  expect((await who(rare, NOOR)).next).toEqual(["break", "go"]);
  value(await rare.clock(await who(rare, NOOR), "break"));
  expect((await who(rare, NOOR)).next).toEqual(["back", "go"]);
  value(await rare.clock(await who(rare, NOOR), "back"));
  value(await rare.clock(await who(rare, NOOR), "go"));

  expect(await bodyOfLast(world)).not.toHaveProperty("at");
  expect((await who(rare, NOOR)).next).toEqual(["come"]);
  expect((await who(rare, CAMILLE)).last).toBeUndefined();
  expect(till.state.value.head_sequence).toBe(before + 4);
  expect(till.state.value.cashier?.id).toBe(CAMILLE);
});

test("a second touch seals nothing again", async () => {
  const { till, rare } = await opened();
  const clocking = await who(rare, NOOR);
  const marks = await Promise.all([rare.clock(clocking, "come"), rare.clock(clocking, "come")]);

  expect(value(marks[0])).toEqual(value(marks[1]));
  const sequence = till.state.value.head_sequence;
  value(await rare.clock(clocking, "come"));
  expect(till.state.value.head_sequence).toBe(sequence);
});

test("who has a PIN proves it; a wrong one seals nothing", async () => {
  const { world, till, rare } = await opened();
  world.door.setSecret(NOOR, "pin", "2580");
  await until(() => till.state.value.settings?.cashiers.some((cashier) => cashier.pin !== undefined) === true);
  await whenIdle(till);
  const before = till.state.value.head_sequence;

  expect(await rare.whoClocks(tap(NOOR))).toMatchObject({ ok: false, refusal: { code: "people.proof_needed" } });
  expect(await rare.whoClocks({ kind: "pin", digits: "1111" })).toMatchObject({ ok: false, refusal: { code: "people.wrong" } });
  expect(till.state.value.head_sequence).toBe(before);

  const proved = value(await rare.whoClocks({ kind: "pin", digits: "2580" }));
  value(await rare.clock(proved, "come"));
  expect(await bodyOfLast(world)).toMatchObject({ cashier: NOOR, by: "pin" });
});

test("a going that was forgotten is asked for, and what cannot be is refused", async () => {
  const { world, till, rare } = await opened();
  value(await rare.clock(await who(rare, NOOR), "come"));
  world.time.advance(20 * HOUR);
  const clocking = await who(rare, NOOR);
  const before = till.state.value.head_sequence;
  expect(clocking).toMatchObject({ is_forgotten: true, next: ["come"] });

  const came = clocking.last?.at.slice(0, 16) ?? "";
  for (const wrong of [came, "2000-01-01T08:00", "2099-01-01T08:00", "soon"]) {
    expect(await rare.clock(clocking, "come", wrong), wrong).toMatchObject({ ok: false, refusal: { code: "clock.time_invalid" } });
  }
  expect(till.state.value.head_sequence).toBe(before);
});

test("the going that was said is sealed before the coming", async () => {
  const { world, till, rare } = await opened();
  value(await rare.clock(await who(rare, NOOR), "come"));
  const came = (await who(rare, NOOR)).last;
  if (came === undefined) throw new Error("nobody came");
  world.time.advance(20 * HOUR);
  const before = till.state.value.head_sequence;
  const left = new Date(came.epoch_ms + 8 * HOUR + HOUR).toISOString().slice(0, 16);

  value(await rare.clock(await who(rare, NOOR), "come", left));

  expect(till.state.value.head_sequence).toBe(before + 2);
  expect(await bodyOfLast(world)).toMatchObject({ act: "come" });
  const entries = await world.database().read(["entries"], ({ entries: table }) => table.getAll());
  const said = entries.map(({ text }) => text).filter((text) => text.includes('"act":"go"'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`"at":"${left}`);
});
