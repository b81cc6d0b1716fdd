/** Past sales, as lists and as receipts. Read from this till alone, so they are there without a line too. */
import type { TillContext } from "../context.ts";
import type { EntryRow, SaleRow } from "../database.ts";
import { granted, type Approval } from "../people/approvals.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { EntryRef, ReceiptView, SaleSummary, SaleView } from "../views.ts";
import { receiptOf } from "./receipt-of.ts";

export interface SalesQuery {
  readonly text?: string;
  readonly before_ms?: number;
  readonly limit?: number;
  /** Somebody allowed to look at the sales of others. */
  readonly approvals?: readonly Approval[];
}

const LIMIT = 50;

/**
 * Newest first. Who may not see the sales of others sees their own, and the one whose whole number is typed: a customer who brings
 * a receipt is served by whoever stands there.
 */
export async function listSales(context: TillContext, query: SalesQuery): Promise<readonly SaleSummary[]> {
  const { settings, cashier } = context.facts;
  const isMatch = matcher(query.text ?? "");
  const wanted = (query.text ?? "").trim().toUpperCase();
  const isFree =
    settings === undefined || granted(settings, cashier ?? "", [{ right: "see_others", asked: 1 }], query.approvals ?? []).ok;
  // Another till's sale that came here to be refunded is no sale of this till.
  const isOwn = (row: SaleRow): boolean => row.is_foreign !== true || row.number === wanted;
  const matches = (row: SaleRow): boolean => isMatch(row) && isOwn(row) && (isFree || row.cashier === cashier || row.number === wanted);
  const { limit = LIMIT, before_ms: before = Number.MAX_SAFE_INTEGER } = query;
  const views = await context.db.read(["sales", "entries"], async ({ sales, entries }) => {
    const found: SaleView[] = [];
    for await (const { value: row } of sales.index("epoch_ms").iterate(IDBKeyRange.upperBound(before, true), "prev")) {
      if (!matches(row)) continue;
      found.push(viewOf(row, await entries.get([row.chain, row.sequence])));
      if (found.length >= limit) break;
    }
    return found;
  });
  return Promise.all(views.map(async (view) => summaryOf(await asHeard(context, view))));
}

/** What was sealed before anybody had seen the money, as the bank or a person said since. */
async function asHeard(context: TillContext, view: SaleView): Promise<SaleView> {
  if (!isUnconfirmed(view)) return view;
  const heard = new Map(((await context.db.cell("code_payments")) ?? []).map(({ id, confirmation }) => [id, confirmation]));
  const tenders = view.tenders.map((tender) => {
    const said = tender.confirmation === "none" && heard.get(tender.payment ?? "");
    return said ? { ...tender, confirmation: said } : tender;
  });
  return { ...view, tenders };
}

function isUnconfirmed({ tenders }: SaleView): boolean {
  return tenders.some(({ confirmation }) => confirmation === "none");
}

export async function findSale(context: TillContext, ref: EntryRef): Promise<SaleView | undefined> {
  const { db } = context;
  const row = await db.get("sales", [ref.chain, ref.sequence]);
  if (row?.digest !== ref.digest) return undefined;
  return asHeard(context, viewOf(row, await db.get("entries", [ref.chain, ref.sequence])));
}

export async function findReceipt(context: TillContext, ref: EntryRef): Promise<ReceiptView | undefined> {
  const { settings } = context.facts;
  const sale = await findSale(context, ref);
  return sale === undefined || settings === undefined ? undefined : receiptOf(sale, settings, 0);
}

/** A reprint is an entry of its own: how often a receipt was printed is what an inspector asks first. */
export function copyReceipt(context: TillContext, ref: EntryRef): Promise<Result<ReceiptView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    const { db } = context;
    const row = await db.get("sales", [ref.chain, ref.sequence]);
    if (row?.digest !== ref.digest) return refused("sale.unknown");
    const { chain, cashier, settings } = selling.value;
    const copied: SaleRow = { ...row, copies_count: row.copies_count + 1 };
    const refersTo = { chain: ref.chain, sequence: ref.sequence, digest: ref.digest };
    const body = { refers_to: refersTo, cashier, copy_number: copied.copies_count };
    await context.append(chain, context.draft("copy", body), {
      stores: ["sales"],
      prepare: () => Promise.resolve(null),
      write: async ({ sales }) => {
        await sales.put(copied);
      },
    });
    const entry = await db.get("entries", [ref.chain, ref.sequence]);
    return done(receiptOf(await asHeard(context, viewOf(copied, entry)), settings, copied.copies_count));
  });
}

/** A receipt without prices, for whoever gets the goods as a present. It leaves its trace like every paper that the till gives. */
export function giftReceipt(context: TillContext, ref: EntryRef): Promise<Result<ReceiptView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    const sale = await findSale(context, ref);
    if (sale === undefined) return refused("sale.unknown");
    const { chain, cashier, session, settings } = selling.value;
    const refersTo = { chain: ref.chain, sequence: ref.sequence, digest: ref.digest };
    await context.technicalEvent(chain, { event: "gift_receipt", cashier, session: session.id, refers_to: refersTo });
    return done(receiptOf(sale, settings, 0));
  });
}

export function viewOf(row: SaleRow, entry: EntryRow | undefined): SaleView {
  const { chain, sequence, digest, ...rest } = row;
  return {
    ...rest,
    ref: { chain, sequence, digest },
    delivery: deliveryOf(entry),
    ...(entry?.code === undefined ? {} : { answer_code: entry.code }),
  };
}

/** An entry that was pruned had been delivered: only those are. */
function deliveryOf(entry: EntryRow | undefined): SaleView["delivery"] {
  if (entry === undefined) return "delivered";
  if (entry.acknowledged_ms === undefined) return "unsent";
  return entry.status === "quarantined" ? "quarantined" : "delivered";
}

function summaryOf(view: SaleView): SaleSummary {
  return {
    ref: view.ref,
    kind: view.kind,
    number: view.number,
    device_time: view.device_time,
    epoch_ms: view.epoch_ms,
    cashier: view.cashier,
    cashier_name: view.cashier_name,
    session: view.session,
    currency: view.currency,
    gross: view.gross,
    lines_count: view.lines_count,
    tender_kinds: view.tender_kinds,
    refunded: view.refunded,
    ...(isUnconfirmed(view) && { is_unconfirmed: true }),
    delivery: view.delivery,
    ...(view.answer_code === undefined ? {} : { answer_code: view.answer_code }),
  };
}

/** "A1-1-4" finds numbers, "12,50" or "1250" finds totals. */
function matcher(text: string): (row: SaleRow) => boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return () => true;
  const digits = /^[\d.,\s]+$/.test(wanted) ? Number(wanted.replace(/[^\d]/g, "")) : undefined;
  return (row) => row.number.toLowerCase().includes(wanted) || (digits !== undefined && Math.abs(row.gross) === digits);
}
