/** Cash between the sales: put in, taken out, counted, handed over, carried in a purse. Each is an entry. */
import type { EntryObject } from "@comptoir/journal";

import type { Companion } from "../chain-writer.ts";
import type { Selling, TillContext } from "../context.ts";
import type { SessionRow } from "../database.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { isReason } from "../people/reasons.ts";
import type { Need } from "../people/rights.ts";
import { done, refused, type Result } from "../refusal.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { ForeignMoney, SessionView } from "../views.ts";
import { withCounted, withMovement, withNewPurse, withReturned, purseOf } from "./cash-places.ts";
import { countMembers, fits, isCount, type Counted } from "./counting.ts";
import { withForeign, worthOf } from "./foreign-cash.ts";
import { areForeignCounts, foreignMember, foreignCounts, type DrawerCount } from "./foreign-counts.ts";
import { identify, type SignIn } from "./people.ts";
import { sellingToday } from "./session.ts";
import type { Why } from "./why.ts";

export type MovementReason = "float" | "pickup" | "paid_in" | "paid_out";

/**
 * `reason` says which way the money goes; `why.reason` what for. It concerns the drawer, or the purse of who does it; foreign money
 * is always the drawer's.
 */
export function cashMovement(
  context: TillContext,
  reason: MovementReason,
  amount: MinorUnits | ForeignMoney,
  why: Why = {},
): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const isOut = reason === "pickup" || reason === "paid_out";
    if (typeof amount !== "number") return moveForeign(context, selling.value, reason, isOut, amount, why);
    if (amount <= 0) return refused("amount.invalid");
    const { cashier, session } = selling.value;
    const signed = minorUnits(isOut ? 0 - amount : amount);
    const body = { reason, amount: signed, ...purposeMember(why), ...purseMember(session, cashier) };
    const need: Need = { right: isOut ? "cash_out" : "cash_in", asked: amount };
    return record(context, selling.value, { kind: "cash_movement", body, needs: [need], why, after: withMovement(session, signed, cashier) });
  });
}

async function moveForeign(
  context: TillContext,
  selling: Selling,
  reason: MovementReason,
  isOut: boolean,
  money: ForeignMoney,
  why: Why,
): Promise<Result<SessionView>> {
  const worth = worthOf(selling.settings, money, context.pricingContext().day);
  if (!worth.ok) return worth;
  const { currency, amount } = money;
  const signed = isOut ? 0 - amount : amount;
  const body = { reason, currency, foreign_amount: signed, worth: isOut ? 0 - worth.value : worth.value, ...purposeMember(why) };
  // What is worth next to nothing takes the right all the same.
  const need: Need = { right: isOut ? "cash_out" : "cash_in", asked: Math.max(1, worth.value) };
  return record(context, selling, { kind: "cash_movement", body, needs: [need], why, after: withForeign(selling.session, [{ currency, amount: signed }], reason) });
}

/** Somebody takes cash along: what they take from now on is theirs to count. `from`: out of the drawer, or from elsewhere. */
export function takePurse(context: TillContext, float: MinorUnits, from: "drawer" | "elsewhere", why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { cashier, session } = selling.value;
    if (float < 0) return refused("amount.invalid");
    if (purseOf(session, cashier) !== undefined) return refused("purse.taken");
    const purse = { cashier, float, movements: minorUnits(0), cash_expected: float };
    const isFromDrawer = from === "drawer";
    const body = { reason: isFromDrawer ? "transfer" : "float", amount: float, purse: cashier, ...purposeMember(why) };
    const needs: readonly Need[] = isFromDrawer && float > 0 ? [{ right: "cash_out", asked: float }] : [];
    return record(context, selling.value, { kind: "cash_movement", body, needs, why, after: withNewPurse(session, purse, isFromDrawer) });
  });
}

