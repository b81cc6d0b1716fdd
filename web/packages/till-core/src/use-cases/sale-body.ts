/** A priced and paid basket as the body of a `sale` entry (journal-format §5.1), and as the row that the till keeps of it. */
import { buildEssentials, type EntryObject } from "@comptoir/journal";

import { effectiveDiscount, type Basket, type BasketLine, type Discount, type PricedBasket, type PricedLine, type PricingContext } from "../basket.ts";
import { receiptNumber, type EntryPlace } from "../chain-writer.ts";
import type { SaleRow } from "../database.ts";
import type { Selling, TillContext } from "../context.ts";
import type { WallTime } from "../ports.ts";
import { approvalsMember } from "../people/approvals.ts";
import { sealerOf } from "../sealing.ts";
import { ageChecksMember } from "../age-checks.ts";
import type { Settlement } from "../tenders.ts";
import { deviceTime } from "../time.ts";
import { purseOf } from "./cash-places.ts";
import { codesOf } from "../voucher-tenders.ts";
import { milli, minorUnits, type MinorUnits } from "../units.ts";
import type { SaleLineView, TaxSubtotalView, TenderView } from "../views.ts";

const ZERO = minorUnits(0);
const NONE = milli(0);

/** All of a sale or refund but what sealing adds. */
export type Turned = Omit<SaleRow, "chain" | "sequence" | "digest" | "number" | "essentials">;

export interface Parties {
  readonly selling: Selling;
  readonly wall: WallTime;
  readonly id: string;
}

export function turnedSale(
  parties: Parties,
  basket: Basket,
  priced: PricedBasket,
  settlement: Settlement,
  pricing: PricingContext,
): Turned {
  const lines = basket.lines.map((line, index) => lineView(line, index + 1, pricedLine(priced, index)));
  const codes = codesOf(basket, (index) => pricedLine(priced, index).amount);
  const turned: Turned = {
    ...turnedBy(parties, "sale", lines),
    ...(codes.length === 0 ? {} : { voucher_codes: codes }),
    ...(basket.note && { note: basket.note }),
    ...(basket.age_checks === undefined ? {} : { age_checks: basket.age_checks }),
    ...discountMembers(basket.discount),
    ...(basket.customer_groups === undefined ? {} : { customer_groups: basket.customer_groups }),
    ...(basket.coupons === undefined ? {} : { coupons: basket.coupons }),
    ...(basket.exemption === undefined ? {} : { exemption: basket.exemption }),
    ...(basket.also === undefined ? {} : { also: basket.also }),
    priced_at: basket.priced_at ?? pricing.minute ?? "",
    rules_position: pricing.rules_position ?? 0,
    tax_subtotals: priced.tax_subtotals,
    net: priced.net,
    tax: priced.tax,
    gross: priced.gross,
    cash_rounding: settlement.cash_rounding,
    tenders: settlement.tenders,
    tender_kinds: kindsOf(settlement.tenders),
  };
  return pricing.placing?.sealed(turned, basket) ?? turned;
}

/** The members that a sale and a refund share. */
export function turnedBy(
  parties: Parties,
  kind: Turned["kind"],
  lines: readonly SaleLineView[],
): Omit<Turned, "tax_subtotals" | "net" | "tax" | "gross" | "cash_rounding" | "tenders" | "tender_kinds"> {
  const { selling, wall, id } = parties;
  const { settings } = selling;
  return {
    id,
    kind,
    device_time: deviceTime(wall),
    epoch_ms: wall.epoch_ms,
    cashier: selling.cashier,
    cashier_name: settings.cashiers.find((cashier) => cashier.id === selling.cashier)?.name ?? "",
    session: selling.session.id,
    ...(purseOf(selling.session, selling.cashier) === undefined ? {} : { purse: selling.cashier }),
    country: settings.country,
    currency: settings.currency,
    price_mode: settings.price_mode,
    lines_count: lines.length,
    lines,
    refunded: "none",
    copies_count: 0,
  };
}

export function kindsOf(tenders: readonly TenderView[]): SaleRow["tender_kinds"] {
  return [...new Set(tenders.map((tender) => tender.kind))];
}

