/** Identifiers, barcodes, currencies. Twin of comptoir.kernel. */

// The package compiles without the DOM; every browser and Node have this.
declare const crypto: { getRandomValues(bytes: Uint8Array): unknown };

/**
 * Build the UUID of RFC 9562 §5.7 from a time and ten random bytes.
 *
 * Both are passed in so that a test or a replay gets the same identifier again.
 */
export function uuid7(unixMs: number, random: Uint8Array): string {
  if (!Number.isSafeInteger(unixMs) || unixMs < 0 || unixMs >= 2 ** 48) throw new RangeError("time out of range");
  if (random.length !== 10) throw new RangeError("ten random bytes are needed");
  const time = unixMs.toString(16).padStart(12, "0");
  const bytes = Array.from(random);
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70;
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80;
  const rest = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}

/** A fresh identifier at a time the caller gives, with the platform's random source. */
export function newUuid7(unixMs: number): string {
  const random = new Uint8Array(10);
  crypto.getRandomValues(random);
  return uuid7(unixMs, random);
}

/** The check digit that belongs behind the given digits (weights 3, 1, 3… from the right). */
export function gtinCheckDigit(payload: string): number {
  if (!/^[0-9]+$/.test(payload)) throw new RangeError("digits only");
  let total = 0;
  for (let index = 0; index < payload.length; index += 1) {
    const digit = payload.charCodeAt(payload.length - 1 - index) - 48;
    total += index % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (total % 10)) % 10;
}

/** Whether the text is a GTIN-8, -12, -13 or -14 with the right check digit. */
export function isGtin(text: string): boolean {
  if (!/^(?:[0-9]{8}|[0-9]{12,14})$/.test(text)) return false;
  return gtinCheckDigit(text.slice(0, -1)) === Number(text.slice(-1));
}

/**
 * The same GTIN as 14 digits, so that a UPC-A and its EAN-13 form are one item; undefined
 * when it is none. Spaces and dashes are what people and labels add; they are dropped.
 */
export function normalizeGtin(text: string): string | undefined {
  const digits = text.replace(/[ -]/g, "");
  return isGtin(digits) ? digits.padStart(14, "0") : undefined;
}

// ISO 4217 list one, the currencies in use. Two digits unless named below.
const TWO_DIGITS =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF " +
  "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD " +
  "HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK " +
  "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD " +
  "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS " +
  "UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
const NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND";

export const CURRENCY_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...TWO_DIGITS.split(" ").map((code): [string, number] => [code, 2]),
  ...NO_DIGITS.split(" ").map((code): [string, number] => [code, 0]),
  ...THREE_DIGITS.split(" ").map((code): [string, number] => [code, 3]),
]);

/** How many decimal digits the minor unit stands for (EUR 2, JPY 0, KWD 3); undefined when unknown. */
export function currencyExponent(currency: string): number | undefined {
  return CURRENCY_EXPONENTS.get(currency);
}
