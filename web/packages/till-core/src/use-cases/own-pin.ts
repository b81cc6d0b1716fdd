/** Somebody at the till chooses another PIN: the present one proves it here, the server checks it again and tells every till. */
import type { TillContext } from "../context.ts";
import { readSettings } from "../documents.ts";
import type { DoorAnswer } from "../door/door.ts";
import { read } from "../door/late-answers.ts";
import { parseJson, readObject } from "../reading.ts";
import { done, refused, type RefusalCode, type Result } from "../refusal.ts";
import { identify } from "./people.ts";

export interface PinChange {
  readonly pin: string;
  readonly new_pin: string;
}

const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  "staff.pin_weak": "pin.weak",
  "staff.pin_taken": "pin.taken",
  "staff.pin_invalid": "pin.invalid",
  "staff.pin_wrong": "people.wrong",
  "staff.pin_waits": "pin.waits",
  "staff.pin_missing": "pin.none",
  "edge.not_allowed": "people.not_allowed",
};

/** Needs the server: a PIN that only this till knew would be another one at the next. A repeat is recognized there. */
export async function changePin(context: TillContext, { pin, new_pin }: PinChange): Promise<Result<null>> {
  const writable = context.writable();
  if (!writable.ok) return writable;
  const { chain, settings } = writable.value;
  const { cashier: person, is_locked: isLocked } = context.facts;
  if (person === undefined) return refused("till.no_cashier");
  if (isLocked) return refused("till.locked");
  const present = settings.cashiers.find((cashier) => cashier.id === person);
  if (present?.pin === undefined) return refused(present?.is_guarded === true ? "people.not_ready" : "pin.none");
  const refusal = refusalOfNew(settings.people.pin?.length ?? 0, pin, new_pin);
  if (refusal !== undefined) return refused(refusal);
  const proved = await context.exclusive(() => identify(context, { kind: "pin", digits: pin, cashier: person }));
  if (!proved.ok) return proved;
  const answer = await context.ports.door.ask(chain.token, { about: "pin", body: { cashier: person, pin, new_pin } });
  const known = read(answer, (text) => readSettings(readObject(parseJson(text), "pin")["settings"]));
  if (known.kind !== "ok") return refused(refusalOf(known));
  return context.exclusive(async () => {
    await context.db.write(["cells"], ({ cells }) => cells.put("settings", known.value));
    context.learn({ settings: known.value });
    const { session } = context.facts;
    await context.technicalEvent(chain, { event: "pin_changed", cashier: person, ...(session === undefined ? {} : { session: session.id }) });
    return done(null);
  });
}

function refusalOfNew(length: number, pin: string, wanted: string): RefusalCode | undefined {
  if (wanted.length !== length || !/^\d+$/.test(wanted)) return "pin.invalid";
  if (wanted === pin) return "pin.same";
  return isWeakPin(wanted) ? "pin.weak" : undefined;
}

/** One digit repeated, or digits in a row: what everybody tries first. Twin: `is_weak` of comptoir.staff. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set<number>();
  for (let place = 1; place < pin.length; place += 1) steps.add((Number(pin[place]) - Number(pin[place - 1]) + 10) % 10);
  const [step] = steps;
  return steps.size === 1 && (step === 0 || step === 1 || step === 9);
}

function refusalOf(answer: Exclude<DoorAnswer<unknown>, { readonly kind: "ok" }>): RefusalCode {
  return answer.kind === "weather" ? "pin.needs_line" : (REFUSALS[answer.code] ?? "pin.unexpected");
}
