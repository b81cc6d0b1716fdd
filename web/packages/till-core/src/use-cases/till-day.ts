/** The till's day: opened with a float, looked at, closed by counting; and the drawer that opens without a sale. */
import type { TillContext } from "../context.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { isReason } from "../people/reasons.ts";
import { done, refused, type Result } from "../refusal.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { ClosingView, SessionView } from "../views.ts";
import { areCounts, countables, countedMember, countedTenders, type CountedHeap } from "../counted-tenders.ts";
import { countMembers, fits, isCount, type Counted } from "./counting.ts";
import { worthOf, type Floats } from "./foreign-cash.ts";
import { depositsOfSession } from "./deposit-totals.ts";
import { prepaidOf } from "./prepaid.ts";
import { unconfirmedOf } from "./unconfirmed.ts";
import { close, open, sellingToday } from "./session.ts";
import type { Why } from "./why.ts";

/** What is counted, and what of it stays in the drawer for the next day. */
export interface ClosingCount extends Counted {
  /** Absent: all of it stays. */
  readonly left?: MinorUnits;
  /** What else was counted, in the order of `countables`; absent for a heap that nobody counted. */
  readonly heaps?: readonly (CountedHeap | undefined)[];
}

export function openSession(context: TillContext, float: MinorUnits | Floats, why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { cashier, session } = context.facts;
    if (cashier === undefined) return refused("till.no_cashier");
    if (session !== undefined) return refused("session.already_open");
    const { own, foreign } = typeof float === "number" ? { own: float, foreign: [] } : float;
    if (own < 0) return refused("amount.invalid");
    const { settings } = writable.value;
    for (const money of foreign) {
      const worth = worthOf(settings, money, context.pricingContext().day);
      if (!worth.ok) return worth;
    }
    const approvals = granted(settings, cashier, [{ right: "open_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    return done(await open(context, { ...writable.value, cashier }, own, approvalsMember(approvals.value), foreign));
  });
}

/** The ZReport: what was sold, what the drawer should hold and what it held. Works without a server, like everything here. */
export function closeSession(context: TillContext, counted: ClosingCount, why: Why = {}): Promise<Result<ClosingView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    const { cashier, settings, session } = selling.value;
    if (!isCount(counted)) return refused("amount.invalid");
    const { amount, left, heaps = [] } = counted;
    if (!areCounts(heaps)) return refused("amount.invalid");
    if (left !== undefined && (left < 0 || left > amount)) return refused("amount.invalid");
    const approvals = granted(settings, cashier, [{ right: "close_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const judged = await fits(context, selling.value, session.cash_expected, counted, why);
    if (!judged.ok) return judged;
    const now = context.selling();
    if (!now.ok) return now;
    const members = countMembers(session.cash_expected, counted, why);
    const others = countedTenders(countables(session, settings.tenders), heaps);
    const deposits = await depositsOfSession(context, session.id);
    const ahead = await prepaidOf(context, session);
    const leftMember = left === undefined ? {} : { cash_left: left };
    const view = {
      cash_counted: amount,
      cash_difference: minorUnits(amount - session.cash_expected),
      ...(left === undefined ? {} : { cash_left: left }),
      ...(others.length === 0 ? {} : { counted_tenders: others }),
      ...(deposits === undefined ? {} : { deposits }),
      ...ahead,
      ...(await unconfirmedOf(context, session)),
    };
    const depositsMember = deposits === undefined ? {} : { deposits: { ...deposits } };
    const aheadMember = ahead.prepaid === undefined ? {} : { prepaid: { ...ahead.prepaid } };
    const body = { ...members, ...leftMember, ...countedMember(others), ...depositsMember, ...aheadMember, ...approvalsMember(approvals.value) };
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
    const deposits = await depositsOfSession(context, session.id);
    return done({ ...session, ...(deposits === undefined ? {} : { deposits }), ...(await prepaidOf(context, session)), ...(await unconfirmedOf(context, session)) });
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
