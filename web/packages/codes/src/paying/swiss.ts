/** The Swiss QR-bill's payment part (SIX, implementation guidelines 2.3: structured addresses alone), payload SPC 0200. */
import { isCreditorReference, isIban, isQrIban, isQrReference } from "./accounts.ts";
import { decimal, drawn, isAmount, isLine, refuse, type PayingText } from "./result.ts";

export interface SwissPayment {
  readonly iban: string;
  readonly name: string;
  readonly street: string;
  readonly building: string;
  readonly postcode: string;
  readonly town: string;
  /** ISO 3166, two letters. */
  readonly country: string;
  readonly amount: number;
  readonly currency: string;
  /** A QR-IBAN wants a QR reference, every other account an ISO 11649 one or none. */
  readonly reference: string;
  readonly text: string;
}

/** 999 999 999.99 */
const MOST = 99_999_999_999;
const NOBODY: readonly string[] = ["", "", "", "", "", "", ""];

export function swissText(payment: SwissPayment): PayingText {
  const { iban, name, street, building, postcode, town, country, amount, currency, reference, text } = payment;
  if (!isIban(iban) || !/^(?:CH|LI).{19}$/.test(iban)) return refuse("qr.account_invalid");
  if (!isLine(name, 70)) return refuse("qr.name_invalid");
  if (!isLine(postcode, 16) || !isLine(town, 35) || !/^[A-Z]{2}$/.test(country)) return refuse("qr.place_invalid");
  if ((street !== "" && !isLine(street, 70)) || (building !== "" && !isLine(building, 16))) return refuse("qr.place_invalid");
  if (currency !== "CHF" && currency !== "EUR") return refuse("qr.currency_invalid");
  if (!isAmount(amount, MOST)) return refuse("qr.amount_invalid");
  if (text !== "" && !isLine(text, 140)) return refuse("qr.text_invalid");
  const kind = kindOf(iban, reference);
  if (kind === undefined) return refuse("qr.reference_invalid");
  const creditor = ["S", name, street, building, postcode, town, country];
  const lines = ["SPC", "0200", "1", iban, ...creditor, ...NOBODY, decimal(amount, 2), currency, ...NOBODY, kind, reference, text, "EPD"];
  return drawn(lines.join("\n"));
}

function kindOf(iban: string, reference: string): string | undefined {
  if (isQrIban(iban)) return isQrReference(reference) ? "QRR" : undefined;
  if (reference === "") return "NON";
  return isCreditorReference(reference) ? "SCOR" : undefined;
}
