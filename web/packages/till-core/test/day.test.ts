import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { addAmount, businessDay, emptyBasket, isForgotten, isLate, minorUnits, type Counted, type Result, type Till } from "../src/index.ts";
import { storeWall } from "../src/day.ts";
import { completeSession } from "../src/use-cases/session.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, NOOR, openShop, RATE_20, SETTINGS, sum, until, value, whenIdle, type World } from "./kit.ts";

const HOUR = 3_600_000;
const PARIS = { timezone: "Europe/Paris", day_starts_minute: 240 };
const code = (result: Result<unknown>): string => (result.ok ? "accepted" : result.refusal.code);
const at = (iso: string, offsetMinutes = 60): { epoch_ms: number; offset_minutes: number } => ({
  epoch_ms: Date.parse(iso),
  offset_minutes: offsetMinutes,
});

test("a device in another zone seals and prints the shop's time, in winter and in summer", async () => {
  expect(storeWall("Europe/Paris", at("2026-01-15T23:30:59.500Z", 0))).toEqual(at("2026-01-15T23:30:59.500Z", 60));
  expect(storeWall("Europe/Paris", at("2026-07-15T12:00:00Z", -420))).toEqual(at("2026-07-15T12:00:00Z", 120));
  expect(storeWall("Mars/Olympus", at("2026-07-15T12:00:00Z", -420))).toEqual(at("2026-07-15T12:00:00Z", -420));
  const world = makeWorld();
  const till = await openShop(world);
  const { epoch_ms: now } = world.time.wall();
  world.time.setWall(now, -480);

  value(await sell(till, 500));
  await whenIdle(till);

  const sealed = envelopeOf(world.door.storedTexts.at(-1) ?? "").device_time;
  expect(sealed).toMatch(/\+0[12]:00$/);
  expect(Date.parse(sealed)).toBe(now);
});

async function sell(till: Till, cents: number): Promise<Result<unknown>> {
  return till.finalizeSale(value(addAmount(emptyBasket(), euros(cents), RATE_20)), [{ kind: "cash" }]);
}

function bodies(world: World, last: number): readonly { readonly kind: string; readonly body: Readonly<Record<string, unknown>> }[] {
  return world.door.storedTexts.slice(-last).map((text) => {
    const { kind, body } = envelopeOf(text);
    return { kind, body };
  });
}

const pieces = (...rows: readonly (readonly [number, number])[]): Counted => ({
  amount: minorUnits(rows.reduce((total, [worth, count]) => total + worth * count, 0)),
  pieces: rows.map(([worth, count]) => ({ value: minorUnits(worth), pieces: count })),
});

test("a business day begins when the store says so, on the store's clock", () => {
  // 03:59 and 04:00 in Paris, in winter; the device stands in London.
  expect(businessDay(PARIS, at("2026-11-23T02:59:59.999Z", 0))).toBe("2026-11-22");
  expect(businessDay(PARIS, at("2026-11-23T03:00:00.000Z", 0))).toBe("2026-11-23");
  expect(businessDay({ ...PARIS, day_starts_minute: 0 }, at("2026-11-22T23:00:00.000Z", 0))).toBe("2026-11-23");
  // The night of the change to winter time: 02:30 comes twice, both of the day before.
  expect(businessDay(PARIS, at("2026-10-25T00:30:00.000Z", 120))).toBe("2026-10-24");
  expect(businessDay(PARIS, at("2026-10-25T01:30:00.000Z"))).toBe("2026-10-24");
  expect(businessDay({ timezone: "Nowhere/Land", day_starts_minute: 240 }, at("2026-11-23T03:30:00.000Z"))).toBe("2026-11-23");
  expect(businessDay(PARIS, at("2027-01-01T00:00:00.000Z"))).toBe("2026-12-31");
});

test("a day that is still open is late half an hour after the doors closed, also for a bar that closes at 2:00", () => {
  // Sunday the 22nd from 18:00 to 2:00; Monday from 9:00 to 12:00 and from 14:00 to 19:00.
  const bar = { ...PARIS, opening_hours: [{ weekday: 6, opens: 1_080, closes: 1_560 }, { weekday: 0, opens: 540, closes: 720 }, { weekday: 0, opens: 840, closes: 1_140 }] };
  const late = (iso: string): boolean => isLate(bar, at(iso, -300));
  expect(late("2026-11-22T22:30:00Z")).toBe(false); // Sunday 23:30
  expect(late("2026-11-23T01:29:00Z")).toBe(false); // 2:29
  expect(late("2026-11-23T01:30:00Z")).toBe(true); // 2:30
  expect(late("2026-11-23T02:59:00Z")).toBe(true); // 3:59
  expect(late("2026-11-23T03:00:00Z")).toBe(false); // 4:00: Monday begins
  expect(late("2026-11-23T12:00:00Z")).toBe(false); // the noon break
  expect(late("2026-11-23T18:30:00Z")).toBe(true); // 19:30
  expect(late("2026-11-24T01:30:00Z")).toBe(true); // the night that follows
  expect(late("2026-11-24T18:30:00Z")).toBe(false); // Tuesday has no hours
});

