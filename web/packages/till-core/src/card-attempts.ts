/**
 * What this till asked card terminals, and what became of it. An attempt is on the disk before its first byte leaves, and is spent in the
 * transaction of its sale: a crash at any place leaves it open, approved and free, or in one sale.
 */
import type { CodeCells } from "./code-payments.ts";
import type { TillContext } from "./context.ts";
import type { Cells } from "./database.ts";
import { readInteger, readObject } from "./reading.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";
import { minorUnits, type MinorUnits } from "./units.ts";

export type AttemptState = "pending" | "approved" | "declined" | "cancelled" | "unknown";
/**
 * A `reversal` undoes a whole payment, a `refund` sends an amount back to a card. `reserve` holds an amount on one; `increase` (to all that
 * is held then), `capture` and `release` are of such a hold. A `tip` is added to a payment afterwards.
 */
export type AttemptKind = "payment" | "reversal" | "refund" | "reserve" | "increase" | "capture" | "release" | "tip";

/** Whom to ask, and for what. `currency`: ISO 4217's number; `reverses`: the attempt whose money goes back, or that this is about. */
export interface NewAttempt {
  readonly kind: AttemptKind;
  readonly amount: MinorUnits;
  readonly currency: number;
  readonly driver: string;
  readonly agent_key: string;
  readonly terminal: string;
  readonly terminal_name: string;
  /** Of `amount`, what the customer gives on top. */
  readonly with_tip?: MinorUnits;
  /** A card that holds less may pay that part of it. */
  readonly takes_less?: true;
  readonly receipt?: string;
  readonly reverses?: string;
  /** The terminal may take it without its bank. */
  readonly may_be_offline?: true;
  /** The sale that is refunded by it: a refund's entry spends it. */
  readonly refunds?: AttemptPlace;
  /** Money goes to a card that nobody knows to have paid here. */
  readonly unlinked?: true;
  /** Of money that is held: for what, in a word or two. */
  readonly label?: string;
}

export interface AttemptPlace {
  readonly chain: string;
  readonly sequence: number;
}

/** There is no room for a card's number. */
export interface CardResult {
  readonly trace: string;
  readonly receipt: string;
  readonly authorization: string;
  readonly brand: string;
  readonly last_four: string;
  readonly terminal: string;
  /** The terminal had no line to the bank, which may still refuse it. */
  readonly is_offline?: boolean;
}

export interface AttemptEvent {
  readonly at_ms: number;
  readonly state: AttemptState;
  /** `till`, `agent`, `terminal` or `person`. */
  readonly source: string;
  /** A code, or empty. */
  readonly trouble: string;
}

export interface CardAttempt extends NewAttempt {
  readonly id: string;
  readonly made_ms: number;
  readonly cashier: string;
  readonly state: AttemptState;
  /** The terminal can't tell: a person looks at it. */
  readonly needs_person: boolean;
  /** What the customer added at the terminal. */
  readonly tip: MinorUnits;
  /** The part of `amount` that the card held, where that was less. */
  readonly approved?: MinorUnits;
  readonly result?: CardResult;
  /** Of money that is held: until when it may be taken, if anybody knows. */
  readonly expires_ms?: number;
  readonly events: readonly AttemptEvent[];
  /** The entry that it paid. */
  readonly spent?: AttemptPlace;
  /** Its money went back, by this attempt. */
  readonly reversed_by?: string;
  /** A person ended it while nobody answered: what may still carry the question is told, until it has heard it, that it is void. */
  readonly unheard?: true;
  /** Taken without the bank: what it said later, and that somebody here has looked at a no. */
  readonly bank?: "confirmed" | "refused";
  readonly bank_seen?: true;
  /** The server has not taken it yet as it stands. */
  readonly untold?: true;
}

export interface AttemptCells extends CodeCells {
  readonly card_attempts: readonly CardAttempt[];
  readonly terminal_days: readonly TerminalDay[];
}

