/** EMVCo's merchant-presented code 1.1 (tag, two digits of length, value; CRC-16/CCITT-FALSE over UTF-8), and Pix, which is one. */
import { decimal, drawn, isAmount, isLine, refuse, type PayingRefusal, type PayingText } from "./result.ts";

/** `value`: text, or further elements inside. */
export interface Element {
  readonly tag: string;
  readonly value: string | readonly Element[];
}

/** The code of these elements, in their order; "63" and the sum over all come last. Lengths count characters, the sum bytes. */
export function emvText(elements: readonly Element[]): PayingText {
  const text = written(elements);
  return text === undefined ? refuse("qr.too_long") : drawn(`${text}6304${crc16(`${text}6304`)}`);
}

function written(elements: readonly Element[]): string | undefined {
  let text = "";
  for (const { tag, value } of elements) {
    const inner = typeof value === "string" ? value : written(value);
    const length = inner === undefined ? 0 : Array.from(inner).length;
    if (inner === undefined || length < 1 || length > 99 || !/^\d\d$/.test(tag)) return undefined;
    text += `${tag}${String(length).padStart(2, "0")}${inner}`;
  }
  return text;
}

/** Four hexadecimal digits. */
export function crc16(text: string): string {
  let sum = 0xff_ff;
  for (const byte of utf8(text)) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80_00 ? ((sum << 1) ^ 0x10_21) & 0xff_ff : (sum << 1) & 0xff_ff;
  }
  return sum.toString(16).toUpperCase().padStart(4, "0");
}

function utf8(text: string): readonly number[] {
  return (encodeURIComponent(text).match(/%[0-9A-F]{2}|./g) ?? []).map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0)));
}

export interface EmvPayment {
  /** 26 to 51: where the scheme's account stands. */
  readonly tag: string;
  /** Whose scheme it is, such as `com.p2pqrpay`. */
  readonly scheme: string;
  readonly account: string;
  /** ISO 18245; `0000`: not said. */
  readonly category: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly amount: number;
  readonly exponent: number;
  /** ISO 4217's number. */
  readonly currency: number;
  readonly reference: string;
}

const MOST = 999_999_999_999;

export function merchantText(payment: EmvPayment): PayingText {
  const { tag, scheme, account, category, name, city, country, amount, exponent, currency, reference } = payment;
  if (!/^(?:2[6-9]|[34]\d|5[01])$/.test(tag) || !isLine(scheme, 32) || !isLine(account, 99)) return refuse("qr.account_invalid");
  if (!/^\d{4}$/.test(category)) return refuse("qr.account_invalid");
  const common = merchant({ name, city, country, amount, exponent, currency, reference });
  if (typeof common === "string") return refuse(common);
  const place = { tag, value: [{ tag: "00", value: scheme }, { tag: "01", value: account }] };
  return emvText([{ tag: "00", value: "01" }, { tag: "01", value: "12" }, place, { tag: "52", value: category }, ...common]);
}

export interface PixPayment {
  /** A key of the central bank's directory: telephone, mail, tax number or a UUID. */
  readonly key: string;
  readonly name: string;
  readonly city: string;
  /** In centavos; none in a code that stays on the counter. */
  readonly amount?: number;
  /** Up to 25 letters and digits; `***`: none. */
  readonly reference: string;
}

/** A static Pix code ("BR Code"), as the central bank's manual builds it. */
export function pixText({ key, name, city, amount, reference }: PixPayment): PayingText {
  if (!/^[\w.+@-]{5,77}$/.test(key)) return refuse("qr.account_invalid");
  if (!isLine(plain(name), 25)) return refuse("qr.name_invalid");
  if (!isLine(plain(city), 15)) return refuse("qr.place_invalid");
  if (amount !== undefined && !isAmount(amount, MOST)) return refuse("qr.amount_invalid");
  if (reference !== "***" && !/^[A-Za-z0-9]{1,25}$/.test(reference)) return refuse("qr.reference_invalid");
  return emvText([
    { tag: "00", value: "01" },
    { tag: "26", value: [{ tag: "00", value: "br.gov.bcb.pix" }, { tag: "01", value: key }] },
    { tag: "52", value: "0000" },
    { tag: "53", value: "986" },
    ...(amount === undefined ? [] : [{ tag: "54", value: decimal(amount, 2) }]),
    { tag: "58", value: "BR" },
    { tag: "59", value: plain(name) },
    { tag: "60", value: plain(city) },
    { tag: "62", value: [{ tag: "05", value: reference }] },
  ]);
}

type Common = Pick<EmvPayment, "name" | "city" | "country" | "amount" | "exponent" | "currency" | "reference">;

function merchant({ name, city, country, amount, exponent, currency, reference }: Common): readonly Element[] | PayingRefusal {
  if (!isLine(name, 25)) return "qr.name_invalid";
  if (!isLine(city, 15) || !/^[A-Z]{2}$/.test(country)) return "qr.place_invalid";
  if (!isAmount(amount, MOST)) return "qr.amount_invalid";
  if (!Number.isSafeInteger(currency) || currency < 1 || currency > 999) return "qr.currency_invalid";
  if (!/^[A-Za-z0-9]{1,25}$/.test(reference)) return "qr.reference_invalid";
  return [
    { tag: "53", value: String(currency).padStart(3, "0") },
    { tag: "54", value: decimal(amount, exponent) },
    { tag: "58", value: country },
    { tag: "59", value: name },
    { tag: "60", value: city },
    { tag: "62", value: [{ tag: "05", value: reference }] },
  ];
}

/** Pix takes letters without accents alone. */
function plain(text: string): string {
  return text.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "");
}