/** The purse is counted and given back. Whose it is gives it back; `into`: the drawer, or the safe. */
export function returnPurse(context: TillContext, counted: Counted, into: "drawer" | "safe", why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { cashier, session } = selling.value;
    const purse = purseOf(session, cashier);
    if (purse === undefined) return refused("purse.none");
    if (!isCount(counted)) return refused("amount.invalid");
    const judged = await fits(context, selling.value, purse.cash_expected, counted, why);
    if (!judged.ok) return judged;
    const members = countMembers(purse.cash_expected, counted, why);
    const body = { purpose: "return", purse: cashier, into, ...members };
    const after = withReturned(context.facts.session ?? session, cashier, counted.amount, into === "drawer");
    return record(context, selling.value, { kind: "cash_count", body, needs: [], why, after });
  });
}

/** The drawer is counted in between; from now on it holds what was counted. */
export function countDrawer(context: TillContext, counted: DrawerCount, why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    return count(context, selling.value, counted, why, { purpose: "check" });
  });
}

/**
 * One cashier hands the drawer to the next without closing: counted by the first, taken over by the second, in one entry. The
 * difference stays with the first.
 */
export function handOver(context: TillContext, counted: DrawerCount, next: SignIn, why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    if (!isCount(counted) || !areForeignCounts(counted.foreign)) return refused("amount.invalid");
    const judged = await fits(context, selling.value, selling.value.session.cash_expected, counted, why);
    if (!judged.ok) return judged;
    const taker = await identify(context, next);
    if (!taker.ok) return taker;
    if (taker.value.cashier === selling.value.cashier) return refused("handover.same");
    const body = { purpose: "handover", to: taker.value.cashier, by: taker.value.by };
    return count(context, selling.value, counted, why, body, taker.value.cashier);
  });
}

async function count(
  context: TillContext,
  selling: Selling,
  counted: DrawerCount,
  why: Why,
  what: EntryObject,
  next?: string,
): Promise<Result<SessionView>> {
  if (!isCount(counted) || !areForeignCounts(counted.foreign)) return refused("amount.invalid");
  const { cash_expected: expected } = selling.session;
  const judged = await fits(context, selling, expected, counted, why);
  if (!judged.ok) return judged;
  const foreign = foreignCounts(selling.session, counted.foreign);
  const body = { ...what, ...countMembers(expected, counted, why), ...foreignMember(foreign) };
  const own = withCounted(context.facts.session ?? selling.session, counted.amount);
  const off = foreign.map(({ currency, difference }) => ({ currency, amount: difference }));
  const after = foreign.length === 0 ? own : withForeign(own, off, "differences");
  return record(context, selling, { kind: "cash_count", body, needs: [], why, after, ...(next === undefined ? {} : { next }) });
}

interface Recorded {
  readonly kind: "cash_movement" | "cash_count";
  readonly body: EntryObject;
  readonly needs: readonly Need[];
  readonly why: Why;
  readonly after: SessionRow;
  /** Who stands at the till from now on. */
  readonly next?: string;
}

/** The entry and what the session becomes: one transaction. */
async function record(context: TillContext, selling: Selling, { kind, body, needs, why, after, next }: Recorded): Promise<Result<SessionView>> {
  const { chain, cashier, session, settings } = selling;
  const approvals = granted(settings, cashier, needs, why.approvals ?? []);
  if (!approvals.ok) return approvals;
  const entry = { session: session.id, cashier, ...body, ...approvalsMember(approvals.value) };
  const companion: Companion<null, "cells"> = {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: async ({ cells }) => {
      await cells.put("session", after);
      if (next !== undefined) await cells.put("cashier", next);
    },
  };
  const news = { session: after, ...(next === undefined ? {} : { cashier: next }) };
  await context.append(chain, context.draft(kind, entry), companion, news);
  return done(after);
}

function purposeMember(why: Why): EntryObject {
  return why.reason === undefined || !isReason(why.reason) ? {} : { purpose: why.reason };
}

/** Cash that somebody carries is not the drawer's. */
function purseMember(session: SessionRow, cashier: string): EntryObject {
  return purseOf(session, cashier) === undefined ? {} : { purse: cashier };
}

