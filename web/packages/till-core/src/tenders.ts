/** How a customer settles a total: other tenders first, then cash, which alone is rounded (journal-format §8, §11). */
import { brokenLimit, settle as settleTenders, splitEqually } from "@comptoir/pricing";

import type { PricingContext } from "./basket.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { TenderSettings } from "./tender-settings.ts";
import { minorUnits, type MinorUnits } from "./units.ts";
import type { TenderView } from "./views.ts";

/**
 * What the cashier says was given. Amounts are positive for a sale and for a refund alike (money out is the use case's sign).
 * Of cash, `received` is without its `tip`. Cash without `received` means exactly what is due. Any other tender is sealed with the members that it has.
 */
export type TenderInput = OtherTender | { readonly kind: "cash"; readonly received?: MinorUnits; readonly tip?: MinorUnits };

export interface OtherTender extends Omit<TenderView, "kind" | "received" | "change"> {
  readonly kind: OtherKind;
  /** More than is due may be given: the rest goes back in cash. */
  readonly gives_change?: boolean;
  /** Of a new store credit: what the customer takes along. Not sealed. */
  readonly voucher_code?: string;
  /** It went to a card that nobody knows to have paid here. */
  readonly unlinked?: 1;
}

export type OtherKind = Exclude<TenderView["kind"], "cash">;

/** How the tenders given so far meet the total. */
export interface Settlement {
  readonly tenders: readonly TenderView[];
  readonly cash_rounding: MinorUnits;
  /** What the next card would pay to finish; 0 when complete. */
  readonly remaining: MinorUnits;
  /** What is to be paid in cash to finish (rounded where the country says so); 0 when complete. */
  readonly remaining_cash: MinorUnits;
  readonly change: MinorUnits;
  readonly is_complete: boolean;
}

/** Cash that is not enough yet leaves the rest open, so a screen can show it while tenders are gathered. */
export function settle(gross: MinorUnits, tenders: readonly TenderInput[], context: PricingContext): Result<Settlement> {
  const given = tenders.map((tender) => (tender.kind === "cash" ? tender : { ...tender, givesChange: tender.gives_change === true }));
  const settled = settleTenders(context.country, context.day, gross, given);
  if (!settled.ok) {
    const { refusal } = settled;
    return refusal.code === "tenders.too_much" ? refused(refusal.code, { excess: refusal.excess }) : refused(refusal.code);
  }
  const { cash, rounding, remaining, remainingCash, change } = settled.value;
  const others = tenders.flatMap((tender) => (tender.kind === "cash" ? [] : [viewOf(tender)]));
  return done({
    tenders: cash === undefined ? others : [...others, { kind: "cash", ...cash }],
    cash_rounding: rounding,
    remaining,
    remaining_cash: remainingCash,
    change,
    is_complete: remaining === 0 && remainingCash === 0,
  });
}

/** What of a tender is sealed. */
function viewOf({ gives_change: _givesChange, voucher_code: _code, ...tender }: OtherTender): TenderView {
  return tender;
}

/** What a law of this day forbids: refused before money is taken, and again before anything is sealed. */
export function withinLaw(
  settings: TenderSettings | undefined,
  day: string,
  gross: MinorUnits,
  tenders: readonly TenderView[],
): Result<null> {
  const limits = (settings?.limits ?? []).map((limit) => ({ ...limit, validFrom: limit.valid_from, amountMax: limit.amount_max }));
  const broken = brokenLimit(limits, day, gross, tenders);
  if (broken === undefined) return done(null);
  const most = { most: broken.amountMax };
  if (broken.kind === "meal_voucher") return refused("tenders.meal_voucher_limit", most);
  return refused(broken.basis === "total" ? "tenders.cash_limit_total" : "tenders.cash_limit", most);
}

/** The next of several equal parts: the first ones carry the odd cents, so that all of them add up. */
export function equalShare(amount: MinorUnits, parts: number): MinorUnits {
  const shares = splitEqually(amount, parts);
  return shares.ok ? (shares.value[0] ?? amount) : amount;
}

/** What lies in the cashier's hand of this tender. */
export function handed(tender: TenderInput): MinorUnits {
  return tender.kind === "cash" ? (tender.received ?? minorUnits(0)) : tender.amount;
}