/** The last end of day at a terminal, as this till asked for it. */
export interface TerminalDay {
  readonly agent_key: string;
  readonly terminal: string;
  readonly at_ms: number;
}

/** What this till's attempts say of a terminal since its last end of day. */
export interface TakenThere {
  /** Less what went back. */
  readonly amount: MinorUnits;
  readonly count: number;
  /** Of so many nobody knows yet what became of them. */
  readonly open: number;
}

/** Of those that are over, so many are kept to be looked at; one that is open or free is never forgotten. */
const KEPT_MAX = 200;
const MONEY_IN: ReadonlySet<AttemptKind> = new Set(["payment", "capture"]);
const BACK: ReadonlySet<AttemptKind> = new Set(["reversal", "refund"]);

export function isOpenAttempt({ state }: CardAttempt): boolean {
  return state === "pending" || state === "unknown";
}

/** Approved, and in no sale: money that the shop has and nobody sold anything for. */
export function isFreeAttempt({ kind, state, spent, reversed_by: reversedBy }: CardAttempt): boolean {
  return MONEY_IN.has(kind) && state === "approved" && spent === undefined && reversedBy === undefined;
}

/** Money went back, and no refund's entry says so yet. */
export function isFreeBack({ state, spent, refunds, unlinked }: CardAttempt): boolean {
  return (refunds !== undefined || unlinked === true) && state === "approved" && spent === undefined;
}

/** What the card paid, or would pay. */
export function takenOf({ amount, approved, tip }: Pick<CardAttempt, "amount" | "approved" | "tip">): MinorUnits {
  return minorUnits((approved ?? amount) + tip);
}

/** What a terminal says that the card paid, where it may be less. */
export function partOf({ amount, takes_less: takesLess }: NewAttempt, approved: number): Pick<CardAttempt, "approved"> {
  return takesLess === true && approved > 0 && approved < amount ? { approved: minorUnits(approved) } : {};
}

/** What has gone back of a payment, or may have. */
export function givenBackOf(paid: CardAttempt, known: readonly CardAttempt[]): MinorUnits {
  const backs = known.filter((one) => one.reverses === paid.id && BACK.has(one.kind) && (one.state === "approved" || isOpenAttempt(one) || one.unheard));
  return minorUnits(backs.reduce((sum, { amount }) => sum + amount, 0));
}

/** Something was given on top of a payment, and no entry says so yet. */
export function isFreeTip({ kind, state, spent }: CardAttempt): boolean {
  return kind === "tip" && state === "approved" && spent === undefined;
}

/** Money that is held and neither taken nor let go; what is not known yet may be. */
export function isOpenHold(hold: CardAttempt, attempts: readonly CardAttempt[]): boolean {
  if (hold.kind !== "reserve" || hold.state !== "approved") return false;
  return !attempts.some(({ kind, state, reverses }) => reverses === hold.id && state === "approved" && (kind === "capture" || kind === "release"));
}

/** No more goes back of a payment than was paid: also not where somebody presses twice. `why`: what else forbids it. */
export function beginAttempt(
  context: TillContext,
  wish: NewAttempt,
  why: (known: readonly CardAttempt[]) => Result<unknown> = done,
): Promise<Result<CardAttempt>> {
  return context.exclusive(async () => {
    const { has_lock: hasLock, cashier } = context.facts;
    if (!hasLock) return refused("till.other_tab");
    const before = (await context.db.cell("card_attempts")) ?? [];
    const paid = before.find(({ id }) => id === wish.reverses && BACK.has(wish.kind));
    if (paid !== undefined && givenBackOf(paid, before) + wish.amount > takenOf(paid)) return refused("payment.given_back");
    const may = why(before);
    if (!may.ok) return may;
    const wall = context.ports.clock.wall();
    const attempt: CardAttempt = {
      ...wish,
      id: context.writer.newId(wall),
      made_ms: wall.epoch_ms,
      cashier: cashier ?? "",
      state: "pending",
      needs_person: false,
      tip: minorUnits(0),
      events: [{ at_ms: wall.epoch_ms, state: "pending", source: "till", trouble: "" }],
      untold: true,
    };
    await change(context, (known) => [...known, attempt]);
    return done(attempt);
  });
}