/** The body is read from the row, so what the till shows later is what it sealed. */
export function bodyOf(turned: Turned): EntryObject {
  const isRefund = turned.kind === "refund";
  return {
    id: turned.id,
    session: turned.session,
    cashier: turned.cashier,
    country: turned.country,
    currency: turned.currency,
    price_mode: turned.price_mode,
    lines: turned.lines.map((line) => (isRefund || line.goes_to !== undefined ? refundLineBody(line) : saleLineBody(line))),
    ...member("discount_ppm", turned.discount_ppm),
    ...member("discount_amount", turned.discount_amount),
    ...member("final_amount", turned.final_amount),
    ...(turned.customer_groups === undefined ? {} : { customer_groups: [...turned.customer_groups] }),
    ...(turned.coupons === undefined ? {} : { coupons: [...turned.coupons] }),
    ...exemptionBody(turned.exemption),
    ...member("place", turned.place),
    ...member("switch", turned.switch),
    ...member("priced_at", turned.priced_at),
    ...member("rules_position", turned.rules_position),
    tax_subtotals: turned.tax_subtotals.map(subtotalBody),
    net: turned.net,
    tax: turned.tax,
    gross: turned.gross,
    ...member("returned", turned.returned),
    cash_rounding: turned.cash_rounding,
    tenders: turned.tenders.map(tenderBody),
    ...(turned.refers_to === undefined ? {} : { refers_to: { ...turned.refers_to } }),
    ...member("purse", turned.purse),
    ...member("without_receipt", turned.without_receipt),
    ...member("note", turned.note?.commitment),
    ...turned.also,
    ...approvalsMember(turned.approvals ?? []),
    ...ageChecksMember(turned.age_checks ?? []),
  };
}

/** The row of a sealed sale, its receipt's proof included. Made before the transaction: WebCrypto would end it. */
export async function sealedRow(context: TillContext, parties: Parties, turned: Turned, place: EntryPlace): Promise<SaleRow> {
  const { chain } = parties.selling;
  const essentials = await buildEssentials(sealerOf(context.ports.subtle, chain.private_key), {
    ...place,
    gross: turned.gross,
    currency: turned.currency,
    unixSeconds: Math.floor(turned.epoch_ms / 1_000),
  });
  return { ...turned, ...place, number: receiptNumber(chain, place.sequence), essentials };
}

function pricedLine(priced: PricedBasket, index: number): PricedLine {
  const line = priced.lines[index];
  if (line === undefined) throw new Error("a line without a price");
  return line;
}

function lineView(line: BasketLine, number: number, priced: PricedLine): SaleLineView {
  const discount = effectiveDiscount(line, priced.base);
  return {
    line: number,
    ...(line.item === undefined ? {} : { item: line.item }),
    ...(line.name === undefined ? {} : { name: line.name }),
    ...(line.barcode === undefined ? {} : { barcode: line.barcode }),
    ...(line.label && { label: line.label }),
    ...(line.pack && { pack: line.pack }),
    ...(line.category === undefined || line.category === "" ? {} : { category: line.category }),
    unit: line.unit,
    quantity_milli: line.quantity_milli,
    unit_price: priced.unit_price,
    ...(priced.price_source === "catalog" ? {} : { price_source: priced.price_source }),
    ...(priced.price_list === undefined ? {} : { price_list: priced.price_list }),
    ...(priced.promotions.length === 0 ? {} : { promotions: priced.promotions }),
    ...(line.modifiers === undefined ? {} : { modifiers: line.modifiers }),
    ...(line.components && { components: line.components.map((part, place) => ({ ...part, amount: priced.components?.[place] ?? ZERO, refunded_milli: NONE })) }),
    amount: priced.amount,
    line_discount: priced.line_discount,
    basket_discount: priced.basket_discount,
    ...discountMembers(discount),
    ...overrideMembers(line),
    ...(priced.exempted === 0 ? {} : { exempted: priced.exempted }),
    tax_category: line.tax_category,
    tax_rate_ppm: line.tax_rate_ppm,
    ...(line.note && { note: line.note }),
    ...(line.voucher === undefined ? {} : { voucher: line.voucher }),
    ...(line.voucher_hold === undefined ? {} : { hold: line.voucher_hold }),
    ...(line.also === undefined ? {} : { also: line.also }),
    refunded_milli: NONE,
  };
}

function discountMembers(discount: Discount | undefined): Pick<Turned, "discount_ppm" | "discount_amount" | "final_amount"> {
  switch (discount?.kind) {
    case "rate":
      return { discount_ppm: discount.ppm };
    case "amount":
      return discount.amount === 0 ? {} : { discount_amount: discount.amount };
    case "final":
      return { final_amount: discount.amount };
    case undefined:
      return {};
  }
}

