/** What a session and the till's perpetual counters become with each entry: pure sums. */
import type { SessionRow } from "../database.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import { withCash } from "./cash-places.ts";
import type { TenderTotal, TenderView, TurnedKind } from "../views.ts";

/** Since the till's beginning, never set back. */
export interface Perpetual {
  readonly gross: number;
  readonly refunded: number;
}

type TenderTotals = SessionRow["tenders"];

export interface Turnover {
  readonly kind: TurnedKind;
  readonly gross: MinorUnits;
  /** Of an exchange: what came back, zero or less. */
  readonly returned?: MinorUnits;
  readonly tenders: readonly TenderView[];
  /** Who carries the cash of it; absent: the drawer. */
  readonly purse?: string;
}

export function withTurnover(session: SessionRow, turnover: Turnover): SessionRow {
  const { sold, back } = sidesOf(turnover);
  const cash = turnover.tenders.filter((tender) => tender.kind === "cash").reduce((sum, tender) => sum + tender.amount, 0);
  return {
    ...withCash(session, cash, turnover.purse),
    sales_count: session.sales_count + Number("sale exchange".includes(turnover.kind)),
    refunds_count: session.refunds_count + Number("refund exchange".includes(turnover.kind)),
    gross: minorUnits(session.gross + sold),
    refunded: minorUnits(session.refunded + back),
    tenders: withTenders(session.tenders, turnover.tenders),
  };
}

export function perpetualAfter(perpetual: Perpetual, turnover: Turnover): Perpetual {
  const { sold, back } = sidesOf(turnover);
  return { gross: perpetual.gross + sold, refunded: perpetual.refunded + back };
}

/** What was sold, and what came back (zero or less): an exchange has both. */
function sidesOf({ kind, gross, returned = minorUnits(0) }: Turnover): { readonly sold: number; readonly back: number } {
  const back = kind === "refund" || (kind === "payment" && gross < 0) ? gross : returned;
  return { sold: gross - back, back };
}

/** Cash and cards first, then the shop's own kinds in the order in which they came. */
const FIRST: readonly string[] = ["cash", "card"];

export function withTenders(totals: TenderTotals, tenders: readonly TenderView[]): TenderTotals {
  return tenders.reduce(withTender, totals);
}

function withTender(totals: TenderTotals, tender: TenderView): TenderTotals {
  const before = totals.find((total) => isSame(total, tender));
  const { kind, tender: own, currency } = tender;
  const foreign = (before?.foreign_amount ?? 0) + (tender.foreign_amount ?? 0);
  const sum: TenderTotal = {
    kind,
    amount: minorUnits((before?.amount ?? 0) + tender.amount),
    ...(own === undefined ? {} : { tender: own }),
    ...(currency === undefined ? {} : { currency, foreign_amount: foreign }),
  };
  if (before !== undefined) return totals.map((total) => (total === before ? sum : total));
  return [...totals, sum].sort((one, other) => place(one) - place(other));
}

function isSame(total: TenderTotal, tender: TenderView): boolean {
  return total.kind === tender.kind && total.tender === tender.tender && total.currency === tender.currency;
}

function place({ kind }: TenderTotal): number {
  const found = FIRST.indexOf(kind);
  return found < 0 ? FIRST.length : found;
}
