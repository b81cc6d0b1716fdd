/** Foreign money that lies in the drawer without a sale: a float at the opening, put in, taken to the safe. It is nobody's purse. */
import { fromForeign } from "@comptoir/pricing";

import type { SessionRow } from "../database.ts";
import type { SettingsDocument } from "../documents.ts";
import { rateOf } from "../other-tenders.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { MinorUnits } from "../units.ts";
import type { ForeignDrawer, ForeignMoney } from "../views.ts";

/** What is in the drawer at the opening; foreign money in its own minor units. */
export interface Floats {
  readonly own: MinorUnits;
  readonly foreign: readonly ForeignMoney[];
}

/** What it is worth by the day's rate: rights are limits in the shop's own money. */
export function worthOf(settings: SettingsDocument, { currency, amount }: ForeignMoney, day: string): Result<MinorUnits> {
  const rate = rateOf(settings.tenders, currency, day);
  if (rate === undefined) return refused("tenders.rate_missing");
  if (!Number.isSafeInteger(amount) || amount <= 0) return refused("amount.invalid");
  return done(fromForeign(amount, rate.exponent, rate.rate_ppm, settings.exponent));
}

/** What moved it. */
export type ForeignWay = Exclude<keyof ForeignDrawer, keyof ForeignMoney>;

/** Each currency once, in the order in which they came. */
export function withForeign(session: SessionRow, moved: readonly ForeignMoney[], way: ForeignWay): SessionRow {
  const foreign = moved.reduce<readonly ForeignDrawer[]>((known, money) => added(known, money, way), session.foreign ?? []);
  return { ...session, foreign };
}

function added(known: readonly ForeignDrawer[], { currency, amount }: ForeignMoney, way: ForeignWay): readonly ForeignDrawer[] {
  const before = known.find((money) => money.currency === currency);
  if (before === undefined) return [...known, { currency, amount, [way]: amount }];
  return known.map((money) => (money === before ? { ...money, amount: money.amount + amount, [way]: (money[way] ?? 0) + amount } : money));
}
