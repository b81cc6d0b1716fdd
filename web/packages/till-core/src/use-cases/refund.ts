/** Gives a sale back, wholly or in part, and never more than was sold. */
import { priceRefund, refundShare } from "@comptoir/pricing";

import type { Exemption, PricingContext } from "../basket.ts";
import type { TillContext } from "../context.ts";
import type { SaleRow } from "../database.ts";
import { areUnspent, spendAttempts } from "../card-attempts.ts";
import { unlinkedNeeds } from "../card-holds.ts";
import { granted } from "../people/approvals.ts";
import { isAllBack, isSameThing, thingsOf, withReturns } from "../menus-back.ts";
import type { Need } from "../people/rights.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { RefundLine } from "../returned.ts";
import { settle, type TenderInput } from "../tenders.ts";
import { milli, minorUnits, ppm, type Milli, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleLineView, SaleView, TaxSubtotalView, TenderView, VoucherCodeView } from "../views.ts";
import { afterGiving, cashNeeds, reloads, waysBack, type WayBack } from "../refund-ways.ts";
import { countDeposits } from "./deposit-totals.ts";
import { recordTurnover, viewOfFresh } from "./sale.ts";
import { sellingToday } from "./session.ts";
import type { Why } from "./why.ts";
import { kindsOf, negated, turnedBy, type Parties, type Turned } from "./sale-body.ts";

export interface RefundPreview {
  /** Positive: what goes back to a card, or before cash rounding. */
  readonly gross: MinorUnits;
  readonly cash_payable: MinorUnits;
  /** What goes back to gift cards and store credit, before anything else; `gross` is what is left then. */
  readonly to_vouchers?: MinorUnits;
  /** The rest by the ways that paid. */
  readonly ways: readonly WayBack[];
  /** What may go back in cash without a right of its own. */
  readonly cash_free: MinorUnits;
}

export interface PricedRefund {
  readonly sale: SaleRow;
  readonly lines: readonly SaleLineView[];
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  /** Negative. */
  readonly gross: MinorUnits;
}

export async function previewRefund(
  context: TillContext,
  ref: EntryRef,
  wanted: readonly RefundLine[] | "all" | MinorUnits,
): Promise<Result<RefundPreview>> {
  if (typeof wanted === "number") return previewPayOut(context, ref, wanted);
  const priced = await priceBack(context, ref, wanted);
  if (!priced.ok) return priced;
  const { sale, gross, lines } = priced.value;
  return preview(context, sale, negated(gross), reloaded(lines));
}

/** How the balance of an exchange would go back to whoever paid for what is returned. */
async function previewPayOut(context: TillContext, ref: EntryRef, due: MinorUnits): Promise<Result<RefundPreview>> {
  const sale = await context.db.get("sales", [ref.chain, ref.sequence]);
  return sale?.digest === ref.digest ? preview(context, sale, due, 0) : refused("sale.unknown");
}

function preview(context: TillContext, sale: SaleRow, due: MinorUnits, loaded: number): Result<RefundPreview> {
  const { rest, vouchers, ways, cash_free } = waysBack(sale, due);
  const settled = settle(due, vouchers, context.pricingContext());
  if (!settled.ok) return settled;
  const toVouchers = minorUnits(due - rest + loaded);
  const voucherMember = toVouchers === 0 ? {} : { to_vouchers: toVouchers };
  return done({ gross: rest, cash_payable: settled.value.remaining_cash, ...voucherMember, ways, cash_free });
}

export function refundSale(
  context: TillContext,
  ref: EntryRef,
  wanted: readonly RefundLine[] | "all",
  tenders: readonly TenderInput[],
  why: Why = {},
): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const priced = await priceBack(context, ref, wanted);
    if (!priced.ok) return priced;
    const { settings, cashier } = selling.value;
    const back = waysBack(priced.value.sale, negated(priced.value.gross));
    const others = tenders.filter((tender) => tender.kind !== "cash" || back.rest > 0);
    const unlinked = await unlinkedNeeds(context, tenders);
    const needs: readonly Need[] = [{ right: "refund", asked: 0 - priced.value.gross }, ...cashNeeds(settings, back, others), ...unlinked];
    const approvals = granted(settings, cashier, needs, why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const wall = context.ports.clock.wall();
    const given = [...back.vouchers, ...others];
    const paidOut = payOut(priced.value.gross, given, context.pricingContext(wall));
    if (!paidOut.ok) return paidOut;
    if (!(await areUnspent(context, tenders))) return refused("payment.spent");
    const codes = creditsOf(tenders);

    const parties: Parties = { selling: selling.value, wall, id: context.writer.newId(wall) };
    const turned = {
      ...turnedRefund(parties, priced.value, paidOut.value),
      ...(codes.length === 0 ? {} : { voucher_codes: codes }),
      approvals: approvals.value,
    };
    const row = await recordTurnover(context, parties, turned, context.facts.catalog_position, async ({ sales, cells }) => {
      const { sale } = priced.value;
      await countDeposits(cells, turned);
      await spendAttempts(cells, tenders, { chain: context.facts.chain?.chain ?? "", sequence: context.facts.head_sequence + 1 });
      await sales.put(withGivenBack(withRefunded(sale, priced.value.lines), paidOut.value));
    });
    return done(viewOfFresh(row));
  });
}

