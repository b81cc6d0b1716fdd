/**
 * Somebody of the house buys (journal-format §5.50): who, whether they ring it up themselves, and what is left of their month, as far
 * as this till has heard of the others. The reduction is whatever lists and promotions give the staff's group.
 */
import { setCustomerGroup } from "../basket-terms.ts";
import type { Basket } from "../basket.ts";
import type { TillContext } from "../context.ts";
import { businessDay } from "../day.ts";
import type { SettingsDocument } from "../documents.ts";
import type { Need, Right } from "../people/rights.ts";
import type { StaffPurchase } from "../people/staff-purchase.ts";
import { done, refused, type Result } from "../refusal.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import { identify, type Proof } from "./people.ts";
import { heardSum } from "./told.ts";

export interface Buyer extends StaffPurchase {
  readonly name: string;
  /** What they bought this month, as far as this till knows. */
  readonly bought: MinorUnits;
  readonly limit?: MinorUnits;
}

const MONTH_DAYS_MAX = 32;
const DAY_MS = 86_400_000;

/** By a name that was chosen, or by a badge: that signs nobody in. */
export function whoBuys(context: TillContext, chosen: string | Proof): Promise<Result<Buyer>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    const { settings, cashier } = selling.value;
    const identified = typeof chosen === "string" ? done({ cashier: chosen }) : await identify(context, chosen);
    if (!identified.ok) return identified;
    const person = settings.cashiers.find(({ id }) => id === identified.value.cashier);
    if (person === undefined) return refused("people.wrong");
    const bought = minorUnits(await boughtThisMonth(context, settings, person.id));
    const { purchase_limit: limit } = settings.people;
    return done({
      buyer: person.id,
      name: person.name,
      bought,
      ...(person.id === cashier && isDecided(settings, "own_purchase") ? { is_own: true } : {}),
      ...(limit === undefined ? {} : { limit, ...(isDecided(settings, "exceed_purchase") ? { left: limit - bought } : {}) }),
    });
  });
}

/** The basket is theirs, at the prices of the staff's group. */
export function buyFor(basket: Basket, group: string, { buyer, is_own, left }: StaffPurchase): Basket {
  const grouped = setCustomerGroup(basket, group);
  const needs: readonly Need[] = [{ right: "staff_purchase", asked: 1 }, ...(is_own === true ? [{ right: "own_purchase", asked: 1 } as const] : [])];
  const purchase = { buyer, needs, ...(is_own === undefined ? {} : { is_own }), ...(left === undefined ? {} : { left }) };
  return { ...grouped, also: { ...grouped.also, buyer }, purchase };
}

/** Another customer, or anybody: nobody of the house buys any more. */
export function withoutBuyer({ also, purchase: _bought, ...basket }: Basket): Basket {
  const { buyer: _buyer, ...rest } = also ?? {};
  return Object.keys(rest).length === 0 ? basket : { ...basket, also: rest };
}

/** A shop whose roles are older than a right has decided nothing: nobody is asked. */
function isDecided(settings: SettingsDocument, right: Right): boolean {
  return settings.people.roles.some((role) => role.rights[right] !== undefined);
}

async function boughtThisMonth(context: TillContext, settings: SettingsDocument, buyer: string): Promise<number> {
  const wall = context.ports.clock.wall();
  const monthOf = (epochMs: number): string => businessDay(settings.store, { ...wall, epoch_ms: epochMs }).slice(0, 7);
  const now = monthOf(wall.epoch_ms);
  const range = IDBKeyRange.lowerBound(wall.epoch_ms - MONTH_DAYS_MAX * DAY_MS);
  const rows = await context.db.read(["sales"], ({ sales }) => sales.index("epoch_ms").getAll(range));
  const own = rows.reduce((sum, row) => (row.also?.["buyer"] === buyer && monthOf(row.epoch_ms) === now ? sum + row.gross : sum), 0);
  return own + (await heardSum(context, "staff", buyer, (row) => monthOf(row.at_ms) === now));
}
