/** The days of conformance/closings/cases.json at a real till: it seals the closing that the vector says. The ledger adds the same up again. */
import { readFileSync } from "node:fs";

import type { EntryObject } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, emptyBasket, minorUnits, ppm, type EntryRef, type MovementReason, type SettingsDocument, type TenderInput, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, NOOR, RATE_20, SETTINGS, sum, value, whenIdle, type World } from "./kit.ts";

type Stated = { readonly kind: "cash" | "card" | "foreign_cash"; readonly amount: number; readonly received?: number; readonly tip?: number; readonly currency?: string; readonly foreign_amount?: number; readonly rate_ppm?: number };
type Francs = { readonly currency: string; readonly amount: number };
type Act =
  | { readonly do: "open"; readonly float: number; readonly foreign?: readonly Francs[] }
  | { readonly do: "sell"; readonly amount: number; readonly tenders: readonly Stated[] }
  | { readonly do: "refund"; readonly sale: number }
  | { readonly do: "move"; readonly way: MovementReason; readonly amount: number; readonly currency?: string }
  | { readonly do: "purse"; readonly amount: number }
  | { readonly do: "count"; readonly purpose: "check" | "handover"; readonly cash: number; readonly foreign?: readonly { readonly currency: string; readonly counted: number }[] }
  | { readonly do: "close"; readonly cash: number; readonly foreign?: number; readonly expect: EntryObject };
interface Case {
  readonly id: string;
  readonly why: string;
  readonly acts: readonly Act[];
}

const { cases } = JSON.parse(readFileSync(new URL("../../../../conformance/closings/cases.json", import.meta.url), "utf8")) as { readonly cases: readonly Case[] };
const FRANCS: SettingsDocument = {
  ...SETTINGS,
  tenders: { kinds: [], limits: [], rates: [{ currency: "CHF", exponent: 2, valid_from: "2020-01-01", rate_ppm: ppm(1_060_000) }] },
};

/** What a cashier says of a tender; the change follows by itself. */
function inputs(tenders: readonly Stated[]): readonly TenderInput[] {
  return tenders
    .filter(({ amount }) => amount > 0)
    .map(({ kind, amount, received, tip, currency = "", foreign_amount: foreign = 0, rate_ppm: rate = 0 }): TenderInput => {
      const given = tip === undefined ? {} : { tip: euros(tip) };
      if (kind === "cash") return { kind, ...(received === undefined ? {} : { received: euros(received - (tip ?? 0)) }), ...given };
      if (kind === "card") return { kind, amount: euros(amount), ...given };
      return { kind, amount: euros(amount), currency, foreign_amount: foreign, rate_ppm: rate, gives_change: true };
    });
}

async function perform(till: Till, act: Act, sales: EntryRef[]): Promise<void> {
  switch (act.do) {
    case "open":
      value(await till.openSession({ own: euros(act.float), foreign: act.foreign ?? [] }));
      return;
    case "sell": {
      const basket = value(addAmount(emptyBasket(), euros(act.amount), RATE_20));
      const { sale } = value(await till.finalizeSale(basket, inputs(act.tenders)));
      expect(sale.tenders).toMatchObject(act.tenders);
      sales.push(sale.ref);
      return;
    }
    case "refund": {
      const ref = sales[act.sale - 1];
      if (ref !== undefined) value(await till.refundSale(ref, "all", [{ kind: "cash" }]));
      return;
    }
    case "move": {
      const amount = Math.abs(act.amount);
      value(await till.cashMovement(act.way, act.currency === undefined ? minorUnits(amount) : { currency: act.currency, amount }));
      return;
    }
    case "purse":
      value(await till.takePurse(euros(act.amount), "drawer"));
      return;
    case "count": {
      const foreign = (act.foreign ?? []).map(({ currency, counted }) => ({ currency, amount: counted, pieces: [] }));
      const counted = { ...sum(euros(act.cash)), foreign };
      value(act.purpose === "check" ? await till.countDrawer(counted) : await till.handOver(counted, { kind: "tap", cashier: NOOR }));
      return;
    }
    case "close": {
      const heaps = act.foreign === undefined ? [] : [{ amount: act.foreign, pieces: [] }];
      value(await till.closeSession({ ...sum(euros(act.cash)), heaps }));
    }
  }
}

async function open(world: World): Promise<Till> {
  const till = await world.open();
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  return till;
}

test.each(cases)("the till closes as the vector says: $id", async ({ why, acts }) => {
  const world = makeWorld(FRANCS);
  const till = await open(world);
  const sales: EntryRef[] = [];

  for (const act of acts) {
    await perform(till, act, sales);
    if (act.do !== "close") continue;
    await whenIdle(till);
    const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
    expect(kind).toBe("closing");
    expect(body, why).toMatchObject(act.expect);
    // What the vector does not say, the closing does not say either.
    const more = ["tips", "differences", "purses", "counted_tenders", "deposits", "prepaid"].filter((name) => name in body);
    expect(more.filter((name) => !(name in act.expect)), why).toEqual([]);
  }
});
