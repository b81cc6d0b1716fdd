/** The sale that keeps an order which was paid ahead: its goods at their prices, less each payment with the tax that was in it. */
import { priceBasket, taxedToday, type Basket } from "../basket.ts";
import type { TillContext } from "../context.ts";
import { granted } from "../people/approvals.ts";
import { basketNeeds } from "../people/needs.ts";
import { refused, done, type Result } from "../refusal.ts";
import { mergeSubtotals, type Prepaid, type ReturnedGoods } from "../returned.ts";
import { special } from "../special-tenders.ts";
import { withinLaw, type Settlement, type TenderInput } from "../tenders.ts";
import { milli, minorUnits } from "../units.ts";
import type { SaleLineView, SaleView } from "../views.ts";
import { sellDeposits } from "./deposits.ts";
import { settleBalance } from "./goods-exchange.ts";
import { positionOf, recordTurnover, viewOfFresh } from "./sale.ts";
import { kindsOf, turnedSale, type Parties, type Turned } from "./sale-body.ts";
import { sellingToday } from "./session.ts";

const ZERO = minorUnits(0);
const NOTHING: Settlement = { tenders: [], cash_rounding: ZERO, remaining: ZERO, remaining_cash: ZERO, change: ZERO, is_complete: true };

export function keepOrder(context: TillContext, offered: Basket, ahead: ReturnedGoods, tenders: readonly TenderInput[]): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { settings, cashier } = selling.value;
    const wall = context.ports.clock.wall();
    const pricing = context.pricingContext(wall);
    const { returned: _ahead, ...taken } = taxedToday(offered, pricing);
    if (taken.lines.length === 0) return refused("basket.empty");
    const sold = priceBasket(taken, pricing);
    const gross = minorUnits(sold.gross + ahead.gross);
    // Without some of its goods an order may have been paid already: it is given up, and what is left is sold.
    if (gross < 0) return refused("order.too_much", { left: sold.gross });
    const rare = await special(context, tenders);
    if (!rare.ok) return rare;
    const approvals = granted(settings, cashier, [...basketNeeds(taken, sold), ...rare.value.needs], taken.approvals ?? []);
    if (!approvals.ok) return approvals;
    const deposits = await sellDeposits(context, taken, sold, [], pricing);
    if (!deposits.ok) return deposits;
    const paid = settleBalance(gross, tenders, pricing);
    if (!paid.ok) return paid;
    const lawful = withinLaw(settings.tenders, pricing.day, gross, paid.value.tenders);
    if (!lawful.ok) return lawful;

    const parties: Parties = { selling: selling.value, wall, id: context.writer.newId(wall) };
    const whole = deposits.value.finish(turnedSale(parties, taken, sold, NOTHING, pricing));
    const lines = [...whole.lines, ...prepaidLines(whole, ahead.prepaid ?? [])];
    const turned: Turned = {
      ...whole,
      approvals: approvals.value,
      lines,
      lines_count: lines.length,
      tax_subtotals: mergeSubtotals(whole.tax_subtotals, ahead.tax_subtotals),
      net: minorUnits(whole.net + ahead.net),
      tax: minorUnits(whole.tax + ahead.tax),
      gross,
      cash_rounding: paid.value.cash_rounding,
      tenders: paid.value.tenders,
      tender_kinds: kindsOf(paid.value.tenders),
    };
    const row = await recordTurnover(context, parties, turned, positionOf(taken, context.facts.catalog_position), async ({ cells }) => {
      await cells.clear("kept_basket");
      await rare.value.write(cells);
      await deposits.value.write(cells, turned);
    });
    return done(viewOfFresh(row));
  });
}

/** One line for each payment and rate; it is called by the payment's number. */
function prepaidLines({ lines, price_mode: mode }: Turned, ahead: readonly Prepaid[]): readonly SaleLineView[] {
  const rows = ahead.flatMap(({ ref, number, tax_subtotals: subtotals }) => subtotals.map((row) => ({ ref, number, row })));
  return rows.map(({ ref, number, row }, place): SaleLineView => {
    const amount = mode === "net" ? row.net : row.gross;
    return {
      line: lines.length + place + 1,
      name: number,
      unit: "C62",
      quantity_milli: milli(-1_000),
      unit_price: amount,
      amount: minorUnits(0 - amount),
      line_discount: ZERO,
      basket_discount: ZERO,
      tax_category: row.tax_category,
      tax_rate_ppm: row.tax_rate_ppm,
      refunded_milli: milli(0),
      also: { kind: "prepaid", payment: { ...ref } },
    };
  });
}
