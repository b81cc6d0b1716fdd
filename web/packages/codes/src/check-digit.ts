/** Check digits (GS1 General Specifications §7.9). */

/** The check digit that belongs behind the given digits: weights 3, 1, 3… from the right. */
export function checkDigit(payload: string): number {
  let sum = 0;
  for (let index = payload.length - 1, weight = 3; index >= 0; index -= 1, weight = 4 - weight) {
    sum += Number(payload[index]) * weight;
  }
  return (10 - (sum % 10)) % 10;
}

export function isCheckDigitRight(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && checkDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}

/** Weighted products of §7.9.3: one table a weighting factor, by digit. */
const TWO_MINUS = "0246891357";
const THREE = "0369258147";
const FIVE_PLUS = "0516273849";
const FIVE_MINUS = "0594837261";

/** The price check digit of a field of four or five digits (§7.9.4 and §7.9.5). */
export function priceCheckDigit(digits: string): number {
  const isFour = digits.length === 4;
  const tables = isFour ? [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS] : [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS];
  const sum = tables.reduce((total, table, place) => total + Number(table[Number(digits[place])]), 0);
  return isFour ? (sum * 3) % 10 : FIVE_MINUS.indexOf(String((10 - (sum % 10)) % 10));
}
