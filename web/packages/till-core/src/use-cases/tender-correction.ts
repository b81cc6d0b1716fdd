/** A sale was rung by the wrong tender: one entry moves the amount to the right one, without a refund and a new sale. */
import { cashRounding } from "@comptoir/pricing";

import type { TillContext } from "../context.ts";
import type { SaleRow, SessionRow } from "../database.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { done, refused, type Result } from "../refusal.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleView, SettledView, TenderKind, TenderView } from "../views.ts";
import { purseOf, withCash } from "./cash-places.ts";
import { viewOf } from "./receipts.ts";
import { kindsOf } from "./sale-body.ts";
import { sellingToday } from "./session.ts";
import { withTenders } from "./totals.ts";
import type { Why } from "./why.ts";

/** From which kind to which; all of it when no amount is named. Amounts are positive, for a refund too. */
export interface TenderMove {
  readonly from: TenderKind;
  readonly to: TenderKind;
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
      tenders: tenders.map(({ kind, amount }) => ({ kind, amount })),
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

export function moveTender(sale: SaleRow, move: TenderMove): Result<Moved> {
  if (move.from === move.to) return refused("correction.nothing");
  const sign = sale.gross < 0 ? -1 : 1;
  const { tenders, cash_rounding: before } = settledOf(sale);
  // What was due by each kind, before any rounding of cash, as positive amounts.
  const due = new Map<TenderKind, number>();
  for (const { kind, amount } of tenders) due.set(kind, (due.get(kind) ?? 0) + sign * amount);
  if (due.has("cash")) due.set("cash", (due.get("cash") ?? 0) - sign * before);
  const held = due.get(move.from) ?? 0;
  if (held <= 0) return refused("correction.nothing");
  const asked = move.amount ?? held;
  if (asked <= 0) return refused("amount.invalid");
  if (asked > held) return refused("correction.too_much", { held });
  due.set(move.from, held - asked);
  due.set(move.to, (due.get(move.to) ?? 0) + asked);

  const day = sale.device_time.slice(0, 10);
  const cash = due.get("cash") ?? 0;
  const otherwise = [...due].reduce((sum, [kind, amount]) => sum + (kind === "cash" ? 0 : amount), 0);
  const rounding = cash === 0 ? 0 : cashRounding(sale.country, day, minorUnits(cash), minorUnits(otherwise));
  due.set("cash", cash + rounding);
  const after = [...due].filter(([, amount]) => amount !== 0).map(([kind, amount]): TenderView => ({ kind, amount: minorUnits(sign * amount) }));
  const kinds = [...new Set([...tenders, ...after].map((tender) => tender.kind))];
  const change = kinds.map((kind): TenderView => ({ kind, amount: minorUnits(sumOf(after, kind) - sumOf(tenders, kind)) }));
  const settled = { tenders: after, cash_rounding: minorUnits(sign * rounding) };
  return done({
    tenders: change.filter((tender) => tender.amount !== 0),
    cash_rounding: minorUnits(settled.cash_rounding - before),
    settled,
    asked: minorUnits(asked),
  });
}

function sumOf(tenders: readonly TenderView[], kind: TenderKind): number {
  return tenders.reduce((sum, tender) => sum + (tender.kind === kind ? tender.amount : 0), 0);
}

function withMoved(session: SessionRow, tenders: readonly TenderView[], purse: string | undefined): SessionRow {
  return { ...withCash(session, sumOf(tenders, "cash"), purse), tenders: withTenders(session.tenders, tenders) };
}
