/**
 * What stands on the voucher of a reverse vending machine. Twin: comptoir.catalog.bottle_vouchers (server).
 *
 * A pattern has a letter or digit for each place of the code: digits stand for themselves, `S` is the voucher's number, `A` its amount
 * in minor units, `C` the check digit of the whole (as in a GTIN), `X` anything.
 */
import { checkDigit } from "./check-digit.ts";

/** What a voucher is worth by this pattern; `undefined` when it is none of these, or was misread. */
export function amountOnVoucher(code: string, pattern: string): number | undefined {
  if (code.length !== pattern.length || !/^[0-9]+$/.test(code)) return undefined;
  const places = Array.from({ length: pattern.length }, (_, at) => ({ place: pattern.charAt(at), digit: code.charAt(at) }));
  if (places.some(({ place, digit }) => /[0-9]/.test(place) && place !== digit)) return undefined;
  if (pattern.endsWith("C") && checkDigit(code.slice(0, -1)) !== Number(code.at(-1))) return undefined;
  return Number(places.flatMap(({ place, digit }) => (place === "A" ? [digit] : [])).join(""));
}
