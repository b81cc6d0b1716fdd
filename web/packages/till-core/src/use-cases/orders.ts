/**
 * Promises (journal-format §5.21): a quote, or goods that are kept aside and paid in parts. An order is an entry without money; what is
 * paid for it are payments with their part of its tax; the sale that keeps it takes them off.
 */
import { buildEssentials, type EntryObject } from "@comptoir/journal";
import { depositSubtotals } from "@comptoir/pricing/prepaid";

import { priceBasket, taxedToday, type Basket, type BasketLine, type Exemption } from "../basket.ts";
import { areUnspent } from "../card-attempts.ts";
import { receiptNumber } from "../chain-writer.ts";
import type { TillContext } from "../context.ts";
import type { EntryRow } from "../database.ts";
import type { OrderRow } from "../promise-rows.ts";
import type { Person } from "../door/door.ts";
import { granted } from "../people/approvals.ts";
import { basketNeeds } from "../people/needs.ts";
import { done, refused, type Result } from "../refusal.ts";
import { sealerOf } from "../sealing.ts";
import type { Settlement, TenderInput } from "../tenders.ts";
import { minorUnits, ppm, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleView, TaxSubtotalView } from "../views.ts";
import { sellDeposits } from "./deposits.ts";
import { findOrder, listOrders, openOf, paidSubtotals, type OrderLine, type OrderView } from "./order-book.ts";
import { orderRule } from "./order-rule.ts";
import { payable, paymentTurned, recordPayment } from "./payments.ts";
import { payOut } from "./refund.ts";
import { positionOf } from "./sale.ts";
import { bodyOf, turnedSale } from "./sale-body.ts";
import { sellingToday } from "./session.ts";
import type { Why } from "./why.ts";

export interface NewOrder {
  readonly purpose: "quote" | "layaway";
  /** Of a quote, until when it holds; of goods kept aside, until when they are. */
  readonly valid_until?: string;
  readonly customer?: Omit<Person, "id">;
}

const ZERO = minorUnits(0);
const NOTHING: Settlement = { tenders: [], cash_rounding: ZERO, remaining: ZERO, remaining_cash: ZERO, change: ZERO, is_complete: true };

/** The basket becomes an order: at its prices, with its tax, without money. It leaves the screen. */
export function makeOrder(context: TillContext, offered: Basket, wanted: NewOrder): Promise<Result<OrderView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { chain, settings, cashier } = selling.value;
    const name = wanted.customer?.name.trim() ?? "";
    if (wanted.purpose === "layaway" && name === "") return refused("customer.name_missing");
    if (offered.lines.length === 0) return refused("basket.empty");
    const wall = context.ports.clock.wall();
    const pricing = context.pricingContext(wall);
    const basket = toPromise(taxedToday(offered, pricing));
    const against = whyNot(basket);
    if (against !== undefined) return refused(against);
    const priced = priceBasket(basket, pricing);
    const deposits = await sellDeposits(context, basket, priced, [], pricing);
    if (!deposits.ok) return deposits;
    if (priced.gross <= 0 || priced.tax_subtotals.some((row) => row.gross < 0)) return refused("basket.price_invalid");
    const approvals = granted(settings, cashier, basketNeeds(basket, priced), basket.approvals ?? []);
    if (!approvals.ok) return approvals;

    const customer = name === "" ? undefined : personOf(context, wanted.customer, name);
    const parties = { selling: selling.value, wall, id: context.writer.newId(wall) };
    const turned = { ...deposits.value.finish(turnedSale(parties, basket, priced, NOTHING, pricing)), approvals: approvals.value };
    // Whose tax hangs on where it is eaten is not promised: nobody knows yet where that will be.
    if (turned.switch !== undefined) return refused("order.place_unknown");
    const { tenders: _tenders, cash_rounding: _rounding, age_checks: _ages, ...sold } = bodyOf(turned);
    const body: EntryObject = {
      ...withClasses(sold, basket.lines),
      purpose: wanted.purpose,
      ...(wanted.valid_until === undefined ? {} : { valid_until: wanted.valid_until }),
      ...(customer === undefined ? {} : { customer: customer.id }),
    };
    const draft = { ...context.draft("order", body, wall), catalog_position: positionOf(basket, context.facts.catalog_position) };
    await context.append(chain, draft, {
      stores: ["orders", "cells"],
      prepare: async ({ sequence, digest }) => ({
        essentials: await buildEssentials(sealerOf(context.ports.subtle, chain.private_key), {
          chain: chain.chain,
          sequence,
          digest,
          gross: priced.gross,
          currency: settings.currency,
          unixSeconds: Math.floor(wall.epoch_ms / 1_000),
        }),
      }),
      write: async ({ orders, cells }, entry, { essentials }) => {
        await orders.add(rowOf(entry, receiptNumber(chain, entry.sequence), essentials, customer));
        await cells.clear("kept_basket");
        if (customer !== undefined) await cells.put("people_met", [...((await cells.get("people_met")) ?? []), customer]);
      },
    });
    const ref = { chain: chain.chain, sequence: context.facts.head_sequence };
    const made = await findOrder(context, ref);
    if (made === undefined) throw new Error("an order that was just written");
    return done(made);
  });
}