/** Payments that ended before this till heard of them. One that is known stays as it is. */
export async function keepAttempts(context: TillContext, attempts: readonly CardAttempt[]): Promise<void> {
  await change(context, (known) => [...known, ...attempts.filter(({ id }) => !known.some((one) => one.id === id))]);
  context.onWish();
}

/** Where it is spent or given back, and whether it ended, is never unsaid by late news. */
export async function noteAttempt(context: TillContext, attempt: CardAttempt): Promise<CardAttempt> {
  let noted = attempt;
  await change(context, (known) =>
    known.map((one) => {
      if (one.id !== attempt.id) {
        if (attempt.kind !== "reversal" || attempt.reverses !== one.id) return one;
        if (attempt.state === "approved") return { ...one, reversed_by: attempt.id };
        return one.reversed_by === attempt.id ? withoutReversal(one) : one;
      }
      const isNews = isOpenAttempt(one) || one.unheard === true || one.events.length < attempt.events.length;
      const news = isNews ? { ...attempt, ...(one.spent && { state: one.state }) } : one;
      noted = { ...news, ...(one.spent && { spent: one.spent }), ...(one.reversed_by && { reversed_by: one.reversed_by }), untold: true };
      return noted;
    }),
  );
  // One that is still at the terminal is told by the way: its customer comes first.
  if (noted.state !== "pending") context.onWish();
  return noted;
}

/** Somebody thought that it went back; the terminal says that it did not. */
function withoutReversal({ reversed_by: _reversedBy, ...paid }: CardAttempt): CardAttempt {
  return paid;
}

/** What a terminal says of an attempt. */
export interface LateWord {
  readonly state: AttemptState;
  readonly tip: number;
  readonly approved: number;
  readonly result: CardResult;
  readonly events: readonly AttemptEvent[];
}

/** The attempt after whoever was silent has said how it ended: what a person said meanwhile stays in its history. */
export function heardLate({ unheard: _unheard, ...attempt }: CardAttempt, { state, tip, approved, result, events }: LateWord): CardAttempt {
  const isSaid = ({ at_ms, source }: AttemptEvent): boolean => events.some((one) => one.at_ms === at_ms && one.source === source);
  const ours = attempt.events.filter((event) => (event.source === "person" || event.trouble !== "") && !isSaid(event));
  const all = [...events, ...ours].sort((one, other) => one.at_ms - other.at_ms);
  const taken = state === "approved" ? { tip: minorUnits(tip), result, ...partOf(attempt, approved) } : {};
  return { ...attempt, state, needs_person: false, events: all, ...taken };
}

export async function attemptsOf(context: TillContext): Promise<readonly CardAttempt[]> {
  return [...((await context.db.cell("card_attempts")) ?? [])].reverse();
}

/** Each pays once. One that this till does not know of is not spent here either. */
export async function areUnspent(context: TillContext, tenders: readonly TenderInput[]): Promise<boolean> {
  const ids = paymentsOf(tenders);
  if (ids.length === 0) return true;
  const free = new Set(((await context.db.cell("card_attempts")) ?? []).filter((one) => isFreeAttempt(one) || isFreeBack(one) || isFreeTip(one)).map(({ id }) => id));
  return new Set(ids).size === ids.length && ids.every((id) => free.has(id));
}

