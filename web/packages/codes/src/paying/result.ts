/** A text for a code that asks a customer's bank for money, or why there is none. */
export type PayingRefusal =
  | "qr.account_invalid"
  | "qr.amount_invalid"
  | "qr.currency_invalid"
  | "qr.name_invalid"
  | "qr.place_invalid"
  | "qr.reference_invalid"
  | "qr.text_invalid"
  | "qr.too_long";

export type PayingText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly refusal: PayingRefusal };

export function drawn(text: string): PayingText {
  return { ok: true, text };
}

export function refuse(refusal: PayingRefusal): PayingText {
  return { ok: false, refusal };
}

/** Minor units as banks write them: a point, and always `exponent` digits behind it. */
export function decimal(amount: number, exponent: number): string {
  const digits = String(amount).padStart(exponent + 1, "0");
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export function isAmount(amount: number, most: number): boolean {
  return Number.isSafeInteger(amount) && amount > 0 && amount <= most;
}

/** One line of text, without control characters. */
export function isLine(text: string, most: number): boolean {
  const trimmed = text.trim();
  return trimmed !== "" && trimmed === text && Array.from(text).length <= most && !/[\u0000-\u001f\u007f]/.test(text);
}
