/** Somebody was too young: nothing was sold, and the journal knows that it was asked. */
import type { TillContext } from "../context.ts";
import { done, type Result } from "../refusal.ts";
import { sellingToday } from "./session.ts";

export function refuseAge(context: TillContext, restriction: string, age: number): Promise<Result<null>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    const { cashier, session, chain } = selling.value;
    await context.technicalEvent(chain, { event: "age_refused", cashier, session: session.id, restriction, age });
    return done(null);
  });
}
