/** Where a session's cash lies: in the drawer, and in the purses of those who carry their own. Pure sums. */
import type { SessionRow } from "../database.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { PurseView } from "../views.ts";

export function purseOf(session: SessionRow, cashier: string | undefined): PurseView | undefined {
  return session.purses.find((purse) => purse.cashier === cashier);
}

/** Money that came in (or, below zero, went out) where `cashier` takes it. */
export function withCash(session: SessionRow, amount: number, cashier: string | undefined): SessionRow {
  const purse = purseOf(session, cashier);
  if (purse === undefined) return { ...session, cash_expected: minorUnits(session.cash_expected + amount) };
  return withPurse(session, { ...purse, cash_expected: minorUnits(purse.cash_expected + amount) });
}

/** Money that came in or went out without a sale. */
export function withMovement(session: SessionRow, amount: MinorUnits, cashier?: string): SessionRow {
  const purse = purseOf(session, cashier);
  if (purse === undefined) return { ...withCash(session, amount, undefined), movements: minorUnits(session.movements + amount) };
  return withPurse(session, {
    ...purse,
    movements: minorUnits(purse.movements + amount),
    cash_expected: minorUnits(purse.cash_expected + amount),
  });
}

/** From now on the drawer holds what was counted; the difference is the count's. */
export function withCounted(session: SessionRow, counted: MinorUnits): SessionRow {
  return {
    ...session,
    cash_expected: counted,
    differences: minorUnits(session.differences + counted - session.cash_expected),
  };
}

export function withNewPurse(session: SessionRow, purse: PurseView, fromDrawer: boolean): SessionRow {
  const rest = fromDrawer ? withMovement(session, minorUnits(0 - purse.float)) : session;
  return { ...rest, purses: [...rest.purses, purse] };
}

/** A purse is counted and given back; into the drawer, or elsewhere. */
export function withReturned(session: SessionRow, cashier: string, counted: MinorUnits, intoDrawer: boolean): SessionRow {
  const purse = purseOf(session, cashier);
  if (purse === undefined) return session;
  const { float, cash_expected: expected } = purse;
  const returned = { cashier, float, cash_expected: expected, cash_counted: counted, cash_difference: minorUnits(counted - expected) };
  const rest = { ...session, purses: session.purses.filter((other) => other !== purse), returned: [...session.returned, returned] };
  return intoDrawer ? withMovement(rest, counted) : rest;
}

function withPurse(session: SessionRow, purse: PurseView): SessionRow {
  return { ...session, purses: session.purses.map((other) => (other.cashier === purse.cashier ? purse : other)) };
}
