/** A sale was rung by the wrong tender: one entry moves the amount to the right one, without a refund and a new sale. */
import { cashRounding, eligibleAmount } from "@comptoir/pricing";

import type { TillContext } from "../context.ts";
import type { SaleRow, SessionRow } from "../database.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { TenderSettings } from "../tender-settings.ts";
import { withinLaw } from "../tenders.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleView, SettledView, TenderKind, TenderView } from "../views.ts";
import { purseOf, withCash } from "./cash-places.ts";
import { viewOf } from "./receipts.ts";
import { kindsOf } from "./sale-body.ts";
import { sellingToday } from "./session.ts";
import { withTenders } from "./totals.ts";
import type { Why } from "./why.ts";

/** A tender by what tells it from others: its kind, which of the shop's own, whose balance. */
export type TenderPlace = Pick<TenderView, "kind" | "tender" | "revision" | "voucher">;

/** From which tender to which; all of it when no amount is named. Amounts are positive, for a refund too. */
export interface TenderMove {
  readonly from: TenderKind | TenderPlace;
  readonly to: TenderKind | TenderPlace;
  readonly amount?: MinorUnits;
}

/** What moving would come to: the tenders that the entry states, and how the sale then stands settled. */
interface Moved {
  readonly tenders: readonly TenderView[];
  readonly cash_rounding: MinorUnits;
  readonly settled: SettledView;
  /** Positive: how much leaves the first kind. What a right's limit is compared with. */
  readonly asked: MinorUnits;
}

export function correctTender(context: TillContext, ref: EntryRef, move: TenderMove, why: Why = {}): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { chain, cashier, session, settings } = selling.value;
    const sale = await context.db.get("sales", [ref.chain, ref.sequence]);
    if (sale?.digest !== ref.digest) return refused("sale.unknown");
    const place = cashPlace(sale, session);
    if (!place.ok) return place;
    const moved = moveTender(sale, move);
    if (!moved.ok) return moved;
    const allowed = allows(sale, moved.value.settled, settings.tenders);
    if (!allowed.ok) return allowed;
    const approvals = granted(settings, cashier, [{ right: "correct_tender", asked: moved.value.asked }], why.approvals ?? []);
    if (!approvals.ok) return approvals;

    const { tenders, cash_rounding, settled } = moved.value;
    const wall = context.ports.clock.wall();
    const body = {
      id: context.writer.newId(wall),
      session: session.id,
      cashier,
      currency: sale.currency,
      refers_to: { chain: sale.chain, sequence: sale.sequence, digest: sale.digest },
      tenders: tenders.map(({ kind, amount, tender, revision, voucher }) => ({
        kind,
        amount,
        ...(tender === undefined ? {} : { tender, ...(revision === undefined ? {} : { revision }) }),
        ...(voucher === undefined ? {} : { voucher }),
      })),
      cash_rounding,
      ...(sale.purse === undefined ? {} : { purse: sale.purse }),
      ...approvalsMember(approvals.value),
    };
    const corrected: SaleRow = { ...sale, settled, tender_kinds: kindsOf(settled.tenders) };
    const next = withMoved(session, tenders, sale.purse);
    await context.append(
      chain,
      context.draft("tender_correction", body, wall),
      {
        stores: ["sales", "cells"],
        prepare: () => Promise.resolve(null),
        write: async ({ sales, cells }) => {
          await sales.put(corrected);
          await cells.put("session", next);
        },
      },
      { session: next },
    );
    return done(viewOf(corrected, await context.db.get("entries", [ref.chain, ref.sequence])));
  });
}

/** Cash that was counted in a day or a purse that is closed can't be moved any more: its difference is on the books. */
function cashPlace(sale: SaleRow, session: SessionRow): Result<null> {
  if (sale.session !== session.id) return refused("correction.day_closed");
  if (sale.purse !== undefined && purseOf(session, sale.purse) === undefined) return refused("correction.purse_returned");
  return done(null);
}

/** As the sale stands now, whoever corrected it before. */
export function settledOf(sale: Pick<SaleRow, "settled" | "tenders" | "cash_rounding">): SettledView {
  return sale.settled ?? { tenders: sale.tenders, cash_rounding: sale.cash_rounding };
}

/**
 * What may be said to have been paid instead: anything that needs no more than the cashier's word. A balance is never touched by a
 * word, and foreign cash has a rate.
 */
const BY_WORD: readonly TenderKind[] = ["cash", "card", "meal_voucher", "gift_voucher", "voucher", "check", "transfer", "other"];
/** What has a balance that a correction gives back: only where the entry names it, and not where a refund had loaded it. */
const BALANCES: readonly TenderKind[] = ["gift_card", "store_credit"];

