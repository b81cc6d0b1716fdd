/**
 * Goods come back and nobody has a receipt (journal-format §5.12). What they cost there, and whether it was here, can't be known: so
 * the least that they were sold for lately is given back, each person only so much in one go and in a day.
 */
import { NO_RULES } from "@comptoir/pricing/v2/price";

import { areUnspent, spendAttempts } from "../card-attempts.ts";
import { unlinkedNeeds } from "../card-holds.ts";
import { priceBasket, taxedToday, type Basket, type BasketLine, type PricedBasket } from "../basket.ts";
import type { Selling, TillContext } from "../context.ts";
import type { SaleRow } from "../database.ts";
import { businessDay } from "../day.ts";
import { granted } from "../people/approvals.ts";
import { isReason } from "../people/reasons.ts";
import type { Need } from "../people/rights.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { GoesTo } from "../returned.ts";
import type { TenderInput } from "../tenders.ts";
import { milli, minorUnits, type MinorUnits } from "../units.ts";
import type { SaleLineView, SaleView, TaxSubtotalView } from "../views.ts";
import { chargedFor, lowestHeard, lowestOfServer } from "./charged.ts";
import { creditsOf, payOut } from "./refund.ts";
import { recordTurnover, viewOfFresh } from "./sale.ts";
import { kindsOf, negated, turnedBy, type Parties } from "./sale-body.ts";
import { sellingToday } from "./session.ts";
import { heardSum } from "./told.ts";
import type { Why } from "./why.ts";

/** What comes back, and what is given for it: amounts below zero, as they are sealed. */
export interface UnreceiptedGoods {
  readonly lines: readonly SaleLineView[];
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
  /** Above zero: what cash hands out. */
  readonly cash_payable: MinorUnits;
  /** How many days back prices were looked for. */
  readonly days: number;
  /** Whether the server said them; else the till knows only its own. */
  readonly is_from_server: boolean;
  /** What it takes of the cashier's rights, today's other returns counted. */
  readonly needs: readonly Need[];
}

/** Where the server does not say how far back. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/** The articles of a basket as goods that come back: nothing is written yet. */
export async function priceUnreceipted(context: TillContext, offered: Basket): Promise<Result<UnreceiptedGoods>> {
  const selling = context.selling();
  if (!selling.ok) return selling;
  const pricing = context.pricingContext();
  const basket = taxedToday(offered, pricing);
  if (basket.lines.length === 0) return refused("basket.empty");
  if (basket.returned !== undefined || !basket.lines.every(isPlainArticle)) return refused("refund.only_articles");
  const items = [...new Set(basket.lines.flatMap((line) => line.item ?? []))];
  const told = await lowestOfServer(context, items);
  const known = told ?? (await lowestHeard(context));
  const days = known?.days ?? DAYS;
  const since = context.ports.clock.wall().epoch_ms - days * DAY_MS;
  const own = await lowestSold(context, new Set(items), since);
  const today = priceBasket(basket, pricing);
  const lines = basket.lines.map((line, place): BasketLine => {
    const prices = [chargedFor({ quantity_milli: line.quantity_milli, ...today.lines[place] }), known?.prices.get(line.item ?? ""), own.get(line.item ?? "")];
    return atPrice(line, Math.min(line.unit_price, ...prices.filter((price) => price !== undefined)));
  });
  const worth = priceBasket({ lines, next_line: basket.next_line }, { ...pricing, rules: NO_RULES });
  const needs = needsOf(worth.gross, await givenToday(context, selling.value));
  return done({ ...mirrored(lines, worth), days, is_from_server: told !== undefined, needs });
}

export function refundUnreceipted(
  context: TillContext,
  goods: UnreceiptedGoods,
  places: ReadonlyMap<number, GoesTo>,
  tenders: readonly TenderInput[],
  why: Why,
): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { settings, cashier } = selling.value;
    const { lines, gross } = goods;
    if (why.reason === undefined || !isReason(why.reason)) return refused("approval.reason_missing");
    if (lines.length === 0) return refused("refund.nothing");
    if (settings.store.returns_in_cash !== true && tenders.some(({ kind }) => kind === "cash")) return refused("refund.no_cash");
    // Another one may have been given since this one was priced.
    const needs = [...needsOf(negated(gross), await givenToday(context, selling.value)), ...(await unlinkedNeeds(context, tenders))];
    const approvals = granted(settings, cashier, needs, why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const wall = context.ports.clock.wall();
    const paid = payOut(gross, tenders, context.pricingContext(wall));
    if (!paid.ok) return paid;
    if (!(await areUnspent(context, tenders))) return refused("payment.spent");
    const codes = creditsOf(tenders);
    const parties: Parties = { selling: selling.value, wall, id: context.writer.newId(wall) };
    const back = lines.map((line) => ({ ...line, goes_to: places.get(line.line) ?? ("stock" as const) }));
    const turned = {
      ...turnedBy(parties, "refund", back),
      tax_subtotals: goods.tax_subtotals,
      net: goods.net,
      tax: goods.tax,
      gross,
      cash_rounding: paid.value.cash_rounding,
      tenders: paid.value.tenders,
      tender_kinds: kindsOf(paid.value.tenders),
      without_receipt: why.reason,
      ...(codes.length === 0 ? {} : { voucher_codes: codes }),
      approvals: approvals.value,
    };
    const row = await recordTurnover(context, parties, turned, context.facts.catalog_position, async ({ cells }) => {
      await cells.clear("kept_basket");
      await spendAttempts(cells, tenders, { chain: context.facts.chain?.chain ?? "", sequence: context.facts.head_sequence + 1 });
    });
    return done(viewOfFresh(row));
  });
}

