/** The body of a sealed sale or refund, as a receipt shows it. What a body does not have is left out, never invented. */
import type { ExtraFacts, HandedFacts, LineFacts, OrderedFacts, PaperKind, PlaceFacts, PromotionFacts, SaleFacts, ShopFacts, SlotFacts, TaxFacts, TenderFacts } from "./facts.ts";

export interface TaxName {
  readonly tax_category: string;
  readonly tax_rate_ppm: number;
  readonly name: string;
}

/** What the paper says and the body does not. */
export interface SaleContext {
  readonly kind: PaperKind;
  readonly is_training?: boolean;
  readonly is_gift?: boolean;
  readonly copy_number?: number;
  readonly number: string;
  readonly device_time: string;
  readonly cashier: string;
  readonly exponent: number;
  /** Of other currencies; two digits where nothing is said. */
  readonly exponents?: Readonly<Record<string, number>>;
  readonly refers_to?: string;
  /** The sealed body of the order that was paid on, and what was paid so far, this payment included. */
  readonly ordered?: { readonly body: object; readonly paid: number };
  readonly essentials: string;
  readonly public_address: string;
  readonly tax_names?: readonly TaxName[];
  readonly shop: ShopFacts;
  readonly fiscal?: SlotFacts;
  readonly trade?: SlotFacts;
  readonly cards?: readonly SlotFacts[];
}

/** Body and context together. The seal says who wrote the body, not that it is well made: it is read as it comes. */
export function saleFacts(body: object, context: SaleContext): SaleFacts {
  const source = new Map<string, unknown>(Object.entries(body));
  const { refers_to: refersTo, fiscal, trade, cards } = context;
  const lines = rowsOf(source, "lines");
  const validUntil = textOf(source, "valid_until");
  return {
    kind: context.kind,
    is_training: context.is_training ?? false,
    is_gift: context.is_gift ?? false,
    copy_number: context.copy_number ?? 0,
    number: context.number,
    device_time: context.device_time,
    cashier: context.cashier,
    currency: textOf(source, "currency"),
    exponent: context.exponent,
    price_mode: textOf(source, "price_mode") === "net" ? "net" : "gross",
    ...placeOf(source),
    ...exemptionOf(source),
    lines: linesOf(lines),
    tax_subtotals: rowsOf(source, "tax_subtotals").map((row) => taxOf(row, lines, context)),
    net: figureOf(source, "net"),
    tax: figureOf(source, "tax"),
    gross: figureOf(source, "gross"),
    cash_rounding: figureOf(source, "cash_rounding"),
    tenders: rowsOf(source, "tenders").map((row) => tenderOf(row, context)),
    ...(refersTo === undefined ? {} : { refers_to: refersTo }),
    ...(context.ordered === undefined ? {} : { ordered: orderedOf(context.ordered) }),
    ...(validUntil === "" ? {} : { valid_until: validUntil }),
    essentials: context.essentials,
    public_address: context.public_address,
    shop: context.shop,
    ...(fiscal === undefined ? {} : { fiscal }),
    ...(trade === undefined ? {} : { trade }),
    ...(cards === undefined ? {} : { cards }),
  };
}

type Source = ReadonlyMap<string, unknown>;

/** A deposit stands below the goods that it comes with; one that comes back alone is a line of its own. */
function linesOf(rows: readonly Source[]): readonly LineFacts[] {
  const goodsOf = (row: Source): Source | undefined => (isDeposit(row) ? rows[figureOf(row, "of_line") - 1] : undefined);
  const isBelow = (row: Source): boolean => {
    const goods = goodsOf(row);
    return goods !== undefined && !isDeposit(goods);
  };
  return rows.filter((row) => !isBelow(row)).map((row) => lineOf(row, rows.filter((other) => isBelow(other) && goodsOf(other) === row)));
}

function isDeposit(row: Source): boolean {
  return textOf(row, "kind") === "deposit";
}

function lineOf(row: Source, deposits: readonly Source[]): LineFacts {
  const name = textOf(row, "name");
  return {
    ...(name === "" ? {} : { name }),
    quantity_milli: figureOf(row, "quantity_milli"),
    unit: textOf(row, "unit"),
    unit_price: figureOf(row, "unit_price"),
    line_discount: figureOf(row, "line_discount"),
    basket_discount: figureOf(row, "basket_discount"),
    amount: figureOf(row, "amount"),
    is_prepaid: textOf(row, "kind") === "prepaid",
    extras: [...extrasOf(row), ...deposits.map(extraOf)],
    promotions: rowsOf(row, "promotions").map(promotionOf),
    ...placeOf(row),
    ...named("lot", row),
    ...named("serial", row),
    ...named("expires", row),
  };
}

function named(name: "lot" | "serial" | "expires", row: Source): { readonly [name: string]: string } {
  const text = textOf(row, name);
  return text === "" ? {} : { [name]: text };
}

/**
 * What is said of it; the name and the law are the shop's, sealed with the sale. Who owes the tax instead is always said in the words
 * that the law gives.
 */
