/** Goods come back and others go: one entry, one balance (journal-format §5.6). */
import { priceBasket, taxedToday, type Basket, type PricingContext } from "../basket.ts";
import type { TillContext } from "../context.ts";
import type { Place } from "../places.ts";
import { granted } from "../people/approvals.ts";
import { basketNeeds } from "../people/needs.ts";
import { done, refused, type Result } from "../refusal.ts";
import { cashNeeds, waysBack } from "../refund-ways.ts";
import { mergeSubtotals, type RefundLine, type ReturnedGoods } from "../returned.ts";
import { special } from "../special-tenders.ts";
import { settle, type Settlement, type TenderInput } from "../tenders.ts";
import { tipped } from "../tips.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleView } from "../views.ts";
import { sellDeposits } from "./deposits.ts";
import { keepOrder } from "./keep-order.ts";
import { payOut, priceBack, withGivenBack, withRefunded, type PaidOut, type PricedRefund } from "./refund.ts";
import { positionOf, recordTurnover, viewOfFresh } from "./sale.ts";
import { kindsOf, turnedSale, type Parties, type Turned } from "./sale-body.ts";
import { sellingToday } from "./session.ts";

/** What comes back, priced, to be put beside what is then taken. Nothing is written yet. */
export async function takeBack(
  context: TillContext,
  ref: EntryRef,
  wanted: readonly RefundLine[],
): Promise<Result<ReturnedGoods>> {
  const back = await priceBack(context, ref, wanted);
  if (!back.ok) return back;
  const { sale, tax_subtotals, net, tax, gross, lines } = back.value;
  const pieces = lines.reduce((sum, line) => sum + (line.unit === "C62" ? Math.floor((0 - line.quantity_milli) / 1_000) : 1), 0);
  return done({ ref, number: sale.number, lines: wanted, pieces, tax_subtotals, net, tax, gross });
}

export function exchangeGoods(
  context: TillContext,
  offered: Basket,
  returned: ReturnedGoods,
  tenders: readonly TenderInput[],
): Promise<Result<SaleView>> {
  if (returned.prepaid !== undefined) return keepOrder(context, offered, returned, tenders);
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { settings, cashier } = selling.value;
    const wall = context.ports.clock.wall();
    const pricing = context.pricingContext(wall);
    const { returned: _back, ...taken } = taxedToday(offered, pricing);
    if (taken.lines.length === 0) return refused("basket.empty");
    // Something may have come back of that sale since it was put beside the basket.
    const back = await priceBack(context, returned.ref, returned.lines);
    if (!back.ok) return back;
    const sold = priceBasket(taken, pricing);
    const rare = await special(context, tenders);
    if (!rare.ok) return rare;
    const gross = minorUnits(sold.gross + back.value.gross);
    const ways = waysBack(back.value.sale, minorUnits(Math.max(0, 0 - gross)));
    const others = tenders.filter((tender) => gross > 0 || tender.kind !== "cash" || ways.rest > 0);
    const cash = gross < 0 ? cashNeeds(settings, ways, others) : [];
    const needs = [...basketNeeds(taken, sold), { right: "refund" as const, asked: 0 - back.value.gross }, ...cash, ...rare.value.needs];
    const approvals = granted(settings, cashier, needs, taken.approvals ?? []);
    if (!approvals.ok) return approvals;
    const deposits = await sellDeposits(context, taken, sold, [], pricing);
    if (!deposits.ok) return deposits;
    const paid = settleBalance(gross, [...ways.vouchers, ...others], pricing);
    if (!paid.ok) return paid;

    const parties: Parties = { selling: selling.value, wall, id: context.writer.newId(wall) };
    const nothing: Settlement = { tenders: [], cash_rounding: ZERO, remaining: ZERO, remaining_cash: ZERO, change: ZERO, is_complete: true };
    const turned = { ...joined(deposits.value.finish(turnedSale(parties, taken, sold, nothing, pricing)), back.value, paid.value), approvals: approvals.value };
    const row = await recordTurnover(context, parties, turned, positionOf(taken, context.facts.catalog_position), async ({ sales, cells }) => {
      const refunded = withRefunded(back.value.sale, back.value.lines);
      await sales.put(gross < 0 ? withGivenBack(refunded, paid.value) : refunded);
      await deposits.value.write(cells, turned);
      await cells.clear("kept_basket");
      await rare.value.write(cells);
    });
    return done(viewOfFresh(row));
  });
}

const ZERO = minorUnits(0);

/** Paid in above zero, out below it, and nothing at all when both sides are worth the same. */
export function settleBalance(gross: MinorUnits, tenders: readonly TenderInput[], pricing: PricingContext): Result<PaidOut> {
  if (gross < 0) return payOut(gross, tenders, pricing);
  if (gross === 0) return tenders.length === 0 ? done({ tenders: [], cash_rounding: ZERO }) : refused("tenders.too_much", { excess: 0 });
  const settled = settle(gross, tenders, pricing);
  if (!settled.ok) return settled;
  if (!settled.value.is_complete) return refused("tenders.short", { missing: settled.value.remaining });
  const paid = tipped(settled.value, tenders);
  return paid === undefined ? refused("amount.invalid") : done(paid);
}

/** What comes back has the tax of where it was eaten, whatever the place of what goes. */
function eatenElsewhere(place: Place | undefined, usual: Place | undefined): { readonly place?: Place } {
  return place === undefined || place === usual ? {} : { place };
}

function joined(sold: Turned, back: PricedRefund, paid: PaidOut): Turned {
  const { sale } = back;
  const lines = [...sold.lines, ...back.lines.map((line, index) => ({ ...line, ...eatenElsewhere(line.place ?? sale.place, sold.place), line: sold.lines.length + index + 1 }))];
  return {
    ...sold,
    kind: "exchange",
    lines,
    lines_count: lines.length,
    tax_subtotals: mergeSubtotals(sold.tax_subtotals, back.tax_subtotals),
    net: minorUnits(sold.net + back.net),
    tax: minorUnits(sold.tax + back.tax),
    gross: minorUnits(sold.gross + back.gross),
    returned: back.gross,
    cash_rounding: paid.cash_rounding,
    tenders: paid.tenders,
    tender_kinds: kindsOf(paid.tenders),
    refers_to: { chain: sale.chain, sequence: sale.sequence, digest: sale.digest },
  };
}
