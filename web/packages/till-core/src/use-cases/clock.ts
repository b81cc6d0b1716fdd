/**
 * The time clock: who comes, breaks, is back and goes. Each is sealed in the till's chain, with no server, whoever stands at the till;
 * an earlier going that was forgotten is asked for at the next coming and sealed as what it is: said later.
 */
import type { TillContext } from "../context.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import { identify, type Identified, type SignIn } from "./people.ts";

export type ClockAct = "come" | "break" | "back" | "go";

/** What this till last heard of somebody. */
export interface ClockMark {
  readonly act: ClockAct;
  /** The till's clock then, as a person reads it. */
  readonly at: string;
  readonly epoch_ms: number;
}

/** What each person did last at the time clock here. */
export interface ClockCells {
  readonly clock: Readonly<Record<string, ClockMark>>;
}

/** Who proved to be there, what they did last at this till, and what may come next; the first one is the obvious one. */
export interface Clocking {
  readonly person: Identified;
  readonly name: string;
  readonly last?: ClockMark;
  readonly next: readonly ClockAct[];
  /** They came so long ago that they must have gone since: when, is asked. */
  readonly is_forgotten: boolean;
}

/** Nobody works for longer: who came before that has gone home. */
export const SHIFT_HOURS_MAX = 16;
const NEXT: Readonly<Record<ClockAct, readonly ClockAct[]>> = {
  come: ["break", "go"],
  break: ["back", "go"],
  back: ["break", "go"],
  go: ["come"],
};
// Another till may have heard the rest: then everything is possible.
const UNKNOWN: readonly ClockAct[] = ["come", "go", "break", "back"];

export function whoClocks(context: TillContext, attempt: SignIn): Promise<Result<Clocking>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const identified = await identify(context, attempt);
    return identified.ok ? done(await clockingOf(context, identified.value)) : identified;
  });
}

/**
 * Seals what somebody does now. `left_at`: a local minute (`2026-11-22T18:05`) at which an earlier going, that nobody wrote down,
 * took place; it is sealed before the coming.
 */
export function clock(context: TillContext, clocking: Clocking, act: ClockAct, left_at?: string): Promise<Result<ClockMark>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { person } = clocking;
    const known = await clockingOf(context, person);
    // Two touches, or another screen: what stands already is the answer.
    if (known.last?.act === act && !known.is_forgotten) return done(known.last);
    if (left_at !== undefined) {
      const wrong = await sealForgotten(context, known, left_at);
      if (wrong !== undefined) return wrong;
    }
    return done(await seal(context, person, act));
  });
}

/** Somebody's going at `left_at`, after they came and before now; else nothing is written. */
async function sealForgotten(context: TillContext, known: Clocking, leftAt: string): Promise<Result<never> | undefined> {
  const wall = context.ports.clock.wall();
  const epoch = Date.parse(`${leftAt}:00Z`) - wall.offset_minutes * 60_000;
  if (!Number.isFinite(epoch) || known.last === undefined || epoch <= known.last.epoch_ms || epoch > wall.epoch_ms) return refused("clock.time_invalid");
  await seal(context, known.person, "go", epoch);
  return undefined;
}

async function seal(context: TillContext, { cashier, by }: Identified, act: ClockAct, saidEpoch?: number): Promise<ClockMark> {
  const { chain, session } = context.facts;
  if (chain === undefined) throw new Error("a clock without a chain");
  const wall = context.ports.clock.wall();
  const at = deviceTime(saidEpoch === undefined ? wall : { ...wall, epoch_ms: saidEpoch });
  const mark: ClockMark = { act, at, epoch_ms: saidEpoch ?? wall.epoch_ms };
  const marks = await context.db.cell("clock");
  const body = {
    event: "time_clock",
    act,
    cashier,
    by,
    ...(saidEpoch === undefined ? {} : { at }),
    ...(session === undefined ? {} : { session: session.id }),
  };
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => cells.put("clock", { ...marks, [cashier]: mark }),
  });
  return mark;
}

async function clockingOf(context: TillContext, person: Identified): Promise<Clocking> {
  const last = (await context.db.cell("clock"))?.[person.cashier];
  const name = context.facts.settings?.cashiers.find((cashier) => cashier.id === person.cashier)?.name ?? "";
  if (last === undefined) return { person, name, next: UNKNOWN, is_forgotten: false };
  const age = context.ports.clock.wall().epoch_ms - last.epoch_ms;
  const isForgotten = last.act !== "go" && age > SHIFT_HOURS_MAX * 3_600_000;
  return { person, name, last, next: isForgotten ? ["come"] : NEXT[last.act], is_forgotten: isForgotten };
}
