/**
 * Cash rounding: where the smallest coins are gone, the payable cash part is rounded.
 *
 * The rule depends on the country, not on the currency (the euro has both), and on the day.
 * conformance/cash_rounding_table.json holds the same rows with their sources; a test compares.
 */

import { type MinorUnits, minorUnits, multiplyDivide } from "./numbers.ts";

/**
 * From `validFrom` on, cash in `country` is paid in multiples of `step` minor units.
 *
 * `exactUpTo`: so small an amount is paid as it is. `least`: what is paid of an amount that would become nothing.
 * `isHalfDown`: a half goes to the customer. `isWholeOnly`: not where a part was paid by other means.
 */
export interface CashRoundingRule {
  readonly country: string;
  readonly validFrom: string;
  readonly step: number;
  readonly obligation: "mandatory" | "allowed";
  readonly exactUpTo?: number;
  readonly least?: number;
  readonly isHalfDown?: boolean;
  readonly isWholeOnly?: boolean;
}

/** Ordered by country, then by date; the newest row that is valid on the day counts. */
export const CASH_ROUNDING_RULES: readonly CashRoundingRule[] = [
  { country: "AU", validFrom: "1992-02-01", step: 5, obligation: "allowed" },
  { country: "BE", validFrom: "2014-10-01", step: 5, obligation: "allowed", exactUpTo: 5 },
  { country: "BE", validFrom: "2019-12-01", step: 5, obligation: "mandatory", exactUpTo: 5 },
  { country: "CA", validFrom: "2013-02-04", step: 5, obligation: "allowed" },
  { country: "CH", validFrom: "2007-01-01", step: 5, obligation: "mandatory" },
  { country: "CZ", validFrom: "2008-09-01", step: 100, obligation: "mandatory" },
  { country: "DK", validFrom: "2008-10-01", step: 50, obligation: "mandatory" },
  { country: "EE", validFrom: "2025-01-01", step: 5, obligation: "mandatory" },
  { country: "FI", validFrom: "2002-01-01", step: 5, obligation: "mandatory", exactUpTo: 2 },
  { country: "HU", validFrom: "2008-03-01", step: 500, obligation: "mandatory" },
  { country: "IE", validFrom: "2015-10-28", step: 5, obligation: "allowed" },
  { country: "IT", validFrom: "2018-01-01", step: 5, obligation: "mandatory", isWholeOnly: true },
  { country: "LT", validFrom: "2025-05-01", step: 5, obligation: "mandatory" },
  { country: "NL", validFrom: "2004-09-01", step: 5, obligation: "allowed" },
  { country: "NO", validFrom: "2012-05-01", step: 100, obligation: "mandatory" },
  { country: "NZ", validFrom: "2006-11-01", step: 10, obligation: "allowed", isHalfDown: true },
  { country: "SE", validFrom: "2010-10-01", step: 100, obligation: "mandatory" },
  { country: "SK", validFrom: "2022-07-01", step: 5, obligation: "mandatory", least: 5 },
];

/** The rule of a country on a day (`2026-11-22`), for whoever must know whether it is only allowed. */
export function cashRoundingRule(country: string, day: string): CashRoundingRule | undefined {
  let found: CashRoundingRule | undefined;
  for (const rule of CASH_ROUNDING_RULES) {
    if (rule.country === country && rule.validFrom <= day) found = rule;
  }
  return found;
}

/**
 * What to add to the payable cash part so that it can be paid in coins.
 *
 * Half away from zero unless the country says otherwise, and the same for a refund as for its sale. Only the part
 * that the other tenders (`paidOtherwise`) leave is rounded, never a line, never the taxes. 0 without a rule.
 * Where the rule is only `allowed`, a shop that does not round adds 0 and is right too.
 */
export function cashRounding(
  country: string,
  day: string,
  payable: MinorUnits,
  paidOtherwise: MinorUnits = minorUnits(0),
): MinorUnits {
  const rule = cashRoundingRule(country, day);
  const amount = Math.abs(payable);
  if (!rule || amount <= (rule.exactUpTo ?? 0) || (rule.isWholeOnly && paidOtherwise !== 0)) return minorUnits(0);
  let rounded = multiplyDivide(amount, 1, rule.step) * rule.step;
  if (rule.isHalfDown && 2 * (rounded - amount) === rule.step) rounded -= rule.step;
  if (rounded === 0 && amount > 0) rounded = rule.least ?? 0;
  return minorUnits(payable >= 0 ? rounded - amount : amount - rounded);
}