/** In the sale's own transaction. */
export async function spendAttempts(cells: Cells<"readwrite">, tenders: readonly TenderInput[], spent: AttemptPlace): Promise<void> {
  const ids = new Set(paymentsOf(tenders));
  if (ids.size === 0) return;
  const known = (await cells.get("card_attempts")) ?? [];
  await cells.put("card_attempts", known.map((one) => (ids.has(one.id) ? { ...one, spent, untold: true as const } : one)));
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const AWAITED_MS = 60 * DAY_MS;

/** Whether a terminal may take so much without its bank: within the shop's limits, of one card and of a day at this till. */
export async function mayBeOffline(context: TillContext, amount: MinorUnits, limits: unknown, nowMs: number): Promise<boolean> {
  if (limits === undefined || limits === null) return false;
  const source = readObject(limits, "card_offline");
  const known = (await context.db.cell("card_attempts")) ?? [];
  const taken = known.filter(({ result, made_ms: made }) => result?.is_offline === true && made > nowMs - DAY_MS);
  const sum = taken.reduce((total, one) => total + one.amount + one.tip, 0);
  return amount <= readInteger(source, "each") && sum + amount <= readInteger(source, "day");
}

function paymentsOf(tenders: readonly TenderInput[]): readonly string[] {
  return tenders.flatMap((tender) => (tender.kind === "cash" || tender.payment === undefined ? [] : [tender.payment]));
}

/** On the disk when this resolves. */
async function change(context: TillContext, changed: (known: readonly CardAttempt[]) => readonly CardAttempt[]): Promise<void> {
  await context.db.write(["cells"], async ({ cells }) => {
    await cells.put("card_attempts", kept(changed((await cells.get("card_attempts")) ?? [])));
  });
}

/** Its bank may still say no, which somebody here should hear; after so long it says nothing any more. */
function isAwaited({ state, result, bank, bank_seen: seen, made_ms: made }: CardAttempt, nowMs: number): boolean {
  return state === "approved" && result?.is_offline === true && bank !== "confirmed" && seen !== true && made > nowMs - AWAITED_MS;
}

function kept(attempts: readonly CardAttempt[]): readonly CardAttempt[] {
  const many = attempts.length - KEPT_MAX;
  if (many <= 0) return attempts;
  const held = new Set(attempts.filter((one) => isOpenHold(one, attempts)).map(({ id }) => id));
  const isWanted = (one: CardAttempt): boolean => isOpenAttempt(one) || isFreeAttempt(one) || isFreeBack(one) || isFreeTip(one) || isAwaited(one, attempts.at(-1)?.made_ms ?? 0);
  return attempts.filter((one, place) => place >= many || one.untold || one.unheard || isWanted(one) || held.has(one.id) || held.has(one.reverses ?? ""));
}

/** What moves money; an amount that is only held moves none. */
const SIGNS: Readonly<Partial<Record<AttemptKind, 1 | -1>>> = { payment: 1, capture: 1, tip: 1, reversal: -1, refund: -1 };

/** A payment counts for the day on which it was asked for. */
export async function takenSinceDay(context: TillContext, agentKey: string, terminal: string): Promise<TakenThere> {
  const isThere = (one: { readonly agent_key: string; readonly terminal: string }): boolean => one.agent_key === agentKey && one.terminal === terminal;
  const since = ((await context.db.cell("terminal_days")) ?? []).find(isThere)?.at_ms ?? 0;
  const there = ((await context.db.cell("card_attempts")) ?? []).filter((one) => isThere(one) && one.made_ms >= since);
  const taken = there.filter(({ state }) => state === "approved");
  const amount = taken.reduce((sum, one) => sum + (SIGNS[one.kind] ?? 0) * takenOf(one), 0);
  return { amount: minorUnits(amount), count: taken.length, open: there.filter((one) => isOpenAttempt(one) || one.unheard).length };
}

export async function noteTerminalDay(context: TillContext, agentKey: string, terminal: string): Promise<void> {
  const day: TerminalDay = { agent_key: agentKey, terminal, at_ms: context.ports.clock.wall().epoch_ms };
  await context.db.write(["cells"], async ({ cells }) => {
    const others = ((await cells.get("terminal_days")) ?? []).filter((one) => one.agent_key !== agentKey || one.terminal !== terminal);
    await cells.put("terminal_days", [...others, day]);
  });
}
