/** The till's session: what a sale needs of it, and the two entries that begin and end it. It survives reloads, updates and a night. */
import type { EntryObject } from "@comptoir/journal";

import type { Companion } from "../chain-writer.ts";
import type { Selling, TillContext } from "../context.ts";
import type { SessionRow, StoredSession } from "../database.ts";
import { businessDay, isForgotten } from "../day.ts";
import type { WallTime } from "../ports.ts";
import type { Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { ClosingView, ForeignMoney } from "../views.ts";

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
  await open(context, selling.value, session.cash_expected, { carried_from: session.id }, foreignIn(session));
  return context.selling();
}

/** Foreign money that should lie there, each currency once. */
export function foreignIn({ tenders, foreign = [] }: Pick<SessionRow, "tenders" | "foreign">): readonly ForeignMoney[] {
  const sums = new Map<string, number>();
  for (const { currency, amount } of foreign) sums.set(currency, amount);
  for (const { currency, foreign_amount: amount = 0 } of tenders) if (currency !== undefined) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, amount]) => ({ currency, amount })).filter(({ amount }) => amount !== 0);
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

/** Call it inside `exclusive`. */
export async function open(
  context: TillContext,
  { chain, settings, cashier }: Opening,
  float: MinorUnits,
  more: EntryObject,
  foreign: readonly ForeignMoney[] = [],
): Promise<SessionRow> {
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
    ...(foreign.length === 0 ? {} : { foreign: foreign.map(({ currency, amount }) => ({ currency, amount, float: amount })) }),
  };
  const floats = foreign.length === 0 ? {} : { foreign_floats: foreign.map(({ currency, amount }) => ({ currency, amount })) };
  const body = { session: opened.id, cashier, currency: opened.currency, business_day: opened.business_day, float, ...floats, ...more };
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
  readonly view: Pick<ClosingView, "cash_counted" | "cash_difference" | "cash_left" | "counted_tenders" | "deposits" | "prepaid" | "unconfirmed">;
}

/** One entry, and with it the session is gone: a crash before leaves the day open, a crash after leaves it closed. */
export async function close(context: TillContext, selling: Selling, wall: WallTime, ending: Ending): Promise<ClosingView> {
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
  // A first sale of the morning may close yesterday: it must not wait for a file that cannot be had. The closing then says less.
  const taxes = await (await import("./day-taxes.ts").catch(context.reportBug))?.dayTaxes(context.db, chain.chain, first, closing.last_sequence);
  const body = { ...closingBody(closing, cashier), ...taxes, ...(recounts === 0 ? {} : { recounts }), ...ending.body };
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
  const { differences, purses, returned, tips } = closing;
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
    tenders: closing.tenders.map((tender) => ({ ...tender })),
    ...(tips === undefined ? {} : { tips: tips.map((tip) => ({ ...tip })) }),
    ...(differences === 0 ? {} : { differences }),
    ...(carried.length === 0 ? {} : { purses: carried.map((purse) => ({ ...purse })) }),
    perpetual_gross: closing.perpetual_gross,
    perpetual_refunded: closing.perpetual_refunded,
  };
}

