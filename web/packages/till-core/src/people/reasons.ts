/** Why something out of the ordinary was done: codes only, sealed; the words are the screen's. */
import type { Right } from "./rights.ts";

/** What a reason is asked for: a right, a count that does not fit, or the float of a purse. */
export type Topic = Right | "difference" | "purse";

const OTHER = "other";

/** What is offered, likeliest first. */
const REASONS: Readonly<Partial<Record<Topic, readonly string[]>>> = {
  discount: ["damaged", "regular", "price_match", "goodwill", "staff"],
  refund: ["faulty", "changed_mind", "wrong_item", "overcharged"],
  void: ["customer_left", "mistake", "no_money"],
  no_sale: ["make_change", "check_drawer", "mistake"],
  cash_in: ["more_change", "found"],
  cash_out: ["supplier", "expenses", "tips", "to_safe", "to_bank"],
  purse: ["at_tables", "outside"],
  override_price: ["price_tag", "damaged", "price_match", "agreed"],
  tax_exempt: ["diplomatic", "charity", "export", "intra_community", "reverse_charge"],
  correct_tender: ["wrong_key", "customer_changed"],
  exceed_credit: ["regular", "agreed"],
  exceed_purchase: ["agreed"],
  difference: ["miscounted", "wrong_change", "unrung_sale", "stolen", "unknown"],
};

export function reasonsFor(topic: Topic): readonly string[] {
  return [...(REASONS[topic] ?? []), OTHER];
}

/** A reason is a code of ours; whatever else comes is not sealed. */
export function isReason(code: string): boolean {
  return code === OTHER || Object.values(REASONS).some((codes) => codes.includes(code));
}
