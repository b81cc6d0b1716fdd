/**
 * Money that is held on a customer's card: reserved for a table, a room, something lent. It is no payment and in no total; what is taken of
 * it pays a sale, as any payment at a terminal does.
 */
import { beginAttempt, isOpenAttempt, isOpenHold, type CardAttempt, type NewAttempt } from "./card-attempts.ts";
import type { TillContext } from "./context.ts";
import { granted } from "./people/approvals.ts";
import { isReason } from "./people/reasons.ts";
import type { Need } from "./people/rights.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";
import { minorUnits, type MinorUnits } from "./units.ts";
import { sellingToday } from "./use-cases/session.ts";
import type { Why } from "./use-cases/why.ts";

export interface CardHold {
  /** Where it began: its id names the hold. */
  readonly reserve: CardAttempt;
  /** With what it was raised to. */
  readonly held: MinorUnits;
  /** What is asked of it just now. */
  readonly change?: CardAttempt;
}

export type HoldChange = "increase" | "capture" | "release";

/** So long before its end somebody should take it, or let it go. */
const SOON_MS = 86_400_000;
const LABEL_MAX = 40;
/** Terminals that can. Any other is honest about it before it is asked. */
const HOLDING: ReadonlySet<string> = new Set(["zvt", "nexo", "stripe"]);
/** Of these, those that hold more later; at the others a second reservation holds the rest. */
const RAISING: ReadonlySet<string> = new Set(["nexo", "stripe"]);
/** Terminals that add a tip to a payment which they approved before. */
const TIPPING: ReadonlySet<string> = new Set(["zvt"]);

export function canHold(driver: string | undefined): boolean {
  return HOLDING.has(driver ?? "");
}

export function canRaise(driver: string): boolean {
  return RAISING.has(driver);
}

export function canTipLater(driver: string): boolean {
  return TIPPING.has(driver);
}

/** Those that are open; what ends first comes first. */
export function holdsOf(attempts: readonly CardAttempt[]): readonly CardHold[] {
  const open = attempts.filter((one) => isOpenHold(one, attempts)).map((reserve) => holdOf(reserve, attempts));
  return open.sort((one, other) => endOf(one) - endOf(other) || one.reserve.made_ms - other.reserve.made_ms);
}

export function isEnding({ reserve }: CardHold, nowMs: number): boolean {
  return reserve.expires_ms !== undefined && reserve.expires_ms <= nowMs + SOON_MS;
}

/** Written down; the terminal is asked next. More than the cashier may hold, somebody allows first. */
export async function beginHold(context: TillContext, wish: NewAttempt, why: Why): Promise<Result<CardAttempt>> {
  const may = await mayHold(context, wish.amount, why);
  if (!may.ok) return may;
  if (!Number.isSafeInteger(wish.amount) || wish.amount <= 0) return refused("amount.invalid");
  return beginAttempt(context, { ...wish, kind: "reserve", label: (wish.label ?? "").trim().slice(0, LABEL_MAX) });
}

/** Asked once at a time of each hold, and not of one that is over: pressed twice, it is done once. */
export async function changeHold(
  context: TillContext,
  id: string,
  kind: HoldChange,
  amount: MinorUnits,
  withTip?: MinorUnits,
  why: Why = {},
): Promise<Result<CardAttempt>> {
  // To hold more takes the same right; what is held is charged or released by whoever sells.
  const may = kind === "increase" ? await mayHold(context, amount, why) : done(null);
  if (!may.ok) return may;
  const hold = ((await context.db.cell("card_attempts")) ?? []).find((one) => one.id === id);
  if (hold === undefined) return refused("hold.ended");
  const { currency, driver, agent_key: agentKey, terminal, terminal_name: name, result } = hold;
  const wish = { kind, amount, currency, driver, agent_key: agentKey, terminal, terminal_name: name, receipt: result?.receipt ?? "", reverses: id, ...(withTip && { with_tip: withTip }) };
  return beginAttempt(context, wish, (known) => mayChange(known, id, kind, amount));
}

async function mayHold(context: TillContext, asked: MinorUnits, why: Why): Promise<Result<unknown>> {
  const selling = await sellingToday(context);
  if (!selling.ok) return selling;
  const { settings, cashier } = selling.value;
  return granted(settings, cashier, [{ right: "hold_card", asked }], why.approvals ?? []);
}

function mayChange(known: readonly CardAttempt[], id: string, kind: HoldChange, amount: MinorUnits): Result<null> {
  const hold = holdsOf(known).find(({ reserve }) => reserve.id === id);
  if (hold === undefined) return refused("hold.ended");
  if (hold.change !== undefined) return refused("hold.busy");
  const isRight = kind === "increase" ? amount > hold.held : amount > 0 && amount <= hold.held;
  return Number.isSafeInteger(amount) && isRight ? done(null) : refused("amount.invalid");
}

/** Money goes to a card that nobody knows to have paid here: with a reason, and by a right of its own. */
export async function beginUnlinked(context: TillContext, wish: NewAttempt, why: Why): Promise<Result<CardAttempt>> {
  const selling = await sellingToday(context);
  if (!selling.ok) return selling;
  const { settings, cashier } = selling.value;
  if (why.reason === undefined || !isReason(why.reason)) return refused("approval.reason_missing");
  const may = granted(settings, cashier, [{ right: "refund_unlinked", asked: wish.amount }], why.approvals ?? []);
  if (!may.ok) return may;
  // Of what is held, `label` says for what; of this, why.
  return beginAttempt(context, { ...wish, kind: "refund", unlinked: true, label: why.reason });
}

/** What the tenders of a refund take of the cashier's rights beside the refund itself. */
export async function unlinkedNeeds(context: TillContext, tenders: readonly TenderInput[]): Promise<readonly Need[]> {
  const ids = new Set(((await context.db.cell("card_attempts")) ?? []).filter(({ unlinked }) => unlinked).map(({ id }) => id));
  const asked = tenders.reduce((sum, one) => (one.kind !== "cash" && ids.has(one.payment ?? "") ? sum + one.amount : sum), 0);
  return asked > 0 ? [{ right: "refund_unlinked", asked }] : [];
}

function holdOf(reserve: CardAttempt, attempts: readonly CardAttempt[]): CardHold {
  const own = attempts.filter(({ reverses }) => reverses === reserve.id);
  const raised = own.filter(({ kind, state }) => kind === "increase" && state === "approved").map(({ amount }) => amount);
  const change = own.find(isOpenAttempt);
  return { reserve, held: minorUnits(Math.max(reserve.amount, ...raised)), ...(change === undefined ? {} : { change }) };
}

function endOf({ reserve }: CardHold): number {
  return reserve.expires_ms ?? Number.MAX_SAFE_INTEGER;
}