/** A part of what an order costs; its tax is due now (Directive 2006/112/EC art. 65). */
export function payDeposit(
  context: TillContext,
  ref: Pick<EntryRef, "chain" | "sequence">,
  amount: MinorUnits,
  tenders: readonly TenderInput[],
): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const order = await openOf(context, ref);
    if (!order.ok) return order;
    if (amount <= 0) return refused("amount.invalid");
    const shared = depositSubtotals(order.value.tax_subtotals.map(engineRow), paidSubtotals(order.value).map(engineRow), amount);
    if (!shared.ok) return refused("order.too_much", { left: shared.refusal.left });
    const paid = await payable(context, selling.value.settings, amount, tenders);
    if (!paid.ok) return paid;
    const also = { purpose: "deposit", ...naming(order.value) };
    const ordered = { body: order.value.body, paid: minorUnits(order.value.paid + amount) };
    const turned = paymentTurned(context, selling.value, paid.value, shared.value.map(viewRow), also);
    return done(await recordPayment(context, selling.value, { ...turned, ordered }, tenders));
  });
}

/** What would go back if the order were given up now, by the shop's rule. */
export function backOf(context: TillContext, order: OrderView): { readonly back: MinorUnits; readonly kept: MinorUnits } {
  const share = orderRule(context.facts.settings).kept_ppm;
  const kept = Math.min(order.paid, Math.floor((order.paid * share + 500_000) / 1_000_000));
  return { back: minorUnits(order.paid - kept), kept: minorUnits(kept) };
}

/** Nobody wants it any more: what was paid goes back, less what the shop keeps. */
export function giveUpOrder(
  context: TillContext,
  ref: Pick<EntryRef, "chain" | "sequence">,
  tenders: readonly TenderInput[],
  why: Why = {},
): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const order = await openOf(context, ref);
    if (!order.ok) return order;
    const { settings, cashier } = selling.value;
    const { back, kept } = backOf(context, order.value);
    const needs = back > 0 ? [{ right: "refund" as const, asked: back }] : [];
    const approvals = granted(settings, cashier, needs, why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const shared = back === 0 ? undefined : depositSubtotals(paidSubtotals(order.value).map(engineRow), [], back);
    if (shared?.ok === false) throw new Error("more goes back than was paid");
    const out = back === 0 ? done({ tenders: [], cash_rounding: ZERO }) : payOut(minorUnits(0 - back), tenders, context.pricingContext());
    if (!out.ok) return out;
    if (!(await areUnspent(context, tenders))) return refused("payment.spent");
    const also = { purpose: "cancellation", ...naming(order.value), kept };
    const rows = (shared?.value ?? []).map(viewRow).map(negatedRow);
    const turned = paymentTurned(context, selling.value, out.value, rows, also, approvals.value);
    return done(await recordPayment(context, selling.value, turned, tenders));
  });
}

/** The order's goods at its prices, and what was paid for them: the basket that keeps it. It stays open until that is paid. */
export async function recallOrder(context: TillContext, ref: Pick<EntryRef, "chain" | "sequence">): Promise<Result<Basket>> {
  const selling = context.selling();
  if (!selling.ok) return selling;
  const order = await openOf(context, ref);
  if (!order.ok) return order;
  if (order.value.is_expired) return refused("order.expired");
  const { lines, payments, place: eaten, exemption } = order.value;
  const rows = paidSubtotals(order.value).map(negatedRow);
  const sum = (name: "net" | "tax" | "gross"): MinorUnits => minorUnits(rows.reduce((all, row) => all + row[name], 0));
  const basket: Basket = {
    lines: lines.map((line, place) => promisedLine(line, place + 1, lines, exemption)),
    next_line: lines.length + 1,
    ...(eaten === undefined ? {} : { place: eaten }),
    ...(exemption === undefined ? {} : { exemption }),
    also: { order: { ...order.value.ref } },
    ...(payments.length === 0
      ? {}
      : { returned: { ref: order.value.ref, number: order.value.number, lines: [], pieces: 0, prepaid: payments, tax_subtotals: rows, net: sum("net"), tax: sum("tax"), gross: sum("gross") } }),
  };
  await context.db.write(["cells"], ({ cells }) => cells.put("kept_basket", basket));
  return done(basket);
}

export { listOrders };