/** A card, an amount without an article: nobody knows what they were. A menu comes back by its parts. */
function isPlainArticle(line: BasketLine): boolean {
  return line.item !== undefined && line.voucher === undefined && line.components === undefined && line.quantity_milli > 0;
}

function needsOf(given: MinorUnits, before: MinorUnits): readonly Need[] {
  return [
    { right: "refund_without_receipt", asked: given },
    { right: "refund_without_receipt_day", asked: before + given },
  ];
}

/** By the same person on this day of the store: here, and at the other tills as far as it was heard. */
async function givenToday(context: TillContext, { session, settings, cashier }: Selling): Promise<MinorUnits> {
  const wall = context.ports.clock.wall();
  const dayOf = (epochMs: number): string => businessDay(settings.store, { ...wall, epoch_ms: epochMs });
  const today = dayOf(wall.epoch_ms);
  const rows = await soldSince(context, Math.min(Date.parse(session.opened_at), wall.epoch_ms - DAY_MS));
  const isToday = (row: SaleRow): boolean => row.session === session.id || dayOf(row.epoch_ms) === today;
  const own = rows.filter((row) => row.without_receipt !== undefined && row.cashier === cashier && isToday(row));
  const elsewhere = await heardSum(context, "return", cashier, (row) => dayOf(row.at_ms) === today);
  return minorUnits(own.reduce((sum, row) => sum - row.gross, elsewhere));
}

/** What each article was really sold for here, lists and promotions included; what staff pays is asked of no customer. */
async function lowestSold(context: TillContext, items: ReadonlySet<string>, sinceMs: number): Promise<ReadonlyMap<string, number>> {
  const lowest = new Map<string, number>();
  for (const row of await soldSince(context, sinceMs)) {
    if (row.also?.["buyer"] !== undefined) continue;
    for (const line of row.lines) {
      const price = line.item !== undefined && items.has(line.item) ? chargedFor(line) : undefined;
      if (line.item !== undefined && price !== undefined) lowest.set(line.item, Math.min(price, lowest.get(line.item) ?? price));
    }
  }
  return lowest;
}

function soldSince(context: TillContext, sinceMs: number): Promise<readonly SaleRow[]> {
  return context.db.read(["sales"], ({ sales }) => sales.index("epoch_ms").getAll(IDBKeyRange.lowerBound(sinceMs)));
}

/** The goods alone, at that price: no list, no promotion, no discount and nothing on top. */
function atPrice(line: BasketLine, price: number): BasketLine {
  const { discount: _discount, list_prices: _lists, modifiers: _modifiers, regular_price: _regular, reason: _reason, ...goods } = line;
  return { ...goods, unit_price: minorUnits(Math.max(0, price)), price_by: "person" };
}

function mirrored(lines: readonly BasketLine[], worth: PricedBasket): Omit<UnreceiptedGoods, "days" | "is_from_server" | "needs"> {
  return {
    lines: lines.map((line, place) => lineBack(line, place, worth)),
    tax_subtotals: worth.tax_subtotals.map((row) => ({ ...row, net: negated(row.net), tax: negated(row.tax), gross: negated(row.gross) })),
    net: negated(worth.net),
    tax: negated(worth.tax),
    gross: negated(worth.gross),
    cash_payable: worth.cash_payable,
  };
}

function lineBack(line: BasketLine, place: number, worth: PricedBasket): SaleLineView {
  const none = minorUnits(0);
  return {
    line: place + 1,
    ...(line.item === undefined ? {} : { item: line.item }),
    ...(line.name === undefined ? {} : { name: line.name }),
    ...(line.barcode === undefined ? {} : { barcode: line.barcode }),
    ...(line.label && { label: line.label }),
    ...(line.pack && { pack: line.pack }),
    ...(line.category === undefined || line.category === "" ? {} : { category: line.category }),
    unit: line.unit,
    quantity_milli: milli(0 - line.quantity_milli),
    unit_price: line.unit_price,
    amount: negated(worth.lines[place]?.amount ?? none),
    line_discount: none,
    basket_discount: none,
    tax_category: line.tax_category,
    tax_rate_ppm: line.tax_rate_ppm,
    refunded_milli: milli(0),
  };
}
