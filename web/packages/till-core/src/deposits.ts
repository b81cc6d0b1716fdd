/**
 * @comptoir/till-core/deposits: containers that customers pay a deposit for and bring back. Fetched when the first screen stands: what
 * follows goods has to be there before anybody pays, not before anything is shown.
 */
import { amountOnVoucher } from "@comptoir/codes";
import { multiplyDivide } from "@comptoir/pricing";

import { checked, type Basket, type BasketLine, type PricingContext } from "./basket.ts";
import type { ItemDocument, SettingsDocument } from "./documents.ts";
import { readFlag, readInteger, readList, readObject, readOptionalText, readText, Unreadable } from "./reading.ts";
import { done, refused, type Result } from "./refusal.ts";
import { milli, minorUnits, ppm, type MinorUnits, type Ppm } from "./units.ts";

interface Taxed {
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  readonly tax_class?: string;
}

/** A bottle, a can, a crate: what it is called and what it is worth. */
export interface DepositDocument extends Taxed {
  readonly item: string;
  readonly name: string;
  readonly unit_price: MinorUnits;
  /** Handed over with goods it is taxed as they are; what comes back alone always as its own. */
  readonly follows_tax: boolean;
}

/** How a reverse vending machine writes its vouchers. */
export interface VoucherPatternDocument extends Taxed {
  readonly pattern: string;
  readonly days_unique: number;
}

const PIECE = "C62";

/** In the shop's order; a server from before this part existed sends none, and what can't be read is left out. */
export function depositsOf(settings: SettingsDocument | undefined): readonly DepositDocument[] {
  return rowsOf(settings?.bottle_deposits, (source) => ({
    item: readText(source, "item"),
    name: readText(source, "name"),
    unit_price: minorUnits(readInteger(source, "unit_price")),
    ...taxOf(source),
    follows_tax: source["follows_tax"] !== undefined && readFlag(source, "follows_tax"),
  }));
}

export function voucherPatternsOf(settings: SettingsDocument | undefined): readonly VoucherPatternDocument[] {
  return rowsOf(settings?.bottle_vouchers, (source) => ({
    pattern: readText(source, "pattern"),
    ...taxOf(source),
    days_unique: readInteger(source, "days_unique"),
  }));
}

/**
 * The basket with what belongs to its goods: each container's deposit below them, in their quantity, and none whose goods are gone.
 * What a deposit cost when it joined the basket stays, as with goods.
 */
export function follow(basket: Basket, settings: SettingsDocument | undefined): Result<Basket> {
  if (!basket.lines.some((line) => line.deposits !== undefined || line.of_line !== undefined)) return done(basket);
  const kinds = depositsOf(settings);
  let next = basket.next_line;
  const lines = basket.lines.filter((line) => line.of_line === undefined).flatMap((goods) => [goods, ...followers(goods)]);
  const isSame = lines.length === basket.lines.length && lines.every((line, place) => line === basket.lines[place]);
  return isSame ? done(basket) : checked({ ...basket, lines, next_line: next });

  function followers(goods: BasketLine): readonly BasketLine[] {
    // What was promised with them stays as it was promised.
    const promised = basket.lines.filter((line) => line.of_line === goods.id && line.stated !== undefined);
    if (promised.length > 0) return promised;
    return (goods.deposits ?? []).flatMap(({ item, count, of }) => {
      const kept = basket.lines.find((line) => line.of_line === goods.id && line.item === item);
      const kind = kinds.find((candidate) => candidate.item === item);
      if (kept === undefined && kind === undefined) return [];
      const quantity = milli(count * (goods.unit === PIECE ? goods.quantity_milli : 1_000));
      const tax = kind?.follows_tax === true ? taxedAs(goods.components?.find((part) => part.item === of) ?? goods) : {};
      if (kept !== undefined) {
        return kept.quantity_milli === quantity && isTaxedAs(kept, tax) ? [kept] : [{ ...kept, ...tax, quantity_milli: quantity }];
      }
      const fresh: BasketLine = { ...depositLine(kind ?? NOTHING), ...tax, id: next, of_line: goods.id, quantity_milli: quantity };
      next += 1;
      return [fresh];
    });
  }
}