function exemptionOf(source: Source): Pick<SaleFacts, "exemption" | "exemption_name" | "exemption_mention"> {
  const exemption = source.get("exemption");
  if (!isObject(exemption)) return {};
  const said = new Map<string, unknown>(Object.entries(exemption));
  const name = textOf(said, "name");
  const mention = textOf(said, "mention");
  return {
    exemption: textOf(said, "category") === "AE" ? "reverse_charge" : textOf(said, "reason"),
    ...(name === "" ? {} : { exemption_name: name }),
    ...(mention === "" ? {} : { exemption_mention: mention }),
  };
}

function placeOf(row: Source): { readonly place?: PlaceFacts } {
  const place = textOf(row, "place");
  return place === "here" || place === "away" ? { place } : {};
}

/** A body names a promotion by its identifier; whoever knows what it is called has put the name beside it. */
function promotionOf(row: Source): PromotionFacts {
  const name = textOf(row, "name");
  return { ...(name === "" ? {} : { name }), amount: figureOf(row, "amount") };
}

/** What a menu is made of, then what was asked for. A surcharge belongs to a part that is named already. */
function extrasOf(row: Source): readonly ExtraFacts[] {
  const parts = rowsOf(row, "components");
  const named = new Set(parts.map((part) => textOf(part, "item")));
  const asked = rowsOf(row, "modifiers").filter((extra) => !named.has(textOf(extra, "code")));
  return [...parts.map(partOf), ...asked.map(extraOf)];
}

function partOf(row: Source): ExtraFacts {
  const quantity = figureOf(row, "quantity_milli");
  return { name: textOf(row, "name"), ...(quantity === 1000 ? {} : { quantity_milli: quantity }) };
}

function extraOf(row: Source): ExtraFacts {
  return { name: textOf(row, "name"), ...optionalOf(row, "quantity_milli"), ...optionalOf(row, "amount") };
}

function taxOf(row: Source, lines: readonly Source[], context: SaleContext): TaxFacts {
  const category = textOf(row, "tax_category");
  const rate = figureOf(row, "tax_rate_ppm");
  const code = textOf(row, "code");
  const unitAmount = figureOf(row, "unit_amount");
  // The shop's names are of rates that stand alone: of several taxes on a line, each has its code.
  // Nor are they of gift cards, which are taxed when they are used: a shop knows what else is outside tax (deposits on bottles) by a name.
  const isAlone = code === "" && unitAmount === 0 && !(category === "O" && lines.some(isUntaxedCard));
  const known = isAlone ? context.tax_names?.find((name) => name.tax_category === category && name.tax_rate_ppm === rate) : undefined;
  return {
    tax_category: category,
    tax_rate_ppm: rate,
    net: figureOf(row, "net"),
    tax: figureOf(row, "tax"),
    gross: figureOf(row, "gross"),
    ...(known === undefined ? {} : { name: known.name }),
    ...(code === "" ? {} : { code }),
    ...(unitAmount === 0 ? {} : { unit_amount: unitAmount }),
  };
}

function isUntaxedCard(row: Source): boolean {
  return textOf(row, "voucher") !== "" && textOf(row, "tax_category") === "O";
}

function orderedOf({ body, paid }: { readonly body: object; readonly paid: number }): OrderedFacts {
  const source = new Map<string, unknown>(Object.entries(body));
  const until = textOf(source, "valid_until");
  return { lines: linesOf(rowsOf(source, "lines")), gross: figureOf(source, "gross"), paid, ...(until === "" ? {} : { valid_until: until }) };
}

function handedOf(row: Source, { exponents = {} }: SaleContext): { readonly foreign?: HandedFacts } {
  const currency = textOf(row, "currency");
  const amount = figureOf(row, "foreign_amount");
  if (currency === "" || amount === 0) return {};
  return { foreign: { currency, exponent: exponents[currency] ?? 2, amount, rate_ppm: figureOf(row, "rate_ppm") } };
}

function tenderOf(row: Source, context: SaleContext): TenderFacts {
  return {
    kind: textOf(row, "kind"),
    amount: figureOf(row, "amount"),
    ...optionalOf(row, "received"),
    ...optionalOf(row, "change"),
    ...optionalOf(row, "tip"),
    ...(textOf(row, "confirmation") === "none" && { is_unconfirmed: true }),
    ...handedOf(row, context),
  };
}

function rowsOf(row: Source, name: string): readonly Source[] {
  const value = row.get(name);
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((item) => new Map<string, unknown>(Object.entries(item)));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function textOf(row: Source, name: string): string {
  const value = row.get(name);
  return typeof value === "string" ? value : "";
}

function figureOf(row: Source, name: string): number {
  const value = row.get(name);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

function optionalOf<N extends string>(row: Source, name: N): Partial<Record<N, number>> {
  const value = row.get(name);
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return {};
  const found: Partial<Record<string, number>> = { [name]: value };
  return found;
}
