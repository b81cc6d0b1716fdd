/** What a session and the till's perpetual counters become with each entry: pure sums. */
import type { SessionRow, Perpetual } from "../database.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import { withCash } from "./cash-places.ts";
import type { TenderKind, TenderView } from "../views.ts";

type TenderTotals = SessionRow["tenders"];

export interface Turnover {
  readonly kind: "sale" | "refund";
  readonly gross: MinorUnits;
  readonly tenders: readonly TenderView[];
  /** Who carries the cash of it; absent: the drawer. */
  readonly purse?: string;
}

export function withTurnover(session: SessionRow, turnover: Turnover): SessionRow {
  const isSale = turnover.kind === "sale";
  const cash = turnover.tenders.filter((tender) => tender.kind === "cash").reduce((sum, tender) => sum + tender.amount, 0);
  return {
    ...withCash(session, cash, turnover.purse),
    sales_count: session.sales_count + (isSale ? 1 : 0),
    refunds_count: session.refunds_count + (isSale ? 0 : 1),
    gross: minorUnits(session.gross + (isSale ? turnover.gross : 0)),
    refunded: minorUnits(session.refunded + (isSale ? 0 : turnover.gross)),
    tenders: withTenders(session.tenders, turnover.tenders),
  };
}

export function perpetualAfter(perpetual: Perpetual, turnover: Turnover): Perpetual {
  return turnover.kind === "sale"
    ? { ...perpetual, gross: perpetual.gross + turnover.gross }
    : { ...perpetual, refunded: perpetual.refunded + turnover.gross };
}

const KINDS: readonly TenderKind[] = ["cash", "card"];

export function withTenders(totals: TenderTotals, tenders: readonly TenderView[]): TenderTotals {
  return tenders.reduce(withTender, totals);
}

function withTender(totals: TenderTotals, tender: TenderView): TenderTotals {
  return KINDS.flatMap((kind) => {
    const before = totals.find((total) => total.kind === kind);
    const added = tender.kind === kind ? tender.amount : 0;
    if (before === undefined && tender.kind !== kind) return [];
    return [{ kind, amount: minorUnits((before?.amount ?? 0) + added) }];
  });
}