/** What it would have cost, and why a person said otherwise. */
function overrideMembers({ price_by: by, regular_price: regular, reason }: BasketLine): Pick<SaleLineView, "regular_price" | "reason"> {
  if (by !== "person") return {};
  return { ...(regular === undefined ? {} : { regular_price: regular }), ...(reason === undefined ? {} : { reason }) };
}

/** What was shown is sealed as notes are: it may tell of a person. */
function exemptionBody(exemption: Turned["exemption"]): EntryObject {
  if (exemption === undefined) return {};
  const { evidence, ...said } = exemption;
  return { exemption: { ...said, ...member("evidence", evidence?.commitment) } };
}

/** An absent value is an absent member. */
function member(name: string, value: number | string | undefined): EntryObject {
  return value === undefined ? {} : { [name]: value };
}

function saleLineBody(line: SaleLineView): EntryObject {
  return {
    ...goodsBody(line),
    ...member("price_source", line.price_source),
    ...member("price_list", line.price_list),
    ...promotionsBody(line),
    ...modifiersBody(line),
    ...componentsBody(line),
    ...member("discount_ppm", line.discount_ppm),
    ...member("discount_amount", line.discount_amount),
    ...member("final_amount", line.final_amount),
    ...member("regular_price", line.regular_price),
    ...member("reason", line.reason),
    ...member("exempted", line.exempted),
    ...member("place", line.place),
    ...member("note", line.note?.commitment),
    line_discount: line.line_discount,
    basket_discount: line.basket_discount,
    amount: line.amount,
    ...line.also,
  };
}

/** Identifiers only: what a promotion is called belongs to the catalogue. */
function promotionsBody(line: SaleLineView): EntryObject {
  if (line.promotions === undefined) return {};
  return { promotions: line.promotions.map(({ promotion, amount }) => ({ promotion, amount })) };
}

/** Their names are the catalogue's, as the line's own is: receipts say them. */
function modifiersBody(line: SaleLineView): EntryObject {
  return line.modifiers === undefined ? {} : { modifiers: line.modifiers.map(({ code, name, unit_price }) => ({ code, name, unit_price })) };
}

/** A menu's own tax says nothing: its parts have theirs. */
function componentsBody(line: SaleLineView): EntryObject {
  if (line.components === undefined) return {};
  return {
    components: line.components.map(({ tax_category: category, tax_rate_ppm: rate_ppm, tax_class: _class, refunded_milli: _back, ...part }) => ({
      ...part,
      taxes: [{ category, rate_ppm }],
    })),
  };
}

/** A refund's line carries no discounts: what was paid is what comes back. */
function refundLineBody(line: SaleLineView): EntryObject {
  return { ...goodsBody(line), ...member("refers_to_line", line.refers_to_line), ...member("refers_to_component", line.refers_to_component), ...member("goes_to", line.goes_to), ...member("place", line.place), amount: line.amount };
}

function goodsBody(line: SaleLineView): EntryObject {
  return {
    line: line.line,
    ...member("item", line.item),
    ...member("name", line.name),
    ...member("barcode", line.barcode),
    ...line.label,
    ...member("pack", line.pack),
    ...member("category", line.category),
    quantity_milli: line.quantity_milli,
    unit: line.unit,
    unit_price: line.unit_price,
    ...(line.components ? {} : { tax_category: line.tax_category, tax_rate_ppm: line.tax_rate_ppm }),
    ...(line.voucher === undefined ? {} : { kind: "fixed", voucher: line.voucher, ...member("hold", line.hold) }),
    ...member("kind", line.kind),
    ...member("of_line", line.of_line),
    ...member("bottle_voucher", line.bottle_voucher),
  };
}

function subtotalBody(subtotal: TaxSubtotalView): EntryObject {
  const { tax_category, tax_rate_ppm, net, tax, gross } = subtotal;
  return { tax_category, tax_rate_ppm, net, tax, gross };
}

/** A tender's view is what is sealed of it; an absent value is an absent member. */
function tenderBody(tender: TenderView): EntryObject {
  return Object.fromEntries(Object.entries(tender).filter(([, value]) => value !== undefined));
}

export function negated(amount: MinorUnits): MinorUnits {
  return minorUnits(0 - amount);
}
