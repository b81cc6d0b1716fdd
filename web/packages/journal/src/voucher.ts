/** The codes of gift cards and store credits, and what entries call them. Twin of comptoir.journal.voucher. */
import { type Bytes, toUtf8 } from "./encoding.ts";
import { sha256Hex, type Subtle } from "./seal.ts";

/** Crockford's base 32: no letter that is taken for a digit. */
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX = "GC";
const RANDOM_SYMBOLS = 13;
const OWN_LENGTH = PREFIX.length + RANDOM_SYMBOLS + 1;
/** A symbol lost or typed twice. */
const OWN_LENGTH_SLIPS = 2;
export const VOUCHER_TAG = "comptoir-voucher-v1\n";

/** A new code of 65 random bits (one symbol a byte) and a check symbol. */
export function makeVoucherCode(random: Bytes): string {
  let code = PREFIX;
  for (let place = 0; place < RANDOM_SYMBOLS; place += 1) code += SYMBOLS.charAt((random[place] ?? 0) % 32);
  return code + checkSymbol(code);
}

/** The code in its one spelling, or undefined when it is none or was misread: I and L are 1, O is 0, signs between do not count. */
export function readVoucherCode(text: string): string | undefined {
  const plain = text.toUpperCase().replace(/[\s\-_.]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  if (plain.length !== PREFIX.length + RANDOM_SYMBOLS + 1 || !plain.startsWith(PREFIX)) return undefined;
  for (const symbol of plain) if (!SYMBOLS.includes(symbol)) return undefined;
  return checkSymbol(plain.slice(0, -1)) === plain.slice(-1) ? plain : undefined;
}

/** The code of a card of another system in one spelling: letters and digits, signs between do not count. What may be a
 *  code of our own that was misread is none: then the check symbol is to be believed. */
export function readForeignCode(text: string): string | undefined {
  const plain = text.replace(/[\s\-_.]/g, "").toUpperCase();
  if (!/^[A-Z0-9]{4,40}$/.test(plain)) return undefined;
  const isOurs = plain.startsWith(PREFIX) && Math.abs(plain.length - OWN_LENGTH) <= OWN_LENGTH_SLIPS;
  return isOurs ? undefined : plain;
}

/** As it is printed: four by four. */
export function writeVoucherCode(code: string): string {
  return code.match(/.{1,4}/g)?.join("-") ?? code;
}

/** The identifier that entries carry: nobody who reads them can redeem anything. */
export async function voucherIdentifier(subtle: Subtle, organization: string, code: string): Promise<string> {
  const digest = await sha256Hex(subtle, toUtf8(`${VOUCHER_TAG}${organization}\n${code}`));
  return [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join("-");
}

/** Luhn's rule over 32 symbols: every single mistake is found, and nearly every swap of neighbors. */
function checkSymbol(payload: string): string {
  let sum = 0;
  let factor = 2;
  for (let place = payload.length - 1; place >= 0; place -= 1) {
    const product = factor * SYMBOLS.indexOf(payload.charAt(place));
    const low = product % 32;
    sum += (product - low) / 32 + low;
    factor = factor === 2 ? 1 : 2;
  }
  return SYMBOLS.charAt((32 - (sum % 32)) % 32);
}
