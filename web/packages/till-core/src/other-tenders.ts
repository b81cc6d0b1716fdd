/** The rules of tenders beside cash and card. Loaded when one is taken: an ordinary sale never needs them. */
import { eligibleAmount, fromForeign } from "@comptoir/pricing";

import type { Basket, PricedBasket, PricingContext } from "./basket.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { RateDocument, TenderKindDocument, TenderSettings } from "./tender-settings.ts";
import { handed, withinLaw, type OtherTender, type TenderInput } from "./tenders.ts";
import { minorUnits, type MinorUnits } from "./units.ts";

/** What is being paid, and what was taken for it. */
export interface Bill {
  readonly basket: Basket;
  readonly priced: PricedBasket;
  readonly tenders: readonly TenderInput[];
  /** What is left to pay, or the equal part that is asked for now. */
  readonly due: MinorUnits;
  readonly context: PricingContext;
  readonly settings: TenderSettings | undefined;
}

/** How much of a bill a kind of tender may pay, and what bounds it. */
export interface Payable {
  readonly most: MinorUnits;
  readonly because: "due" | "articles" | "maximum" | "law";
}

const PAPER: readonly string[] = ["meal_voucher", "gift_voucher", "voucher"];

export function payableBy(kind: TenderKindDocument, bill: Bill): Payable {
  const same = bill.tenders.filter((tender) => tender.kind !== "cash" && tender.tender === kind.id);
  const already = minorUnits(same.reduce((sum, tender) => sum + handed(tender), 0));
  let found: Payable = { most: bill.due, because: "due" };
  const bound = (most: number, because: Payable["because"]): void => {
    if (most < found.most) found = { most: minorUnits(Math.max(0, most)), because };
  };
  bound(eligible(kind, bill, already), "articles");
  if (kind.amount_max !== undefined) bound(kind.amount_max - already, "maximum");
  bound(lawful(kind, bill), "law");
  return found;
}

/**
 * A paper voucher, a cheque, a transfer as it lies on the counter. Of a voucher without change only what it may pay counts, and what
 * stands on it is sealed beside; one with change is worth what stands on it.
 */
export function paperTender(kind: TenderKindDocument, payable: Payable, face: MinorUnits): Result<OtherTender> {
  const sealed = { kind: kind.kind, tender: kind.id, revision: kind.revision };
  if (payable.most === 0) return refused(payable.because === "articles" ? "tenders.not_eligible" : "tenders.maximum");
  if (face <= 0) return refused("tenders.invalid");
  if (face <= payable.most) return done({ ...sealed, amount: face });
  if (kind.gives_change && payable.because === "due") return done({ ...sealed, amount: face, gives_change: true });
  if (!PAPER.includes(kind.kind)) return refused("tenders.too_much", { excess: face - payable.most });
  return done({ ...sealed, amount: payable.most, face });
}

/** The rate of a currency on a day; none before its first. */
export function rateOf(settings: TenderSettings | undefined, currency: string, day: string): RateDocument | undefined {
  return settings?.rates.filter((rate) => rate.currency === currency && rate.valid_from <= day).at(-1);
}

/** The currencies that can be taken on a day. */
export function currenciesOf(settings: TenderSettings | undefined, day: string): readonly string[] {
  return [...new Set((settings?.rates ?? []).filter((rate) => rate.valid_from <= day).map((rate) => rate.currency))];
}

/** Notes and coins of another currency; what is too much comes back in ours. */
export function foreignTender(rate: RateDocument | undefined, ownExponent: number, amount: number): Result<OtherTender> {
  if (rate === undefined) return refused("tenders.rate_missing");
  const worth = fromForeign(amount, rate.exponent, rate.rate_ppm, ownExponent);
  if (amount <= 0 || worth <= 0) return refused("tenders.invalid");
  return done({
    kind: "foreign_cash",
    amount: worth,
    currency: rate.currency,
    foreign_amount: amount,
    rate_ppm: rate.rate_ppm,
    gives_change: true,
  });
}

/** How much of the other currency is at least worth what is due. */
export function foreignDue(rate: RateDocument, ownExponent: number, due: MinorUnits): number {
  const wanted = BigInt(due) * 1_000_000n * 10n ** BigInt(rate.exponent);
  let found = Number(wanted / (BigInt(rate.rate_ppm) * 10n ** BigInt(ownExponent)));
  while (fromForeign(found, rate.exponent, rate.rate_ppm, ownExponent) < due) found += 1;
  return found;
}

function eligible(kind: TenderKindDocument, bill: Bill, already: MinorUnits): MinorUnits {
  if (kind.categories.length === 0) return bill.due;
  const lines = bill.basket.lines.map((line, place) => ({
    category: line.category ?? "",
    amount: bill.priced.lines[place]?.amount ?? minorUnits(0),
    taxRatePpm: line.tax_rate_ppm,
  }));
  return eligibleAmount(bill.context.price_mode, lines, kind.categories, already);
}

/** The law's ceiling for this kind, less what was taken by it. */
function lawful({ kind }: TenderKindDocument, bill: Bill): number {
  const limits = (bill.settings?.limits ?? []).filter((row) => row.kind === kind && row.valid_from <= bill.context.day);
  const limit = limits.at(-1);
  if (limit === undefined) return bill.due;
  const taken = bill.tenders.reduce((sum, tender) => sum + (tender.kind === kind ? handed(tender) : 0), 0);
  const next = [{ kind, amount: minorUnits(taken + bill.due) }];
  return withinLaw(bill.settings, bill.context.day, bill.priced.gross, next).ok ? bill.due : limit.amount_max - taken;
}