interface BusinessDay {
  readonly id: string;
  readonly why: string;
  readonly timezone: string;
  readonly day_starts_minute: number;
  readonly at: string;
  readonly day: string;
}
const { cases } = JSON.parse(readFileSync(new URL("../../../../conformance/business_days.json", import.meta.url), "utf8")) as { readonly cases: readonly BusinessDay[] };

test.each(cases)("the business day as the server counts it: $id", ({ why, at: moment, day, ...clock }) => {
  // The device stands elsewhere: only the store's clock counts.
  expect(businessDay(clock, at(moment, -300)), why).toBe(day);
});

test("a bar that goes on past the hour prolongs its day; a pause ends it", () => {
  const session = { business_day: "2026-11-22" };
  const late = at("2026-11-23T04:10:00.000Z");

  expect(isForgotten(session, PARIS, late, late.epoch_ms - HOUR + 1)).toBe(false);
  expect(isForgotten(session, PARIS, late, late.epoch_ms - HOUR)).toBe(true);
  expect(isForgotten(session, PARIS, at("2026-11-22T20:00:00.000Z"), 0)).toBe(false);
});

test("a forgotten day is closed as not counted, and the first sale of the morning is of the new day", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await sell(till, 1_000));
  await whenIdle(till);
  const yesterday = till.state.value.session;
  world.door.weather = "offline";
  world.time.setWall(Date.parse("2026-11-23T07:30:00.000Z"));

  value(await sell(till, 500));

  const today = till.state.value.session;
  expect(today).toMatchObject({ business_day: "2026-11-23", float: 11_000, cash_expected: 11_500, gross: 500, sales_count: 1 });
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  const [closing, opening, sale] = bodies(world, 3);
  expect([closing?.kind, opening?.kind, sale?.kind]).toEqual(["closing", "opening", "sale"]);
  expect(closing?.body).toEqual({
    session: yesterday?.id,
    cashier: CAMILLE,
    currency: "EUR",
    period: "day",
    business_day: "2026-11-22",
    first_sequence: 3,
    last_sequence: 4,
    sales_count: 1,
    refunds_count: 0,
    gross: 1_000,
    refunded: 0,
    cash_expected: 11_000,
    tenders: [{ kind: "cash", amount: 1_000 }],
    documents: 1,
    net: 833,
    taxes: [{ category: "S", rate_ppm: 200_000, net: 833, tax: 167, gross: 1_000 }],
    not_counted: 1,
    perpetual_gross: 1_000,
    perpetual_refunded: 0,
  });
  expect(opening?.body).toEqual({
    session: today?.id,
    cashier: CAMILLE,
    currency: "EUR",
    business_day: "2026-11-23",
    float: 11_000,
    carried_from: yesterday?.id,
  });
  expect(sale?.body["session"]).toBe(today?.id);
  const [closed] = await till.closings();
  expect([closed?.cash_counted, closed?.cash_difference]).toEqual([undefined, undefined]);
});

test("a closing that comes in the morning is of the day that it closes, and is counted", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await sell(till, 1_000));
  world.time.setWall(Date.parse("2026-11-23T07:30:00.000Z"));

  const closing = value(await till.closeSession({ ...sum(euros(11_000)), left: euros(5_000) }));

  expect(closing).toMatchObject({ business_day: "2026-11-22", cash_counted: 11_000, cash_difference: 0, cash_left: 5_000 });
  expect(till.state.value.next_float).toBe(5_000);
  expect(value(await till.openSession(euros(5_000)))).toMatchObject({ business_day: "2026-11-23", float: 5_000 });
  expect(till.state.value.next_float).toBeUndefined();
});

/** Each step at which the plug may be pulled: nothing of the entry is there, or all of it. */
const STEPS = ["before it is sealed", "while it is written"] as const;

