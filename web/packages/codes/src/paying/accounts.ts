/** International bank account numbers (ISO 13616), and the references that banks carry back. */

/** Remainder of a long row of digits and letters (A = 10 … Z = 35) by 97: ISO 7064, as IBAN and RF use it. */
export function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** A Swiss account for payments with a QR reference: its bank's number is between 30000 and 31999. */
export function isQrIban(iban: string): boolean {
  return /^(?:CH|LI)\d{2}3[01]\d{3}/.test(iban);
}

/** ISO 11649: `RF`, two check digits, up to 21 letters and digits. */
export function creditorReference(body: string): string {
  return `RF${String(98 - mod97(`${body}RF00`)).padStart(2, "0")}${body}`;
}

export function isCreditorReference(text: string): boolean {
  return /^RF\d{2}[A-Z0-9]{1,21}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

const CARRY = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

/** The check digit of a Swiss QR reference: modulo 10, recursive. */
export function recursiveDigit(digits: string): number {
  let carry = 0;
  for (const digit of digits) carry = CARRY[(carry + Number(digit)) % 10] ?? 0;
  return (10 - carry) % 10;
}

export function isQrReference(text: string): boolean {
  return /^\d{27}$/.test(text) && !/^0+$/.test(text) && recursiveDigit(text.slice(0, 26)) === Number(text[26]);
}

/**
 * What a bank carries back of a payment, made of its attempt's identifier alone: till and server find the same without asking each
 * other. The last 80 bits of a UUID (74 of them random in version 7) are 16 letters and digits, or 25 digits.
 */
export interface PaymentReferences {
  /** 16 letters and digits. */
  readonly plain: string;
  /** ISO 11649, for a transfer's text and for Swiss accounts. */
  readonly creditor: string;
  /** 27 digits, for QR-IBANs. */
  readonly qr: string;
}

export function referencesOf(attempt: string): PaymentReferences {
  const bits = BigInt(`0x${attempt.replaceAll("-", "").slice(12)}`);
  const plain = bits.toString(36).toUpperCase().padStart(16, "0");
  const digits = bits.toString().padStart(26, "0");
  return { plain, creditor: creditorReference(plain), qr: `${digits}${String(recursiveDigit(digits))}` };
}
