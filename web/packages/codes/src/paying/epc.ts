/** EPC069-12 version 2.1 ("GiroCode"): a SEPA credit transfer, version 002 of the payload, UTF-8. */
import { isIban } from "./accounts.ts";
import { decimal, drawn, isAmount, isLine, refuse, type PayingText } from "./result.ts";

export interface EpcTransfer {
  readonly iban: string;
  /** Empty within the EEA. */
  readonly bic: string;
  readonly name: string;
  /** In cents. */
  readonly amount: number;
  readonly text: string;
}

/** 999 999 999.99 */
const MOST = 99_999_999_999;
const BYTES_MAX = 331;

export function epcText({ iban, bic, name, amount, text }: EpcTransfer): PayingText {
  if (!isIban(iban)) return refuse("qr.account_invalid");
  if (bic !== "" && !/^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(bic)) return refuse("qr.account_invalid");
  if (!isLine(name, 70)) return refuse("qr.name_invalid");
  if (!isAmount(amount, MOST)) return refuse("qr.amount_invalid");
  if (!isLine(text, 140)) return refuse("qr.text_invalid");
  const lines = ["BCD", "002", "1", "SCT", bic, name, iban, `EUR${decimal(amount, 2)}`, "", "", text];
  const whole = lines.join("\n");
  return bytesOf(whole) > BYTES_MAX ? refuse("qr.too_long") : drawn(whole);
}

function bytesOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + width(character.codePointAt(0) ?? 0), 0);
}

function width(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x1_0000 ? 3 : 4;
}
