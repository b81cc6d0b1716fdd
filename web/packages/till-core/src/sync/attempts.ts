/** Tells the server what became of payments at card terminals (edge/attempts.py), for whoever asks there. No sale waits for it. */
import type { CardAttempt } from "../card-attempts.ts";
import { tellCodes } from "../code-payments.ts";
import type { TillContext } from "../context.ts";

const AT_ONCE = 20;
const WORDS_MAX = 100;
const NONSENSE = 422;

/** Each until it was taken as it stands. What is refused by itself would be refused for ever, and is not said again. */
export async function tellAttempts(context: TillContext, token: string): Promise<void> {
  const { db, ports } = context;
  await tellCodes(context, token);
  let count = AT_ONCE;
  for (;;) {
    const told = ((await db.cell("card_attempts")) ?? []).filter(({ untold }) => untold).slice(0, count);
    if (told.length === 0) return;
    const { kind, ...answer } = await ports.door.ask(token, { about: "attempts", body: { attempts: told.map(documentOf) } });
    const isNonsense = "status" in answer && answer.status === NONSENSE;
    if (kind !== "ok" && !isNonsense) return;
    if (isNonsense && told.length > 1) {
      count = 1;
      continue;
    }
    const texts = new Set(told.map(textOf));
    await db.write(["cells"], async ({ cells }) => {
      const known = (await cells.get("card_attempts")) ?? [];
      // What was heard meanwhile is told with the next ones.
      await cells.put("card_attempts", known.map((one) => (texts.has(textOf(one)) ? withoutFlag(one) : one)));
    });
  }
}

function withoutFlag({ untold: _untold, ...one }: CardAttempt): CardAttempt {
  return one;
}

function textOf(attempt: CardAttempt): string {
  return JSON.stringify(withoutFlag(attempt));
}

export function documentOf(one: CardAttempt): object {
  const { id, kind, amount, currency, driver, terminal, terminal_name, state, made_ms, events, tip, cashier, result, spent, reverses, approved, label, expires_ms } = one;
  // The first word and the last ones: between them it was asked and asked.
  const words = events.length <= WORDS_MAX ? events : [...events.slice(0, 1), ...events.slice(1 - WORDS_MAX)];
  return {
    id, kind, amount, currency, driver, terminal, terminal_name, state, made_ms, tip, events: words,
    ...(cashier && { cashier }), ...(result && { result }), ...(spent && { spent }), ...(reverses && { reverses }), ...(approved && { approved }),
    ...(label && { label }), ...(expires_ms && { expires_ms }),
  };
}
