/** The till's day: opened with a float, closed by counting. A session survives reloads, updates and a night. */
import type { EntryObject } from "@comptoir/journal";

import type { Companion } from "../chain-writer.ts";
import type { Selling, TillContext } from "../context.ts";
import type { SessionRow, StoredSession } from "../database.ts";
import { businessDay, isForgotten } from "../day.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { isReason } from "../people/reasons.ts";
import type { WallTime } from "../ports.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { ClosingView, SessionView } from "../views.ts";
import { countMembers, fits, isCount, type Counted } from "./counting.ts";
import type { Why } from "./why.ts";

/** What is counted, and what of it stays in the drawer for the next day. */
export interface ClosingCount extends Counted {
  /** Absent: all of it stays. */
  readonly left?: MinorUnits;
}

export function openSession(context: TillContext, float: MinorUnits, why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { cashier, session } = context.facts;
    if (cashier === undefined) return refused("till.no_cashier");
    if (session !== undefined) return refused("session.already_open");
    if (float < 0) return refused("amount.invalid");
    const approvals = granted(writable.value.settings, cashier, [{ right: "open_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    return done(await open(context, { ...writable.value, cashier }, float, approvalsMember(approvals.value)));
  });
}

/**
 * Everything a sale needs, on the day that it is. A day that was forgotten is closed first, as not counted, and the next one opened
 * with what should be in the drawer: the first customer of the morning never waits for yesterday. Call it inside `exclusive`.
 */
export async function sellingToday(context: TillContext): Promise<Result<Selling>> {
  const selling = context.selling();
  if (!selling.ok) return selling;
  const { session, settings } = selling.value;
  const wall = context.ports.clock.wall();
  if (!isForgotten(session, settings.store, wall, context.facts.head_made_ms)) return selling;
  await close(context, selling.value, wall, { body: { not_counted: 1 }, view: {} });
  await open(context, selling.value, session.cash_expected, { carried_from: session.id });
  return context.selling();
}

/** The ZReport: what was sold, what the drawer should hold and what it held. Works without a server, like everything here. */
export function closeSession(context: TillContext, counted: ClosingCount, why: Why = {}): Promise<Result<ClosingView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    const { cashier, settings, session } = selling.value;
    if (!isCount(counted)) return refused("amount.invalid");
    const { amount, left } = counted;
    if (left !== undefined && (left < 0 || left > amount)) return refused("amount.invalid");
    const approvals = granted(settings, cashier, [{ right: "close_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const judged = await fits(context, selling.value, session.cash_expected, counted, why);
    if (!judged.ok) return judged;
    const now = context.selling();
    if (!now.ok) return now;
    const members = countMembers(session.cash_expected, counted, why);
    const leftMember = left === undefined ? {} : { cash_left: left };
    const view = {
      cash_counted: amount,
      cash_difference: minorUnits(amount - session.cash_expected),
      ...(left === undefined ? {} : { cash_left: left }),
    };
    const body = { ...members, ...leftMember, ...approvalsMember(approvals.value) };
    return done(await close(context, now.value, context.ports.clock.wall(), { body, view }));
  });
}

/** The day's figures while it goes on (XReport). That somebody looked is written down; the figures are the session's. */
export function lookAtDay(context: TillContext, why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    const { chain, cashier, session, settings } = selling.value;
    const approvals = granted(settings, cashier, [{ right: "x_report", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    await context.technicalEvent(chain, { event: "x_report", cashier, session: session.id, ...approvalsMember(approvals.value) });
    return done(session);
  });
}

/** The drawer opens without a sale: always with a reason, never without a trace. */
export function drawerOpened(context: TillContext, why: Why): Promise<Result<null>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { chain, cashier, session, settings } = selling.value;
    if (why.reason === undefined || !isReason(why.reason)) return refused("approval.reason_missing");
    const approvals = granted(settings, cashier, [{ right: "no_sale", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const body = { event: "drawer_opened", cashier, session: session.id, reason: why.reason, ...approvalsMember(approvals.value) };
    await context.technicalEvent(chain, body);
    return done(null);
  });
}

/** A session as an older program kept it, with what it did not know yet. */
export function completeSession(stored: StoredSession | undefined): SessionRow | undefined {
  if (stored === undefined) return undefined;
  const { business_day: day = stored.opened_at.slice(0, 10), ...known } = stored;
  return { ...NOTHING_YET, ...known, business_day: day };
}

const ZERO = minorUnits(0);
const NOTHING_YET = {
  sales_count: 0,
  refunds_count: 0,
  gross: ZERO,
  refunded: ZERO,
  tenders: [],
  movements: ZERO,
  purses: [],
  returned: [],
  differences: ZERO,
  recounts: 0,
} as const;

type Opening = Pick<Selling, "chain" | "settings" | "cashier">;

async function open(context: TillContext, { chain, settings, cashier }: Opening, float: MinorUnits, more: EntryObject): Promise<SessionRow> {
  const wall = context.ports.clock.wall();
  const opened: SessionRow = {
    ...NOTHING_YET,
    id: context.writer.newId(wall),
    cashier,
    currency: settings.currency,
    business_day: businessDay(settings.store, wall),
    opened_at: deviceTime(wall),
    float,
    cash_expected: float,
    first_sequence: context.facts.head_sequence + 1,
  };
  const body = { session: opened.id, cashier, currency: opened.currency, business_day: opened.business_day, float, ...more };
  const companion: Companion<null, "cells"> = {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: async ({ cells }) => {
      await cells.put("session", opened);
      await cells.clear("next_float");
    },
  };
  await context.append(chain, context.draft("opening", body, wall), companion, { session: opened, next_float: undefined });
  return opened;
}

interface Ending {
  readonly body: EntryObject;
  readonly view: Pick<ClosingView, "cash_counted" | "cash_difference" | "cash_left">;
}

/** One entry, and with it the session is gone: a crash before leaves the day open, a crash after leaves it closed. */
async function close(context: TillContext, selling: Selling, wall: WallTime, ending: Ending): Promise<ClosingView> {
  const { chain, cashier } = selling;
  const { perpetual } = context.facts;
  const { first_sequence: first, recounts, ...session } = selling.session;
  const closing: Omit<ClosingView, "ref"> = {
    ...session,
    ...ending.view,
    closed_at: deviceTime(wall),
    first_sequence: first,
    last_sequence: context.facts.head_sequence,
    perpetual_gross: minorUnits(perpetual.gross),
    perpetual_refunded: minorUnits(perpetual.refunded),
  };
  const nextFloat = closing.cash_left ?? closing.cash_counted ?? closing.cash_expected;
  const body = { ...closingBody(closing, cashier), ...(recounts === 0 ? {} : { recounts }), ...ending.body };
  const companion: Companion<null, "cells" | "closings"> = {
    stores: ["cells", "closings"],
    prepare: () => Promise.resolve(null),
    write: async ({ cells, closings }, row) => {
      await cells.clear("session");
      await cells.put("next_float", nextFloat);
      await closings.add({ ...closing, ref: { chain: row.chain, sequence: row.sequence, digest: row.digest } });
    },
  };
  const news = { session: undefined, next_float: nextFloat };
  const entry = await context.append(chain, context.draft("closing", body, wall), companion, news);
  return { ...closing, ref: { chain: entry.chain, sequence: entry.sequence, digest: entry.digest } };
}

function closingBody(closing: Omit<ClosingView, "ref">, cashier: string): EntryObject {
  const { differences, purses, returned } = closing;
  const carried = [...returned, ...purses.map(({ cashier: whose, float, cash_expected }) => ({ cashier: whose, float, cash_expected }))];
  return {
    session: closing.id,
    cashier,
    currency: closing.currency,
    period: "day",
    business_day: closing.business_day,
    first_sequence: closing.first_sequence,
    last_sequence: closing.last_sequence,
    sales_count: closing.sales_count,
    refunds_count: closing.refunds_count,
    gross: closing.gross,
    refunded: closing.refunded,
    cash_expected: closing.cash_expected,
    tenders: closing.tenders.map(({ kind, amount }) => ({ kind, amount })),
    ...(differences === 0 ? {} : { differences }),
    ...(carried.length === 0 ? {} : { purses: carried.map((purse) => ({ ...purse })) }),
    perpetual_gross: closing.perpetual_gross,
    perpetual_refunded: closing.perpetual_refunded,
  };
}