/** Whether this part of a sale can become another tender. */
function isMovable(sale: Pick<SaleRow, "gross">, { kind, voucher }: TenderPlace): boolean {
  return BY_WORD.includes(kind) || (BALANCES.includes(kind) && voucher !== undefined && sale.gross > 0);
}

export function moveTender(sale: SaleRow, move: TenderMove): Result<Moved> {
  const from = placeOf(move.from);
  const to = placeOf(move.to);
  if (keyOf(from) === keyOf(to)) return refused("correction.nothing");
  if (!isMovable(sale, from) || !BY_WORD.includes(to.kind)) return refused("correction.impossible");
  const sign = sale.gross < 0 ? -1 : 1;
  const { tenders, cash_rounding: before } = settledOf(sale);
  // What was due by each tender, before any rounding of cash, as positive amounts.
  const due = new Map<string, { readonly place: TenderPlace; readonly amount: number }>();
  const add = (place: TenderPlace, amount: number): void => {
    const known = due.get(keyOf(place));
    due.set(keyOf(place), { place: known?.place ?? place, amount: (known?.amount ?? 0) + amount });
  };
  for (const tender of tenders) add(placeOf(tender), sign * tender.amount);
  if (due.has(CASH)) add({ kind: "cash" }, 0 - sign * before);
  const held = due.get(keyOf(from))?.amount ?? 0;
  if (held <= 0) return refused("correction.nothing");
  const asked = move.amount ?? held;
  if (asked <= 0) return refused("amount.invalid");
  if (asked > held) return refused("correction.too_much", { held });
  add(from, 0 - asked);
  add(to, asked);

  const day = sale.device_time.slice(0, 10);
  const cash = due.get(CASH)?.amount ?? 0;
  const otherwise = [...due.values()].reduce((sum, { place, amount }) => sum + (place.kind === "cash" ? 0 : amount), 0);
  const rounding = cash === 0 ? 0 : cashRounding(sale.country, day, minorUnits(cash), minorUnits(otherwise));
  add({ kind: "cash" }, rounding);
  const after = [...due.values()].filter(({ amount }) => amount !== 0).map(({ place, amount }): TenderView => ({ ...place, amount: minorUnits(sign * amount) }));
  const change = [...due.values()].map(({ place }): TenderView => ({ ...place, amount: minorUnits(sumOf(after, place) - sumOf(tenders, place)) }));
  const settled = { tenders: after, cash_rounding: minorUnits(sign * rounding) };
  return done({
    tenders: change.filter((tender) => tender.amount !== 0),
    cash_rounding: minorUnits(settled.cash_rounding - before),
    settled,
    asked: minorUnits(asked),
  });
}

/** The shop's and the law's limits hold for what was paid in truth, too. */
function allows(sale: SaleRow, settled: SettledView, settings: TenderSettings | undefined): Result<null> {
  if (sale.gross < 0) return done(null);
  for (const { kind, tender, amount } of settled.tenders) {
    const own = settings?.kinds.find((candidate) => candidate.id === tender && candidate.kind === kind);
    if (own === undefined) continue;
    if (own.amount_max !== undefined && amount > own.amount_max) return refused("tenders.maximum");
    const lines = sale.lines.map((line) => ({ category: line.category ?? "", amount: line.amount, taxRatePpm: line.tax_rate_ppm }));
    if (own.categories.length > 0 && amount > eligibleAmount(sale.price_mode, lines, own.categories, minorUnits(0))) return refused("tenders.not_eligible");
  }
  return withinLaw(settings, sale.device_time.slice(0, 10), sale.gross, settled.tenders);
}

const CASH = keyOf({ kind: "cash" });

function placeOf(said: TenderKind | TenderPlace): TenderPlace {
  if (typeof said === "string") return { kind: said };
  const { kind, tender, revision, voucher } = said;
  return {
    kind,
    ...(tender === undefined ? {} : { tender }),
    ...(revision === undefined ? {} : { revision }),
    ...(voucher === undefined ? {} : { voucher }),
  };
}

function keyOf({ kind, tender = "", voucher = "" }: TenderPlace): string {
  return `${kind} ${tender} ${voucher}`;
}

function sumOf(tenders: readonly TenderView[], place: TenderPlace): number {
  return tenders.reduce((sum, tender) => sum + (keyOf(tender) === keyOf(place) ? tender.amount : 0), 0);
}

function withMoved(session: SessionRow, tenders: readonly TenderView[], purse: string | undefined): SessionRow {
  return { ...withCash(session, sumOf(tenders, { kind: "cash" }), purse), tenders: withTenders(session.tenders, tenders) };
}
