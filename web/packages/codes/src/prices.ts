/** What the price on a label comes to in the shop's money; twin: comptoir.catalog.labels (conformance/codes/price_labels.json). */
import { checkRule, type MeasuredRule } from "./measured.ts";
import type { LabelPrice } from "./meaning.ts";

/** Numbers of the currencies of the countries that shops are in (ISO 4217). */
const NUMBERS: Readonly<Record<string, string>> = { CHF: "756", EUR: "978", GBP: "826" };
const AMOUNT_MAX = 1_000_000_000_000;

export function currencyNumber(currency: string): string | undefined {
  return NUMBERS[currency];
}

/** Whoever prints prices into codes of its own prints them into element strings, too; another shop sells by its catalogue. */
export function takesGs1Prices(rules: readonly MeasuredRule[]): boolean {
  return rules.some((rule) => rule.kind === "price" && checkRule(rule) === undefined);
}

/** `"foreign"`: in another currency than the shop's. `undefined`: more than any price. */
export function priceInMinorUnits(price: LabelPrice, currency: string, exponent: number): number | "foreign" | undefined {
  if (price.currency !== undefined && price.currency !== currencyNumber(currency)) return "foreign";
  const shift = exponent - price.decimals;
  const divisor = 10 ** Math.max(0, -shift);
  const rest = price.amount % divisor;
  const amount = shift >= 0 ? price.amount * 10 ** shift : (price.amount - rest) / divisor + (2 * rest >= divisor ? 1 : 0);
  return amount <= AMOUNT_MAX ? amount : undefined;
}
