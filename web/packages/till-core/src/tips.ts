/**
 * What customers give on top: it belongs to those who serve. No turnover and no tax, as long as nobody has to give it (Court of
 * Justice, C-16/93 and C-404/99). Loaded by the first sale that has one: an ordinary sale never needs it.
 */
import type { SessionRow } from "./database.ts";
import type { Settlement, TenderInput } from "./tenders.ts";
import { minorUnits, type MinorUnits } from "./units.ts";
import { withCash } from "./use-cases/cash-places.ts";
import type { TenderView, TipTotal } from "./views.ts";

/** Cash lies with its tip in one heap: received − change = amount + tip. Other tenders carry theirs already. None: that is no tip. */
export function tipped(settlement: Settlement, tenders: readonly TenderInput[]): Settlement | undefined {
  if (!areTips(tenders, settlement)) return undefined;
  const tip = sumOf(tenders.filter(({ kind }) => kind === "cash"));
  if (tip === 0) return settlement;
  const settled = settlement.tenders.map((tender) =>
    tender.kind === "cash" ? { ...tender, received: minorUnits((tender.received ?? 0) + tip), tip: minorUnits(tip) } : tender,
  );
  return { ...settlement, tenders: settled };
}

/** A tip is more than nothing, and cash that is given on top comes with cash. */
function areTips(tenders: readonly TenderInput[], settlement: Settlement): boolean {
  const inCash = settlement.tenders.some(({ kind, amount }) => kind === "cash" && amount > 0);
  return tenders.every(({ kind, tip }) => tip === undefined || (Number.isSafeInteger(tip) && tip > 0 && (kind !== "cash" || inCash)));
}

/** Tips by the way they came, apart from the tenders; those in cash lie with the cash. */
export function withTips(session: SessionRow, tenders: readonly Pick<TenderView, "kind" | "tip">[], purse: string | undefined): SessionRow {
  const inCash = sumOf(tenders.filter(({ kind }) => kind === "cash"));
  const rest = inCash === 0 ? session : withCash(session, inCash, purse);
  return { ...rest, tips: tenders.reduce(withTip, session.tips ?? []) };
}

function withTip(totals: readonly TipTotal[], { kind, tip = minorUnits(0) }: Pick<TenderView, "kind" | "tip">): readonly TipTotal[] {
  if (tip === 0) return totals;
  const before = totals.find((total) => total.kind === kind);
  if (before === undefined) return [...totals, { kind, amount: tip }];
  return totals.map((total) => (total === before ? { kind, amount: minorUnits(total.amount + tip) } : total));
}

function sumOf(tenders: readonly { readonly tip?: MinorUnits }[]): number {
  return tenders.reduce((sum, { tip = 0 }) => sum + tip, 0);
}
