import type { EntryObject } from "@comptoir/journal";

/** What the cashier said yes to. The day that was shown is not kept: it would be nearly a birth date. */
export interface AgeCheck {
  readonly restriction: string;
  readonly age: number;
}

/** The member of a sale's body; absent when nothing was asked. */
export function ageChecksMember(checks: readonly AgeCheck[]): EntryObject {
  return checks.length === 0 ? {} : { age_checks: checks.map(({ restriction, age }) => ({ restriction, age })) };
}
