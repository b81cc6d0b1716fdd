/** What tills tell each other, as a server reads it from the entries that it holds. */
import { parseEnvelope, toUtf8 } from "@comptoir/journal";

import { readList, readObject, readText } from "../reading.ts";

const DAY_MS = 86_400_000;

interface Word {
  readonly kind: string;
  readonly subject: string;
  readonly amount: number;
  readonly days: number;
}

export interface ShopWords {
  /** The till that asks: what it gave back itself it knows. */
  readonly own: string;
  /** Codes that are good once; whatever else names a coupon may be shown by everybody. */
  readonly once: ReadonlySet<string>;
  readonly codeOf: (till: string) => string;
}

/** Positions are places in the order of storing, from 1: no entry tells more than a hundred things. */
export function wordsAfter(texts: readonly string[], after: number, shop: ShopWords): readonly object[] {
  const { own, once, codeOf } = shop;
  return texts.flatMap((text, place) => {
    const parsed = parseEnvelope(toUtf8(text));
    if (!parsed.ok) return [];
    const { till, kind: entry, device_time: time, body } = parsed.envelope;
    const lines = readList(body["lines"] ?? [], "lines").map((line) => readObject(line, "line"));
    const words: Word[] = [
      ...lines.flatMap(({ bottle_voucher: code }) => (typeof code === "string" ? [{ kind: "bottle_voucher", subject: code, amount: 0, days: 30 }] : [])),
      ...readList(body["coupons"] ?? [], "coupons")
        .map(String)
        .filter((code) => once.has(code))
        .map((code) => ({ kind: "coupon", subject: code, amount: 0, days: 400 })),
    ];
    if (entry === "refund" && body["without_receipt"] !== undefined && till !== own) {
      words.push({ kind: "return", subject: readText(body, "cashier"), amount: 0 - Number(body["gross"]), days: 2 });
    }
    if (body["buyer"] !== undefined && till !== own) words.push({ kind: "staff", subject: readText(body, "buyer"), amount: Number(body["gross"]), days: 62 });
    const at = Date.parse(time);
    return words.flatMap(({ days, ...word }, number) => {
      const position = (place + 1) * 100 + number;
      const told = { position, ...word, at: new Date(at).toISOString(), ends_at: new Date(at + days * DAY_MS).toISOString(), till: codeOf(till) };
      return position > after ? [told] : [];
    });
  });
}
