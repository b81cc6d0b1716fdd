import { expect, test } from "vitest";
import { brokenLimit, eligibleAmount, fromForeign, minorUnits, settle, type MinorUnits } from "../src/index.ts";
import { load } from "./cases.ts";

interface Given {
  readonly kind: string;
  readonly amount?: MinorUnits;
  readonly received?: MinorUnits;
  readonly gives_change?: boolean;
}

interface Input {
  readonly country: string;
  readonly day: string;
  readonly gross: MinorUnits;
  readonly tenders: readonly Given[];
  readonly limits: readonly { readonly kind: string; readonly valid_from: string; readonly amount_max: MinorUnits; readonly basis: "part" | "total" }[];
  readonly price_mode: "gross" | "net";
  readonly lines: readonly { readonly category: string; readonly amount: MinorUnits; readonly tax_rate_ppm: number }[];
  readonly categories: readonly string[];
  readonly already: MinorUnits;
  readonly amount: number;
  readonly exponent: number;
  readonly rate_ppm: number;
  readonly own_exponent: number;
}

interface TenderCase {
  readonly id: string;
  readonly why: string;
  readonly call: string;
  readonly input: Input;
  readonly expect: Readonly<Record<string, unknown>>;
}

const { cases } = load("tenders/cases.json") as { readonly cases: readonly TenderCase[] };

test.for(cases.map((one) => [one.id, one] as const))("%s", ([, one]) => {
  const found = answer(one.call, one.input);

  expect(Object.fromEntries(Object.keys(one.expect).map((name) => [name, found[name] ?? null])), one.why).toEqual(one.expect);
});

function answer(call: string, given: Input): Readonly<Record<string, unknown>> {
  switch (call) {
    case "settle": {
      const tenders = given.tenders.map((tender) =>
        tender.amount === undefined
          ? { kind: "cash" as const, ...(tender.received === undefined ? {} : { received: tender.received }) }
          : { kind: tender.kind, amount: tender.amount, givesChange: tender.gives_change === true },
      );
      const settled = settle(given.country, given.day, given.gross, tenders);
      if (!settled.ok) return { refusal: settled.refusal.code, excess: "excess" in settled.refusal ? settled.refusal.excess : 0 };
      const { remainingCash, ...rest } = settled.value;
      return { ...rest, remaining_cash: remainingCash };
    }
    case "broken_limit": {
      const limits = given.limits.map((row) => ({ kind: row.kind, validFrom: row.valid_from, amountMax: row.amount_max, basis: row.basis }));
      const tenders = given.tenders.map(({ kind, amount = minorUnits(0) }) => ({ kind, amount }));
      const broken = brokenLimit(limits, given.day, given.gross, tenders);
      return { kind: broken?.kind, amount_max: broken?.amountMax };
    }
    case "eligible_amount": {
      const lines = given.lines.map((line) => ({ category: line.category, amount: line.amount, taxRatePpm: line.tax_rate_ppm }));
      return { value: eligibleAmount(given.price_mode, lines, given.categories, given.already) };
    }
    case "from_foreign":
      return { value: fromForeign(given.amount, given.exponent, given.rate_ppm, given.own_exponent) };
    default:
      throw new Error(`no such call: ${call}`);
  }
}
