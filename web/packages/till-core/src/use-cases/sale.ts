/** A basket becomes a sale: check, seal, one strict transaction. */
import { emptyBasket, priceBasket, taxedToday, type Basket, type PricedBasket } from "../basket.ts";
import type { Companion } from "../chain-writer.ts";
import type { TillContext } from "../context.ts";
import { together, type SaleRow, type Writing } from "../database.ts";
import { granted } from "../people/approvals.ts";
import { basketNeeds } from "../people/needs.ts";
import { done, refused, type Result } from "../refusal.ts";
import { couponCodes, NO_RULES_DOCUMENT, withoutCodes } from "../rules.ts";
import { settle, withinLaw, type Settlement, type TenderInput } from "../tenders.ts";
import type { MinorUnits } from "../units.ts";
import type { SaleView } from "../views.ts";
import { bodyOf, sealedRow, turnedSale, type Parties, type Turned } from "./sale-body.ts";
import { sellingToday } from "./session.ts";
import { perpetualAfter, withTurnover } from "./totals.ts";

export async function finalizeSale(context: TillContext, offered: Basket, tenders: readonly TenderInput[]): Promise<Result<SaleView>> {
  const { returned } = offered;
  if (returned !== undefined) return (await import("../late.ts")).exchangeGoods(context, offered, returned, tenders);
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const wall = context.ports.clock.wall();
    const pricing = context.pricingContext(wall);
    const basket = taxedToday(offered, pricing);
    const priced = priceBasket(basket, pricing);
    const special = tenders.some((tender) => "allowance" in tender || "account" in tender || "payment" in tender)
      ? await (await import("../special-tenders.ts")).special(context, tenders)
      : undefined;
    if (special?.ok === false) return special;
    const spent = basket.coupons && (await (await import("../late.ts")).spentElsewhere<SaleView>(context, basket.coupons));
    if (spent) return spent;
    const needs = [...basketNeeds(basket, priced), ...(special?.value.needs ?? [])];
    const approvals = granted(selling.value.settings, selling.value.cashier, needs, basket.approvals ?? []);
    if (!approvals.ok) return approvals;
    const deposits = basket.lines.some((line) => line.kind ?? line.deposits)
      ? await (await import("../late.ts")).sellDeposits(context, basket, priced, tenders, pricing)
      : undefined;
    if (deposits?.ok === false) return deposits;
    const paid = checkPaid(basket, priced, tenders, pricing, deposits?.value.settlement);
    if (!paid.ok) return paid;
    const lawful = withinLaw(selling.value.settings.tenders, pricing.day, paid.value.priced.gross, paid.value.settlement.tenders);
    if (!lawful.ok) return lawful;
    const settlement = hasTip(tenders) ? (await import("../late.ts")).tipped(paid.value.settlement, tenders) : paid.value.settlement;
    if (settlement === undefined) return refused("amount.invalid");

    const parties: Parties = { selling: selling.value, wall, id: context.writer.newId(wall) };
    const sold = { ...turnedSale(parties, basket, paid.value.priced, settlement, pricing), approvals: approvals.value };
    const turned = deposits?.value.finish(sold) ?? sold;
    const row = await recordTurnover(context, parties, turned, positionOf(basket, context.facts.catalog_position), async ({ cells }) => {
      await together(
        () => cells.clear("kept_basket"),
        () => spendCodes(cells, basket.coupons),
        async () => special?.value.write(cells),
        async () => deposits?.value.write(cells, turned),
      );
    });
    await learnSpent(context, basket.coupons);
    return done(viewOfFresh(row));
  });
}

const hasTip = (tenders: readonly { readonly tip?: MinorUnits }[]): boolean => tenders.some(({ tip }) => tip);

/** In the sale's own transaction: a code that is good once is spent with it or not at all. */
async function spendCodes(cells: Writing<"cells">["cells"], coupons: readonly string[] | undefined): Promise<void> {
  if (coupons === undefined) return;
  const rules = await cells.get("rules");
  if (rules?.coupon_codes !== undefined) await cells.put("rules", withoutCodes(rules, coupons));
}

async function learnSpent(context: TillContext, coupons: readonly string[] | undefined): Promise<void> {
  if (coupons === undefined || context.facts.coupon_codes.size === 0) return;
  context.learn({ coupon_codes: couponCodes((await context.db.cell("rules")) ?? NO_RULES_DOCUMENT) });
}

/** Writes a sale or a refund with everything that must be true at the same moment. */
export async function recordTurnover(
  context: TillContext,
  parties: Parties,
  turned: Turned,
  catalogPosition: number,
  alongside: (tables: Writing<"sales" | "cells">) => Promise<void>,
): Promise<SaleRow> {
  const { tenders, purse } = turned;
  const turnover = withTurnover(parties.selling.session, turned);
  const session = hasTip(tenders) ? (await import("../late.ts")).withTips(turnover, tenders, purse) : turnover;
  const perpetual = perpetualAfter(context.facts.perpetual, turned);
  let row: SaleRow | undefined;
  const draft = { ...context.draft(turned.kind, bodyOf(turned), parties.wall), catalog_position: catalogPosition };
  const companion: Companion<SaleRow, "sales" | "cells"> = {
    stores: ["sales", "cells"],
    prepare: (place) => sealedRow(context, parties, turned, place),
    write: async (tables, _entry, prepared) => {
      await together(
        () => tables.sales.add(prepared),
        () => tables.cells.put("session", session),
        () => tables.cells.put("perpetual", perpetual),
        () => alongside(tables),
      );
      row = prepared;
    },
  };
  await context.append(parties.selling.chain, draft, companion, { session, perpetual });
  if (row === undefined) throw new Error("a transaction ended without its row");
  return row;
}

/** Until it is paid it is no sale: a power cut may take it, a reload may not. */
export async function keepBasket(context: TillContext, basket: Basket): Promise<void> {
  if (!context.facts.has_lock) return;
  context.onWork();
  await context.db.writeRelaxed(["cells"], ({ cells }) =>
    basket.lines.length === 0 && basket.returned === undefined ? cells.clear("kept_basket") : cells.put("kept_basket", basket),
  );
}

export async function keptBasket(context: TillContext): Promise<Basket | undefined> {
  const kept = await context.db.cell("kept_basket");
  return kept === undefined || (kept.lines.length === 0 && kept.returned === undefined) ? undefined : { ...emptyBasket(), ...kept };
}

export function viewOfFresh(row: SaleRow): SaleView {
  const { chain, sequence, digest, ...rest } = row;
  return { ...rest, ref: { chain, sequence, digest }, delivery: "unsent" };
}

function checkPaid(
  basket: Basket,
  priced: PricedBasket,
  tenders: readonly TenderInput[],
  pricing: Parameters<typeof settle>[2],
  paidOut: Settlement | undefined,
): Result<{ readonly priced: PricedBasket; readonly settlement: Settlement }> {
  if (basket.lines.length === 0) return refused("basket.empty");
  if (paidOut !== undefined) return done({ priced, settlement: paidOut });
  if (priced.gross < 0) return refused("basket.price_invalid");
  const settled = settle(priced.gross, tenders, pricing);
  if (!settled.ok) return settled;
  if (!settled.value.is_complete) return refused("tenders.short", { missing: settled.value.remaining });
  return done({ priced, settlement: settled.value });
}

/** Prices are judged where the basket got them: a change that arrived while the customer looked for coins is not the cashier's. */
export function positionOf(basket: Basket, current: number): number {
  const positions = basket.lines.flatMap((line) => (line.catalog_position === undefined ? [] : [line.catalog_position]));
  return positions.length === 0 ? current : Math.min(...positions);
}