/** So many empties of a kind came back: 0 takes the line away. */
export function giveBack(basket: Basket, kind: DepositDocument, pieces: number): Result<Basket> {
  const before = basket.lines.find((line) => isBack(line, kind.item));
  const quantity = milli(-1_000 * pieces);
  if (before === undefined) {
    if (pieces === 0) return done(basket);
    const id = basket.next_line;
    return checked({ ...basket, lines: [...basket.lines, { ...depositLine(kind), id, quantity_milli: quantity }], next_line: id + 1, last_line: id });
  }
  const { last_line: _last, ...rest } = basket;
  if (pieces === 0) return done({ ...rest, lines: basket.lines.filter((line) => line !== before) });
  return checked({ ...basket, lines: basket.lines.map((line) => (line === before ? { ...line, quantity_milli: quantity } : line)), last_line: before.id });
}

/**
 * The basket with the empties of an article whose own barcode was read: of a full crate its bottles and itself. Refused where the
 * shop gives nothing back for it.
 */
export function giveBackOf(basket: Basket, settings: SettingsDocument | undefined, item: ItemDocument): Result<Basket> {
  const kinds = depositsOf(settings);
  let found = refused<Basket>("deposit.none");
  for (const { item: container, count } of item.deposits ?? []) {
    const kind = kinds.find((candidate) => candidate.item === container);
    if (kind === undefined) continue;
    const before = found.ok ? found.value : basket;
    found = giveBack(before, kind, piecesBack(before.lines, container) + count);
    if (!found.ok) break;
  }
  return found;
}

/** How many empties of a kind stand in the basket. */
export function piecesBack(lines: readonly BasketLine[], item: string): number {
  return lines.reduce((sum, line) => (isBack(line, item) ? sum - line.quantity_milli / 1_000 : sum), 0);
}

/** Of a machine's voucher, the line that it is in a basket; `undefined` when it is none of the shop's machines. */
export function voucherLine(settings: SettingsDocument, context: PricingContext, code: string, name: string): Omit<BasketLine, "id"> | undefined {
  const pattern = patternOf(settings, code);
  const amount = pattern === undefined ? undefined : amountOnVoucher(code, pattern.pattern);
  if (pattern === undefined || amount === undefined) return undefined;
  const rate = pattern.tax_rate_ppm;
  // What the machine printed is what the customer gets: with tax on top, the price is less than that.
  const price = context.price_mode === "net" ? multiplyDivide(amount, 1_000_000, 1_000_000 + rate) : amount;
  return {
    kind: "deposit",
    name,
    unit: PIECE,
    unit_price: minorUnits(price),
    quantity_milli: milli(-1_000),
    ...taxedAs(pattern),
    bottle_voucher: code,
  };
}

export function patternOf(settings: SettingsDocument | undefined, code: string): VoucherPatternDocument | undefined {
  return voucherPatternsOf(settings).find(({ pattern }) => amountOnVoucher(code, pattern) !== undefined);
}

const NOTHING: DepositDocument = { item: "", name: "", unit_price: minorUnits(0), tax_category: "O", tax_rate_ppm: ppm(0), follows_tax: false };

function isBack(line: BasketLine, item: string): boolean {
  return line.kind === "deposit" && line.of_line === undefined && line.item === item;
}

function depositLine(kind: DepositDocument): Omit<BasketLine, "id" | "quantity_milli"> {
  return { kind: "deposit", item: kind.item, name: kind.name.normalize("NFC"), unit: PIECE, unit_price: kind.unit_price, ...taxedAs(kind) };
}

function taxedAs({ tax_category, tax_rate_ppm, tax_class }: Taxed): Taxed {
  return { tax_category, tax_rate_ppm, ...(tax_class === undefined ? {} : { tax_class }) };
}

function isTaxedAs(line: BasketLine, tax: Partial<Taxed>): boolean {
  return tax.tax_category === undefined || (line.tax_category === tax.tax_category && line.tax_rate_ppm === tax.tax_rate_ppm && line.tax_class === tax.tax_class);
}

type Source = ReturnType<typeof readObject>;

function taxOf(source: Source): Taxed {
  const taxClass = readOptionalText(source, "tax_class");
  return {
    tax_category: readText(source, "tax_category"),
    tax_rate_ppm: ppm(readInteger(source, "tax_rate_ppm")),
    ...(taxClass === undefined ? {} : { tax_class: taxClass }),
  };
}

function rowsOf<T>(value: unknown, read: (source: Source) => T): readonly T[] {
  try {
    return readList(value ?? [], "deposits").map((row) => read(readObject(row, "deposit")));
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}
