/** How this shop lets customers pay besides cash and card, as the settings document says it (docs/developer/device-door.md). */
import { readFlag, readInteger, readList, readObject, readOptionalText, readText, readTexts, type JsonObject } from "./reading.ts";
import { minorUnits, ppm, type MinorUnits, type Ppm } from "./units.ts";
import type { TenderKind } from "./views.ts";

/** One of the shop's own kinds of tender. */
export interface TenderKindDocument {
  readonly id: string;
  /** Of its settings: sealed with each tender, so that it is judged by what the till knew. */
  readonly revision: number;
  readonly kind: Exclude<TenderKind, "cash" | "card">;
  /** "" where the kind's own word is enough. */
  readonly name: string;
  readonly gives_change: boolean;
  readonly opens_drawer: boolean;
  readonly is_counted: boolean;
  /** The most that one sale may be paid by it. */
  readonly amount_max?: MinorUnits;
  /** The categories whose articles it pays; empty: all. */
  readonly categories: readonly string[];
}

/** What one unit of another currency is worth from a day on, in millionths of ours. */
export interface RateDocument {
  readonly currency: string;
  readonly exponent: number;
  readonly valid_from: string;
  readonly rate_ppm: Ppm;
}

/** What a law allows of a kind from a day on. Written as the server says it: a till reads its stored settings again at each start. */
export interface LimitDocument {
  readonly kind: string;
  readonly valid_from: string;
  readonly amount_max: MinorUnits;
  readonly basis: "part" | "total";
}

export interface TenderSettings {
  readonly kinds: readonly TenderKindDocument[];
  readonly limits: readonly LimitDocument[];
  readonly rates: readonly RateDocument[];
  /** What customers are offered to give on top: shares of the total in millionths, and amounts. Absent: the shop takes no tips. */
  readonly tip_presets?: readonly number[];
  readonly tip_amounts?: readonly number[];
  /** How a gift card is taxed when it is sold; absent where the shop has none. */
  readonly vouchers?: { readonly tax_category: string; readonly tax_rate_ppm: number };
  /** Some customers may pay later. */
  readonly has_accounts?: boolean;
  /** The shop's rule for orders: read (`./use-cases/order-rule.ts`) where one is made or given up. */
  readonly orders?: unknown;
  /** Accounts that customers pay into by a code: read (`./code-payments.ts`) where one is shown. */
  readonly codes?: unknown;
  /** Accounts with a page on which customers pay: read (`./pay-links.ts`) where one is offered. */
  readonly links?: unknown;
  /** Wallets whose customers show a code: read there, too. */
  readonly wallets?: unknown;
  /** What a card terminal may take without its bank: read (`./card-attempts.ts`) where one is asked. */
  readonly card_offline?: unknown;
}

const KINDS: readonly string[] = ["meal_voucher", "gift_voucher", "voucher", "check", "transfer", "other"] satisfies readonly TenderKind[];

/** A server from before this part existed sends none. A kind that this till does not know can't be taken here. */
export function readTenders(value: unknown): TenderSettings {
  const source = value === undefined ? {} : readObject(value, "tenders");
  return {
    kinds: readList(source["kinds"] ?? [], "kinds").flatMap(readKind),
    limits: readList(source["limits"] ?? [], "limits").map(readLimit),
    rates: readList(source["rates"] ?? [], "rates").map(readRate),
    ...readTips(readIntegers(source["tip_presets"]), readIntegers(source["tip_amounts"])),
    ...(source["vouchers"] === undefined ? {} : { vouchers: readVouchers(source["vouchers"]) }),
    has_accounts: source["has_accounts"] === true,
    orders: source["orders"],
    codes: source["codes"],
    links: source["links"],
    wallets: source["wallets"],
    card_offline: source["card_offline"],
  };
}

function readTips(shares: readonly number[], amounts: readonly number[]): Pick<TenderSettings, "tip_presets" | "tip_amounts"> {
  return shares.length + amounts.length === 0 ? {} : { tip_presets: shares, tip_amounts: amounts };
}

function readIntegers(value: unknown): readonly number[] {
  return readList(value ?? [], "tips").filter((number): number is number => Number.isSafeInteger(number));
}

function readVouchers(value: unknown): NonNullable<TenderSettings["vouchers"]> {
  const source = readObject(value, "vouchers");
  return { tax_category: readText(source, "tax_category"), tax_rate_ppm: readInteger(source, "tax_rate_ppm") };
}

function readKind(value: unknown): readonly TenderKindDocument[] {
  const source = readObject(value, "kind");
  const kind = readText(source, "kind");
  if (!isKind(kind)) return [];
  return [
    {
      id: readText(source, "id"),
      revision: readInteger(source, "revision"),
      kind,
      name: readOptionalText(source, "name") ?? "",
      gives_change: readFlag(source, "gives_change"),
      opens_drawer: readFlag(source, "opens_drawer"),
      is_counted: readFlag(source, "is_counted"),
      ...(source["amount_max"] === undefined ? {} : { amount_max: minorUnits(readInteger(source, "amount_max")) }),
      categories: readTexts(source, "categories"),
    },
  ];
}

function isKind(kind: string): kind is TenderKindDocument["kind"] {
  return KINDS.includes(kind);
}

function readLimit(value: unknown): LimitDocument {
  const source: JsonObject = readObject(value, "limit");
  return {
    kind: readText(source, "kind"),
    valid_from: readText(source, "valid_from"),
    amount_max: minorUnits(readInteger(source, "amount_max")),
    basis: readText(source, "basis") === "total" ? "total" : "part",
  };
}

function readRate(value: unknown): RateDocument {
  const source = readObject(value, "rate");
  return {
    currency: readText(source, "currency"),
    exponent: readInteger(source, "exponent"),
    valid_from: readText(source, "valid_from"),
    rate_ppm: ppm(readInteger(source, "rate_ppm")),
  };
}