test.each(STEPS)("a closing that dies %s leaves the day open, and closes once", async (step) => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await sell(till, 1_000));
  const before = till.state.value.head_sequence;
  const database = world.database();
  if (step === "before it is sealed") {
    world.beforeSeal = () => Promise.reject(new Error("the plug"));
  } else {
    // A row that stands in the way: the transaction ends, and with it all that it wrote.
    await database.write(["entries"], ({ entries }) =>
      entries.add({ chain: till.state.value.enrolment?.chain ?? "", sequence: before + 1, kind: "x", digest: "", seal: "", text: "", made_ms: 0 }),
    );
  }

  const died = await till.closeSession(sum(euros(11_000))).then(code, () => "died");
  till.close();
  world.beforeSeal = () => Promise.resolve();
  await database.write(["entries"], ({ entries }) => entries.delete([till.state.value.enrolment?.chain ?? "", before + 1]));
  const again = await world.open();

  expect(["died", "till.storage_failed"]).toContain(died);
  expect(again.state.value).toMatchObject({ head_sequence: before, session: { gross: 1_000 } });
  expect(await again.closings()).toEqual([]);
  const closing = value(await again.closeSession(sum(euros(11_000))));
  expect(closing).toMatchObject({ gross: 1_000, perpetual_gross: 1_000, last_sequence: before + 1 });
  again.close();
  const last = await world.open();
  expect(last.state.value.session).toBeUndefined();
  expect((await last.closings()).length).toBe(1);
  expect(last.state.value.next_float).toBe(11_000);
});

test("a till that dies between yesterday's closing and today's opening opens with what lies there", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await sell(till, 1_000));
  world.time.setWall(Date.parse("2026-11-23T07:30:00.000Z"));
  let seals = 0;
  world.beforeSeal = () => {
    seals += 1;
    return seals === 2 ? Promise.reject(new Error("the plug")) : Promise.resolve();
  };

  await expect(sell(till, 500)).rejects.toThrow("the plug");
  till.close();
  world.beforeSeal = () => Promise.resolve();
  const again = await world.open();

  expect(again.state.value.session).toBeUndefined();
  expect(again.state.value.next_float).toBe(11_000);
  value(await again.openSession(euros(11_000)));
  value(await sell(again, 500));
  expect((await again.closings()).map((closing) => closing.perpetual_gross)).toEqual([1_000]);
});

test("perpetual totals go on over days, whether counted or forgotten", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await sell(till, 1_000));
  value(await till.closeSession(sum(euros(11_000))));
  value(await till.openSession(euros(11_000)));
  value(await sell(till, 300));
  world.time.setWall(Date.parse("2026-11-24T07:30:00.000Z"));
  value(await sell(till, 200));

  const last = value(await till.closeSession(sum(euros(11_500))));

  expect((await till.closings()).map((closing) => closing.perpetual_gross)).toEqual([1_500, 1_300, 1_000]);
  expect(last).toMatchObject({ float: 11_300, gross: 200 });
});

test("a count by coins and notes is sealed as it was counted, and one that does not add up is refused", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  expect(code(await till.countDrawer({ amount: minorUnits(9_999), pieces: pieces([5_000, 2]).pieces }))).toBe("amount.invalid");
  expect(code(await till.countDrawer({ amount: minorUnits(50), pieces: [{ value: minorUnits(100), pieces: 0.5 }] }))).toBe("amount.invalid");
  const session = value(await till.countDrawer(pieces([5_000, 1], [2_000, 2], [500, 1], [200, 2], [5, 1])));
  await whenIdle(till);

  expect(session).toMatchObject({ cash_expected: 9_905, differences: -95 });
  expect(bodies(world, 1)).toEqual([
    {
      kind: "cash_count",
      body: {
        session: session.id,
        cashier: CAMILLE,
        purpose: "check",
        cash_expected: 10_000,
        cash_counted: 9_905,
        cash_difference: -95,
        count: [
          { value: 5_000, pieces: 1 },
          { value: 2_000, pieces: 2 },
          { value: 500, pieces: 1 },
          { value: 200, pieces: 2 },
          { value: 5, pieces: 1 },
        ],
      },
    },
  ]);
});

test("beyond the shop's limit a count needs a reason; how often it was counted stays in the entry", async () => {
  const world = makeWorld({ ...SETTINGS, people: { ...SETTINGS.people, difference_limit: minorUnits(500) } });
  const till = await openShop(world);
  const before = till.state.value.head_sequence;

  expect(code(await till.closeSession(sum(euros(9_499))))).toBe("count.reason_needed");
  expect(code(await till.closeSession(sum(euros(10_600)), { reason: "because" }))).toBe("count.reason_needed");
  expect(till.state.value.head_sequence).toBe(before);
  value(await till.closeSession(sum(euros(9_499)), { reason: "wrong_change" }));
  await whenIdle(till);

  expect(bodies(world, 1)[0]?.body).toMatchObject({ cash_difference: -501, reason: "wrong_change", recounts: 2 });
  value(await till.openSession(euros(9_499)));
  value(await till.closeSession(sum(euros(8_999))));
});