export async function priceBack(
  context: TillContext,
  ref: EntryRef,
  wanted: readonly RefundLine[] | "all",
): Promise<Result<PricedRefund>> {
  const sale = await context.db.get("sales", [ref.chain, ref.sequence]);
  if (sale?.digest !== ref.digest) return refused("sale.unknown");
  if (sale.kind === "refund") return refused("refund.of_refund");
  const asked = wanted === "all" ? everythingLeft(sale) : done(wanted);
  if (!asked.ok) return asked;
  const goods = backLines(sale, asked.value);
  if (!goods.ok) return goods;
  const loaded = reloads(sale.lines, goods.value).map((line, place) => ({ ...line, line: goods.value.length + place + 1 }));
  const lines = [...goods.value, ...loaded];
  const totals = priceRefund({
    priceMode: sale.price_mode,
    lines: lines.map((line) => ({ amount: line.amount, taxCategory: line.tax_category, taxRatePpm: line.tax_rate_ppm })),
  });
  if (!totals.ok) throw new Error(`a sold line without a price: ${totals.refusal.code}`);
  const { net, tax, gross } = totals.value;
  const subtotals = totals.value.taxSubtotals.map((subtotal) => ({
    tax_category: subtotal.taxCategory,
    tax_rate_ppm: subtotal.taxRatePpm,
    net: subtotal.net,
    tax: subtotal.tax,
    gross: subtotal.gross,
  }));
  return done({ sale, lines, tax_subtotals: subtotals, net, tax, gross });
}

/** What went back to cards that were taxed when they were sold. */
function reloaded(lines: readonly SaleLineView[]): number {
  return lines.reduce((sum, line) => sum + Math.max(0, line.amount), 0);
}

/** An exchange holds lines that came back, too: those can't come back again. */
export function wasSold(line: SaleLineView): boolean {
  return line.refers_to_line === undefined && line.goes_to === undefined;
}

function everythingLeft(sale: SaleRow): Result<readonly RefundLine[]> {
  const left = sale.lines
    .filter(wasSold)
    .flatMap(thingsOf)
    .map(({ line, quantity_milli, refunded_milli, refers_to_component: component }) => ({
      line,
      ...(component === undefined ? {} : { component }),
      quantity_milli: milli(quantity_milli - refunded_milli),
    }))
    .filter((thing) => thing.quantity_milli > 0);
  return left.length === 0 ? refused("refund.exceeds_sale") : done(left);
}

function backLines(sale: SaleRow, wanted: readonly RefundLine[]): Result<readonly SaleLineView[]> {
  if (wanted.length === 0) return refused("refund.nothing");
  if (new Set(wanted.map((thing) => `${thing.line}/${thing.component ?? 0}`)).size !== wanted.length) return refused("refund.line_unknown");
  const lines: SaleLineView[] = [];
  const things = sale.lines.filter(wasSold).flatMap(thingsOf);
  for (const { line, component, quantity_milli: quantity, goes_to: goesTo = "stock" } of wanted) {
    const sold = things.find((thing) => isSameThing(thing, line, component));
    if (sold === undefined) return refused("refund.line_unknown", { line });
    if (quantity <= 0) return refused("refund.nothing", { line });
    const share = refundShare({
      amount: sold.amount,
      quantityMilli: sold.quantity_milli,
      alreadyMilli: sold.refunded_milli,
      nowMilli: quantity,
    });
    if (!share.ok) return refused("refund.exceeds_sale", { line, left_milli: sold.quantity_milli - sold.refunded_milli });
    lines.push({ ...backLine(taxedAsPaid(sold, sale.exemption), lines.length + 1, quantity, share.value), goes_to: goesTo });
  }
  return done(lines);
}

