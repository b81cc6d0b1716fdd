/** How a customer settles a total with several tenders. The same steps in the same order as `comptoir.pricing.tenders`. */
import { cashRounding } from "./cash.ts";
import { minorUnits, multiplyDivide, type MinorUnits } from "./numbers.ts";

/** One tender as it is taken: cash says what was handed over (absent: exactly what is due), any other what it is worth. */
export type GivenTender =
  | { readonly kind: "cash"; readonly received?: MinorUnits }
  | { readonly kind: string; readonly amount: MinorUnits; readonly givesChange?: boolean };

export interface Settled {
  /** The cash part with its rounding; negative where a voucher's change leaves the drawer. Absent: no cash moves. */
  readonly cash?: { readonly amount: MinorUnits; readonly received: MinorUnits; readonly change: MinorUnits };
  readonly rounding: MinorUnits;
  /** What another tender than cash would pay to finish, and what cash would; 0 when complete. */
  readonly remaining: MinorUnits;
  readonly remainingCash: MinorUnits;
  readonly change: MinorUnits;
}

export type SettleRefusal = { readonly code: "tenders.invalid" } | { readonly code: "tenders.too_much"; readonly excess: number };
export type SettleResult = { readonly ok: true; readonly value: Settled } | { readonly ok: false; readonly refusal: SettleRefusal };

const ZERO = minorUnits(0);

/**
 * Cash comes last and alone is rounded. Several cash tenders count as one: the drawer does not remember in how many handfuls money
 * came. Other tenders may be worth more than is due only where one of them gives change: that is cash which leaves the drawer.
 */
export function settle(country: string, day: string, gross: MinorUnits, tenders: readonly GivenTender[]): SettleResult {
  let otherwise = 0;
  let changeable = 0;
  let handed = 0;
  let hasCash = false;
  let isExact = false;
  for (const tender of tenders) {
    if ("amount" in tender) {
      if (tender.amount <= 0) return { ok: false, refusal: { code: "tenders.invalid" } };
      otherwise += tender.amount;
      if (tender.givesChange) changeable += tender.amount;
    } else {
      if (tender.received !== undefined && tender.received < 0) return { ok: false, refusal: { code: "tenders.invalid" } };
      hasCash = true;
      isExact ||= tender.received === undefined;
      handed += tender.received ?? 0;
    }
  }
  const excess = otherwise - gross;
  if (excess > 0 && (excess >= changeable || hasCash)) return { ok: false, refusal: { code: "tenders.too_much", excess } };

  const due = minorUnits(0 - excess);
  const rounding = cashRounding(country, day, due, minorUnits(otherwise));
  const inCash = minorUnits(due + rounding);
  if (excess > 0) {
    const change = minorUnits(0 - inCash);
    return done(rounding, change, { amount: inCash, received: ZERO, change });
  }
  if (!hasCash) return { ok: true, value: { rounding: ZERO, remaining: due, remainingCash: inCash, change: ZERO } };
  const received = minorUnits(isExact ? Math.max(handed, inCash) : handed);
  if (received < inCash) {
    const cash = { amount: received, received, change: ZERO };
    const remaining = { remaining: minorUnits(due - received), remainingCash: minorUnits(inCash - received) };
    return { ok: true, value: { cash, rounding: ZERO, ...remaining, change: ZERO } };
  }
  const change = minorUnits(received - inCash);
  return done(rounding, change, { amount: inCash, received, change });
}

function done(rounding: MinorUnits, change: MinorUnits, cash: NonNullable<Settled["cash"]>): SettleResult {
  const moves = cash.amount !== 0 || cash.received !== 0;
  return { ok: true, value: { ...(moves ? { cash } : {}), rounding, remaining: ZERO, remainingCash: ZERO, change } };
}

/** A ceiling of law: of what may be paid by one kind, or (`total`) of a sale that may be paid by it at all. */
export interface TenderLimit {
  readonly kind: string;
  readonly validFrom: string;
  readonly amountMax: MinorUnits;
  readonly basis: "part" | "total";
}

/** The limit that these amounts break on a day, if any. Foreign notes and coins are cash to the law. */
export function brokenLimit(
  limits: readonly TenderLimit[],
  day: string,
  gross: MinorUnits,
  tenders: readonly { readonly kind: string; readonly amount: MinorUnits }[],
): TenderLimit | undefined {
  for (const kind of new Set(limits.map((limit) => limit.kind))) {
    let limit: TenderLimit | undefined;
    for (const row of limits) if (row.kind === kind && row.validFrom <= day) limit = row;
    let part = 0;
    for (const tender of tenders) {
      if (tender.kind === kind || (kind === "cash" && tender.kind === "foreign_cash")) part += Math.abs(tender.amount);
    }
    if (limit !== undefined && part > 0 && (limit.basis === "total" ? Math.abs(gross) : part) > limit.amountMax) return limit;
  }
  return undefined;
}

export interface PayableLine {
  readonly category: string;
  readonly amount: MinorUnits;
  readonly taxRatePpm: number;
}

/** What a tender may pay that is only for some categories: their lines with tax, less what such tenders paid already. */
export function eligibleAmount(
  priceMode: "gross" | "net",
  lines: readonly PayableLine[],
  categories: readonly string[],
  already: MinorUnits,
): MinorUnits {
  let sum = 0;
  for (const line of lines) {
    if (categories.length > 0 && !categories.includes(line.category)) continue;
    sum += line.amount + (priceMode === "net" ? multiplyDivide(line.amount, line.taxRatePpm, 1_000_000) : 0);
  }
  return minorUnits(Math.max(0, sum - already));
}

/**
 * Money of another currency in our own: `ratePpm` is the worth of one of its units (a franc, not a centime) in millionths of one of
 * ours. Rounded half away from zero, once.
 */
export function fromForeign(amount: number, exponent: number, ratePpm: number, ownExponent: number): MinorUnits {
  const up = 10 ** Math.max(0, ownExponent - exponent);
  const down = 10 ** Math.max(0, exponent - ownExponent);
  return minorUnits(multiplyDivide(amount, ratePpm * up, 1_000_000 * down));
}
