/** How a customer settles a total: cards first, then cash, which alone is rounded (journal-format §8). */
import { cashRounding } from "@comptoir/pricing";

import type { PricingContext } from "./basket.ts";
import { done, refused, type Result } from "./refusal.ts";
import { minorUnits, type MinorUnits } from "./units.ts";
import type { TenderView } from "./views.ts";

/**
 * What the cashier says was given. Amounts are positive for a sale and for a refund alike (money out is the use case's sign).
 * Cash without `received` means exactly what is due.
 */
export type TenderInput =
  | { readonly kind: "card"; readonly amount: MinorUnits }
  | { readonly kind: "cash"; readonly received?: MinorUnits };

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

/**
 * Several cash tenders count as one: the drawer does not remember in how many handfuls money came. Cash that is not enough yet
 * leaves the rest open, so a screen can show it while tenders are gathered; cards beyond the total are refused.
 */
export function settle(gross: MinorUnits, tenders: readonly TenderInput[], context: PricingContext): Result<Settlement> {
  const cards = tenders.filter((tender) => tender.kind === "card");
  const cash = tenders.filter((tender) => tender.kind === "cash");
  if (cards.some((card) => card.amount <= 0)) return refused("tenders.invalid");
  if (cash.some((part) => part.received !== undefined && part.received < 0)) return refused("tenders.invalid");
  const byCard = cards.reduce((sum, card) => sum + card.amount, 0);
  if (byCard > gross) return refused("tenders.too_much", { excess: byCard - gross });

  const due = minorUnits(gross - byCard);
  const cardViews = cards.map((card): TenderView => ({ kind: "card", amount: card.amount }));
  const rounding = cashRounding(context.country, context.day, due, minorUnits(byCard));
  const dueInCash = minorUnits(due + rounding);
  if (cash.length === 0) return done(settlement(cardViews, minorUnits(0), due, dueInCash));

  const isExact = cash.some((part) => part.received === undefined);
  const handed = cash.reduce((sum, part) => sum + (part.received ?? 0), 0);
  const received = minorUnits(isExact ? Math.max(handed, dueInCash) : handed);
  if (received < dueInCash) {
    const partly: TenderView = { kind: "cash", amount: received, received, change: minorUnits(0) };
    return done(settlement([...cardViews, partly], minorUnits(0), minorUnits(due - received), minorUnits(dueInCash - received)));
  }
  const change = minorUnits(received - dueInCash);
  const paid: TenderView = { kind: "cash", amount: dueInCash, received, change };
  const views = dueInCash === 0 && received === 0 ? cardViews : [...cardViews, paid];
  return done({ ...settlement(views, rounding, minorUnits(0), minorUnits(0)), change });
}

function settlement(tenders: readonly TenderView[], rounding: MinorUnits, remaining: MinorUnits, inCash: MinorUnits): Settlement {
  return {
    tenders,
    cash_rounding: rounding,
    remaining,
    remaining_cash: inCash,
    change: minorUnits(0),
    is_complete: remaining === 0 && inCash === 0,
  };
}