/**
 * The class of each line is sealed with it: the rate that counts is the one of the day on which the goods go. Notes are for the kitchen of
 * a sale, and stay out; so does what was shown for owing no tax, which is shown when the goods go.
 */
function toPromise({ note: _note, exemption: shown, ...basket }: Basket): Basket {
  return {
    ...basket,
    ...(shown === undefined ? {} : { exemption: withoutEvidence(shown) }),
    lines: basket.lines.map(({ note: _ofLine, ...line }) => (line.tax_class === undefined ? line : { ...line, also: { ...line.also, tax_class: line.tax_class } })),
  };
}

function withoutEvidence({ evidence: _shown, ...exemption }: Exemption): Exemption {
  return exemption;
}

/** The same of the parts of menus. */
function withClasses(sold: EntryObject, lines: readonly BasketLine[]): EntryObject {
  if (!lines.some(({ components }) => components !== undefined)) return sold;
  const sealed = sold["lines"];
  if (!Array.isArray(sealed)) throw new Error("a body without lines");
  return {
    ...sold,
    lines: sealed.map((line: EntryObject, index) => {
      const parts = line["components"];
      if (!Array.isArray(parts)) return line;
      const classOf = (place: number): string | undefined => lines[index]?.components?.[place]?.tax_class;
      return { ...line, components: parts.map((part: EntryObject, place) => ({ ...part, ...(classOf(place) === undefined ? {} : { tax_class: classOf(place) ?? "" }) })) };
    }),
  };
}

/** What is bound to a moment or to a balance is not promised. */
function whyNot(basket: Basket): "order.not_possible" | "order.no_vouchers" | "order.no_returns" | undefined {
  if (basket.also?.["order"] !== undefined) return "order.not_possible";
  if (basket.lines.some((line) => line.voucher !== undefined)) return "order.no_vouchers";
  return basket.returned !== undefined || basket.lines.some((line) => line.quantity_milli <= 0) ? "order.no_returns" : undefined;
}

/**
 * A line of the order in the basket that keeps it. An exempt customer's states what was owed, without tax: nothing is taken out of it
 * again. A container's deposit stays one, and goes when its goods do.
 */
function promisedLine({ line, tax_class: taxClass, of_line: goodsLine, ...goods }: OrderLine, id: number, lines: readonly OrderLine[], exemption: Exemption | undefined): BasketLine {
  const untaxed = exemption === undefined ? undefined : { tax_category: exemption.category, tax_rate_ppm: ppm(0) };
  const { components } = goods;
  return {
    id,
    ...goods,
    ...(taxClass === undefined || untaxed ? {} : { tax_class: taxClass }),
    ...(components === undefined ? untaxed : { components: untaxed === undefined ? components : components.map(({ tax_class: _class, ...part }) => ({ ...part, ...untaxed })) }),
    ...(goodsLine === undefined ? {} : { of_line: 1 + lines.findIndex((other) => other.line === goodsLine) }),
    stated: goods.amount,
    also: { ...(goods.kind === undefined ? { kind: "quoted" } : {}), order_line: line },
  };
}

function rowOf(entry: EntryRow, number: string, essentials: string, customer: Person | undefined): OrderRow {
  const { chain, sequence, digest, text, made_ms } = entry;
  return { id: keyOf(entry), chain, sequence, digest, number, text, made_ms, essentials, ...(customer === undefined ? {} : { customer }) };
}

function personOf(context: TillContext, said: NewOrder["customer"], name: string): Person {
  const tidy = (text: string | undefined): string => (text ?? "").trim().normalize("NFC").slice(0, 120);
  return { id: context.writer.newId(context.ports.clock.wall()), name: tidy(name), phone: tidy(said?.phone), email: tidy(said?.email) };
}

function naming(order: OrderView): EntryObject {
  return { order: { ...order.ref }, ...(order.customer === undefined ? {} : { customer: order.customer.id }) };
}

function keyOf({ chain, sequence }: Pick<EntryRef, "chain" | "sequence">): string {
  return `${chain}/${sequence}`;
}

type EngineRow = Parameters<typeof depositSubtotals>[0][number];

function engineRow({ tax_category, tax_rate_ppm, net, tax, gross }: TaxSubtotalView): EngineRow {
  return { taxCategory: tax_category, taxRatePpm: tax_rate_ppm, net, tax, gross };
}

function viewRow({ taxCategory, taxRatePpm, net, tax, gross }: EngineRow): TaxSubtotalView {
  return { tax_category: taxCategory, tax_rate_ppm: ppm(taxRatePpm), net, tax, gross };
}

function negatedRow({ net, tax, gross, ...row }: TaxSubtotalView): TaxSubtotalView {
  return { ...row, net: minorUnits(0 - net), tax: minorUnits(0 - tax), gross: minorUnits(0 - gross) };
}
