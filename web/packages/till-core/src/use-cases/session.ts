/** The till's day: opened with a float, closed by counting, money moved in between. A session survives reloads and updates. */
import type { EntryObject } from "@comptoir/journal";

import type { Companion } from "../chain-writer.ts";
import type { TillContext } from "../context.ts";
import type { SessionRow } from "../database.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { isReason } from "../people/reasons.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { ClosingView, SessionView } from "../views.ts";
import { withMovement } from "./totals.ts";
import type { Why } from "./why.ts";

export type MovementReason = "float" | "pickup" | "paid_in" | "paid_out";

export function openSession(context: TillContext, float: MinorUnits, why: Why = {}): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { cashier, session } = context.facts;
    if (cashier === undefined) return refused("till.no_cashier");
    if (session !== undefined) return refused("session.already_open");
    if (float < 0) return refused("amount.invalid");

    const { chain, settings } = writable.value;
    const approvals = granted(settings, cashier, [{ right: "open_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const wall = context.ports.clock.wall();
    const opened = emptySession({
      id: context.writer.newId(wall),
      cashier,
      currency: settings.currency,
      opened_at: deviceTime(wall),
      float,
      first_sequence: context.facts.head_sequence + 1,
    });
    const body = { session: opened.id, cashier, currency: opened.currency, float, ...approvalsMember(approvals.value) };
    await context.append(chain, context.draft("opening", body, wall), withSession(opened), { session: opened });
    return done(opened);
  });
}

/** `reason` says which way the money goes; `why.reason` what for. */
export function cashMovement(
  context: TillContext,
  reason: MovementReason,
  amount: MinorUnits,
  why: Why = {},
): Promise<Result<SessionView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    if (amount <= 0) return refused("amount.invalid");
    const { chain, cashier, session, settings } = selling.value;
    const isOut = reason === "pickup" || reason === "paid_out";
    const approvals = granted(settings, cashier, [{ right: isOut ? "cash_out" : "cash_in", asked: amount }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const signed = minorUnits(isOut ? 0 - amount : amount);
    const moved = withMovement(session, signed);
    const purpose = why.reason === undefined || !isReason(why.reason) ? {} : { purpose: why.reason };
    const body = { session: session.id, cashier, reason, amount: signed, ...purpose, ...approvalsMember(approvals.value) };
    await context.append(chain, context.draft("cash_movement", body), withSession(moved), { session: moved });
    return done(moved);
  });
}

/** The ZReport: what was sold, what the drawer should hold and what it held. Works without a server, like everything here. */
export function closeSession(context: TillContext, counted: MinorUnits, why: Why = {}): Promise<Result<ClosingView>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    if (counted < 0) return refused("amount.invalid");
    const { chain, cashier, settings } = selling.value;
    const approvals = granted(settings, cashier, [{ right: "close_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const wall = context.ports.clock.wall();
    const { perpetual } = context.facts;
    const { first_sequence: first, ...session } = selling.value.session;
    const closing: Omit<ClosingView, "ref"> = {
      ...session,
      closed_at: deviceTime(wall),
      cash_counted: counted,
      cash_difference: minorUnits(counted - session.cash_expected),
      first_sequence: first,
      last_sequence: context.facts.head_sequence,
      perpetual_gross: minorUnits(perpetual.gross),
      perpetual_refunded: minorUnits(perpetual.refunded),
    };
    const companion: Companion<null, "cells" | "closings"> = {
      stores: ["cells", "closings"],
      prepare: () => Promise.resolve(null),
      write: async ({ cells, closings }, row) => {
        await cells.clear("session");
        await closings.add({ ...closing, ref: { chain: row.chain, sequence: row.sequence, digest: row.digest } });
      },
    };
    const body = { ...closingBody(closing, cashier), ...approvalsMember(approvals.value) };
    const entry = await context.append(chain, context.draft("closing", body, wall), companion, { session: undefined });
    return done({ ...closing, ref: { chain: entry.chain, sequence: entry.sequence, digest: entry.digest } });
  });
}

/** The drawer opens without a sale: always with a reason, never without a trace. */
export function drawerOpened(context: TillContext, why: Why): Promise<Result<null>> {
  return context.exclusive(async () => {
    const selling = context.selling();
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

function emptySession(opened: Pick<SessionRow, "id" | "cashier" | "currency" | "opened_at" | "float" | "first_sequence">): SessionRow {
  const nothing = minorUnits(0);
  return {
    ...opened,
    sales_count: 0,
    refunds_count: 0,
    gross: nothing,
    refunded: nothing,
    tenders: [],
    movements: nothing,
    cash_expected: opened.float,
  };
}

function withSession(session: SessionRow): Companion<null, "cells"> {
  return {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => cells.put("session", session),
  };
}

function closingBody(closing: Omit<ClosingView, "ref">, cashier: string): EntryObject {
  return {
    session: closing.id,
    cashier,
    currency: closing.currency,
    period: "day",
    first_sequence: closing.first_sequence,
    last_sequence: closing.last_sequence,
    sales_count: closing.sales_count,
    refunds_count: closing.refunds_count,
    gross: closing.gross,
    refunded: closing.refunded,
    cash_expected: closing.cash_expected,
    cash_counted: closing.cash_counted,
    cash_difference: closing.cash_difference,
    tenders: closing.tenders.map(({ kind, amount }) => ({ kind, amount })),
    perpetual_gross: closing.perpetual_gross,
    perpetual_refunded: closing.perpetual_refunded,
  };
}