test("a drawer is handed over in one entry: counted by one, taken by the next", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.setSecret(NOOR, "pin", "2580");
  await until(() => till.state.value.settings?.cashiers.some((cashier) => cashier.pin !== undefined) === true);
  value(await sell(till, 1_000));
  await whenIdle(till);
  const before = till.state.value.head_sequence;

  expect(code(await till.handOver(sum(euros(10_990)), { kind: "tap", cashier: NOOR }))).toBe("people.proof_needed");
  expect(code(await till.handOver(sum(euros(10_990)), { kind: "tap", cashier: CAMILLE }))).toBe("handover.same");
  expect(till.state.value.head_sequence).toBe(before);
  value(await till.handOver(sum(euros(10_990)), { kind: "pin", digits: "2580" }));
  value(await sell(till, 500));
  await whenIdle(till);

  expect(till.state.value.cashier?.name).toBe("Noor");
  expect(till.state.value.session).toMatchObject({ cash_expected: 11_490, differences: -10, gross: 1_500 });
  const [handover, sale] = bodies(world, 2);
  expect(handover).toEqual({
    kind: "cash_count",
    body: {
      session: till.state.value.session?.id,
      cashier: CAMILLE,
      purpose: "handover",
      to: NOOR,
      by: "pin",
      cash_expected: 11_000,
      cash_counted: 10_990,
      cash_difference: -10,
    },
  });
  expect(sale?.body["cashier"]).toBe(NOOR);
  expect(value(await till.closeSession(sum(euros(11_490))))).toMatchObject({ cash_difference: 0, differences: -10 });
});

test("a purse is its bearer's: its own float, its own sales, its own count", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await till.takePurse(euros(2_000), "drawer"));
  expect(code(await till.takePurse(euros(0), "elsewhere"))).toBe("purse.taken");
  value(await sell(till, 700));
  value(await till.cashMovement("paid_out", euros(100), { reason: "expenses" }));
  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  value(await sell(till, 400));

  expect(till.state.value.session).toMatchObject({
    cash_expected: 8_400,
    movements: -2_000,
    purses: [{ cashier: CAMILLE, float: 2_000, movements: -100, cash_expected: 2_600 }],
  });
  expect(code(await till.returnPurse(sum(euros(2_600)), "drawer"))).toBe("purse.none");
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  value(await till.returnPurse(sum(euros(2_590)), "drawer"));
  value(await sell(till, 50));
  await whenIdle(till);

  expect(till.state.value.session).toMatchObject({ cash_expected: 11_040, movements: 590, purses: [] });
  const found = bodies(world, 8);
  expect(found.map((entry) => [entry.kind, entry.body["purse"]])).toEqual([
    ["cash_movement", CAMILLE],
    ["sale", CAMILLE],
    ["cash_movement", CAMILLE],
    ["technical_event", undefined],
    ["sale", undefined],
    ["technical_event", undefined],
    ["cash_count", CAMILLE],
    ["sale", undefined],
  ]);
  expect(found[0]?.body).toMatchObject({ reason: "transfer", amount: 2_000 });
  expect(found[6]?.body).toMatchObject({ purpose: "return", into: "drawer", cash_expected: 2_600, cash_difference: -10 });
  value(await till.takePurse(euros(1_000), "elsewhere"));
  value(await sell(till, 300));
  const closing = value(await till.closeSession(sum(euros(11_040))));
  await whenIdle(till);
  expect(closing.cash_difference).toBe(0);
  // A purse that nobody brought back closes with the day, uncounted.
  expect(bodies(world, 1)[0]?.body["purses"]).toEqual([
    { cashier: CAMILLE, float: 2_000, cash_expected: 2_600, cash_counted: 2_590, cash_difference: -10 },
    { cashier: CAMILLE, float: 1_000, cash_expected: 1_300 },
  ]);
});

test("the day's figures can be looked at while it goes on, and that is written down", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await sell(till, 1_000));

  expect(value(await till.lookAtDay())).toMatchObject({ gross: 1_000, cash_expected: 11_000 });
  await whenIdle(till);

  expect(bodies(world, 1)).toEqual([
    { kind: "technical_event", body: { event: "x_report", cashier: CAMILLE, session: till.state.value.session?.id } },
  ]);
});

test("a session of an older program is completed", () => {
  const { business_day: _day, purses: _purses, returned: _returned, differences: _differences, recounts: _recounts, ...old } = {
    id: "s",
    cashier: CAMILLE,
    currency: "EUR",
    business_day: "x",
    opened_at: "2026-11-22T12:00:00.000+01:00",
    float: euros(100),
    sales_count: 1,
    refunds_count: 0,
    gross: euros(5),
    refunded: euros(0),
    tenders: [],
    movements: euros(0),
    cash_expected: euros(105),
    purses: [],
    returned: [],
    differences: euros(0),
    recounts: 0,
    first_sequence: 3,
  };

  const completed = completeSession(JSON.parse(JSON.stringify(old)) as Parameters<typeof completeSession>[0]);

  expect(completed).toMatchObject({ business_day: "2026-11-22", purses: [], differences: 0, recounts: 0, sales_count: 1 });
});
