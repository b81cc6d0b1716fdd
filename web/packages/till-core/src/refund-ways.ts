/**
 * How money of a refund goes back: to the vouchers that paid, then the way it came, cash last. Money that came from a card or a
 * voucher and leaves as cash is how tills are robbed and cards are laundered, so it takes a right of its own. Loaded with refunds.
 */
import { refundShare } from "@comptoir/pricing";

import type { SettingsDocument } from "./documents.ts";
import type { Need } from "./people/rights.ts";
import type { OtherTender, TenderInput } from "./tenders.ts";
import { milli, minorUnits, type MinorUnits } from "./units.ts";
import type { SaleLineView, SaleView, TenderView } from "./views.ts";

/** What of a refund goes back by itself, what the first ways of paying would take of the rest, and how much of it may be cash. */
export interface GivenBack {
  readonly vouchers: readonly TenderInput[];
  readonly rest: MinorUnits;
  /** The rest by the ways that paid; cash without an amount is what is left. */
  readonly ways: readonly WayBack[];
  /** What was paid in cash and has not gone back: the most that needs no right. */
  readonly cash_free: MinorUnits;
}

/** A part of the money, and by which of the ways that paid it goes back. */
export type WayBack = Pick<OtherTender, "tender" | "revision"> & { readonly kind: TenderView["kind"]; readonly amount: MinorUnits };

type Paid = Pick<SaleView, "tenders" | "settled" | "cash_rounding" | "returned" | "given_back" | "voucher_returned">;

const ZERO = minorUnits(0);
const CASH = "cash";
const CASH_KINDS: readonly string[] = [CASH, "foreign_cash"];

export function waysBack(sale: Paid, due: MinorUnits): GivenBack {
  const before = givenBack(sale);
  const vouchers: TenderInput[] = [];
  let rest = due;
  const take = (key: string, paid: number): MinorUnits => {
    const now = minorUnits(Math.max(0, Math.min(paid - (before[key] ?? 0), rest)));
    rest = minorUnits(rest - now);
    return now;
  };
  for (const tender of sale.tenders) {
    const amount = tender.voucher === undefined ? ZERO : take(tender.voucher, tender.amount);
    if (amount > 0) vouchers.push({ kind: tender.kind === "store_credit" ? "store_credit" : "gift_card", voucher: tender.voucher ?? "", amount });
  }
  const left = rest;
  const ways: WayBack[] = [];
  for (const tender of otherWays(sale)) {
    const amount = take(keyOf(tender), tender.amount);
    if (amount > 0) ways.push({ ...tender, amount });
  }
  if (rest > 0) ways.push({ kind: CASH, amount: rest });
  return { vouchers, rest: left, ways, cash_free: cashFree(sale, before) };
}

/** The right that cash takes which did not come as cash. A shop whose roles are older than it has not decided: nothing is asked. */
export function cashNeeds(settings: SettingsDocument, back: Pick<GivenBack, "rest" | "cash_free">, tenders: readonly TenderInput[]): readonly Need[] {
  if (!settings.people.roles.some((role) => role.rights.refund_cash !== undefined)) return [];
  const otherwise = tenders.reduce((sum, tender) => sum + (tender.kind === CASH ? 0 : tender.amount), 0);
  const asked = back.rest - otherwise - back.cash_free;
  return asked > 0 && tenders.some((tender) => tender.kind === CASH) ? [{ right: "refund_cash", asked }] : [];
}

/** By way of paying, what refunds of this sale have given back, these tenders (of a refund: below zero) included. */
export function afterGiving(sale: Paid, tenders: readonly TenderView[], rounding: number): Readonly<Record<string, MinorUnits>> {
  const sums = { ...givenBack(sale) };
  const add = (key: string, amount: number): void => {
    sums[key] = minorUnits((sums[key] ?? 0) - amount);
  };
  for (const tender of tenders) add(keyOf(tender), tender.amount);
  if (rounding !== 0) add(CASH, 0 - rounding);
  return sums;
}

/**
 * Cards that were taxed when they were sold paid by a line that took its tax off the goods: what comes back loads them again, by as
 * much of that line as goods of its rate come back. In thousandths of the line, as every return: a rest of a few cents may stay.
 */
export function reloads(sold: readonly SaleLineView[], back: readonly SaleLineView[]): readonly SaleLineView[] {
  const due = new Map<string, number>();
  for (const line of back) due.set(rateOf(line), (due.get(rateOf(line)) ?? 0) - line.amount);
  return sold.flatMap((line) => {
    if (line.voucher === undefined || line.amount >= 0 || line.refers_to_line !== undefined) return [];
    const open = due.get(rateOf(line)) ?? 0;
    const pieces = mostPieces(line, open);
    if (pieces === 0) return [];
    const amount = shareOf(line, pieces);
    due.set(rateOf(line), open - amount);
    const { hold: _hold, ...again } = { ...line, goes_to: "stock" as const };
    return [{ ...again, line: 0, quantity_milli: milli(pieces), amount: minorUnits(amount), refunded_milli: milli(0), refers_to_line: line.line }];
  });
}

/** How many thousandths of a redemption may come back without giving more than `most`: the shares only grow. */
function mostPieces(line: SaleLineView, most: number): number {
  let low = 0;
  let high = line.refunded_milli - line.quantity_milli;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (shareOf(line, middle) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

function shareOf(line: SaleLineView, pieces: number): number {
  const { amount, quantity_milli: quantityMilli, refunded_milli: alreadyMilli } = line;
  const share = refundShare({ amount, quantityMilli, alreadyMilli, nowMilli: milli(0 - pieces) });
  return share.ok ? 0 - share.value : Number.MAX_SAFE_INTEGER;
}

function rateOf(line: SaleLineView): string {
  return `${line.tax_category} ${line.tax_rate_ppm}`;
}

/** An older program kept only what went back to vouchers. */
function givenBack(sale: Paid): Readonly<Record<string, MinorUnits>> {
  return { ...sale.voucher_returned, ...sale.given_back };
}

/** Cards first, then what else paid, as it stands after corrections. Vouchers with a balance were served already. */
function otherWays(sale: Paid): readonly WayBack[] {
  const ways = (sale.settled?.tenders ?? sale.tenders).filter(({ kind, amount, voucher }) => {
    const isBalance = voucher !== undefined || kind === "gift_card" || kind === "store_credit";
    return amount > 0 && !isBalance && !CASH_KINDS.includes(kind);
  });
  const plain = ways.map(({ kind, amount, tender, revision }): WayBack => ({
    kind,
    amount,
    ...(tender === undefined ? {} : { tender }),
    ...(revision === undefined ? {} : { revision }),
  }));
  return [...plain.filter(({ kind }) => kind === "card"), ...plain.filter(({ kind }) => kind !== "card")];
}

/** Before rounding. What came back in an exchange paid for its new goods: nobody knows any more how that was paid once. */
function cashFree(sale: Paid, before: Readonly<Record<string, MinorUnits>>): MinorUnits {
  const { tenders, cash_rounding: rounding } = sale.settled ?? sale;
  const paid = tenders.reduce((sum, { kind, amount }) => sum + (CASH_KINDS.includes(kind) ? amount : 0), 0);
  return minorUnits(Math.max(0, paid - rounding - (sale.returned ?? 0) - (before[CASH] ?? 0)));
}

function keyOf({ kind, voucher, tender }: Pick<TenderView, "kind" | "voucher" | "tender">): string {
  if (CASH_KINDS.includes(kind)) return CASH;
  return voucher ?? tender ?? kind;
}