/** Who owed no tax gets none back. */
function taxedAsPaid(sold: SaleLineView, exemption: Exemption | undefined): SaleLineView {
  return exemption === undefined ? sold : { ...sold, tax_category: exemption.category, tax_rate_ppm: ppm(0) };
}

function backLine(sold: SaleLineView, number: number, quantity: Milli, share: MinorUnits): SaleLineView {
  const { of_line: _goods, discount_ppm: _rate, discount_amount: _amount, final_amount: _final, promotions: _promotions, regular_price: _regular, reason: _reason, exempted: _exempted, note: _note, ...goods } = sold;
  return {
    ...goods,
    line: number,
    quantity_milli: milli(0 - quantity),
    amount: negated(share),
    line_discount: minorUnits(0),
    basket_discount: minorUnits(0),
    refunded_milli: milli(0),
    refers_to_line: sold.line,
  };
}

/** New store credits: the customer takes their codes along. */
export function creditsOf(tenders: readonly TenderInput[]): readonly VoucherCodeView[] {
  return tenders.flatMap((tender) =>
    tender.kind === "store_credit" && tender.voucher_code !== undefined
      ? [{ kind: tender.kind, code: tender.voucher_code, amount: tender.amount }]
      : [],
  );
}

export interface PaidOut {
  readonly tenders: readonly TenderView[];
  readonly cash_rounding: MinorUnits;
}

/** Money out is the mirror of money in: settled as positive amounts, written with a minus. */
export function payOut(gross: MinorUnits, tenders: readonly TenderInput[], pricing: PricingContext): Result<PaidOut> {
  const asExact = tenders.map((tender): TenderInput => (tender.kind === "cash" ? { kind: "cash" } : tender));
  const settled = settle(negated(gross), asExact, pricing);
  if (!settled.ok) return settled;
  if (!settled.value.is_complete) return refused("tenders.short", { missing: settled.value.remaining });
  return done({
    tenders: settled.value.tenders.map(outgoing),
    cash_rounding: negated(settled.value.cash_rounding),
  });
}

/** Nothing is received for a refund; all of it is handed out: received − change = amount. */
function outgoing(tender: TenderView): TenderView {
  const amount = negated(tender.amount);
  return tender.kind === "cash" ? { kind: "cash", amount, received: minorUnits(0), change: tender.amount } : { ...tender, amount };
}

function turnedRefund(parties: Parties, priced: PricedRefund, paid: PaidOut): Turned {
  const { sale } = priced;
  return {
    ...turnedBy(parties, "refund", priced.lines),
    // A refund speaks the sale's language, whatever the settings say by now.
    country: sale.country,
    ...(sale.place === undefined ? {} : { place: sale.place }),
    currency: sale.currency,
    price_mode: sale.price_mode,
    tax_subtotals: priced.tax_subtotals,
    net: priced.net,
    tax: priced.tax,
    gross: priced.gross,
    cash_rounding: paid.cash_rounding,
    tenders: paid.tenders,
    tender_kinds: kindsOf(paid.tenders),
    refers_to: { chain: sale.chain, sequence: sale.sequence, digest: sale.digest },
    // What somebody of the house brings back they did not buy.
    ...(sale.also?.["buyer"] === undefined ? {} : { also: { buyer: sale.also["buyer"] } }),
  };
}

/** The sale remembers by which way how much went back. */
export function withGivenBack(sale: SaleRow, { tenders, cash_rounding: rounding }: PaidOut): SaleRow {
  const { voucher_returned: _older, ...row } = sale;
  return { ...row, given_back: afterGiving(sale, tenders, rounding) };
}

export function withRefunded(sale: SaleRow, back: readonly SaleLineView[]): SaleRow {
  const lines = sale.lines.map((line) => {
    const came = back.filter((candidate) => candidate.refers_to_line === line.line);
    if (came.length === 0) return line;
    return withReturns(line, (thing) => {
      const now = came.find((candidate) => candidate.refers_to_component === thing.refers_to_component);
      return thing.refunded_milli - (now?.quantity_milli ?? 0);
    });
  });
  return { ...sale, lines, refunded: isAllBack(lines.filter(wasSold)) ? "all" : "part" };
}
