/** Carries customers' wishes to the server once it has their sale, and learns what became of them. */
import type { TillDatabase, WishRow } from "../database.ts";
import type { CustomerRequests, RequestAnswer } from "../door/door.ts";

const AT_ONCE = 50;
/** A receipt that is still on its way after two days is the back office's to follow. */
const WATCHED_MS = 2 * 86_400_000;
/** Nobody comes back for a receipt after a month. */
const GIVEN_UP_MS = 30 * 86_400_000;

export interface Due {
  readonly requests: CustomerRequests;
  readonly rows: readonly WishRow[];
}

/** What there is to say now; undefined when there is nothing. */
export async function dueWishes(db: TillDatabase, nowMs: number): Promise<Due | undefined> {
  return db.read(["wishes", "outbox"], async ({ wishes, outbox }) => {
    const byState = wishes.index("state");
    const asked = [...(await byState.getAll("unsent", AT_ONCE)), ...(await byState.getAll("waiting", AT_ONCE))].slice(0, AT_ONCE);
    const unsent = new Set<string>();
    // A sale that is still here is unknown there.
    if (asked.length > 0) for (const row of await outbox.getAll()) unsent.add(`${row.chain} ${row.sequence}`);
    const ready = asked.filter((row) => !unsent.has(`${row.chain} ${row.sequence}`));
    const watched = (await byState.getAll("queued", AT_ONCE)).filter((row) => nowMs - row.made_ms < WATCHED_MS);
    if (ready.length === 0 && watched.length === 0) return undefined;
    return { requests: requestsOf(ready, watched), rows: [...ready, ...watched] };
  });
}

/** Whether there are wishes, or card payments, of which the server or the till must still hear. */
export async function hasOpenWishes(db: TillDatabase): Promise<boolean> {
  return db.read(["wishes", "cells"], async ({ wishes, cells }) => {
    if ((await cells.get("card_attempts"))?.some(({ untold }) => untold)) return true;
    if ((await cells.get("code_payments"))?.some(({ untold }) => untold)) return true;
    const byState = wishes.index("state");
    const counts = await Promise.all([byState.count("unsent"), byState.count("waiting"), byState.count("queued")]);
    return counts.some((count) => count > 0);
  });
}

export async function keepAnswers(db: TillDatabase, due: Due, answers: readonly RequestAnswer[], nowMs: number): Promise<void> {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const rows = due.rows.flatMap((row) => {
    const answer = byId.get(row.id);
    return answer === undefined ? [] : [answered(row, answer, nowMs)];
  });
  await db.write(["wishes"], async ({ wishes }) => {
    await Promise.all(rows.map((row) => wishes.put(row)));
  });
}

/** From here on the server keeps what is a person's: the till forgets it. */
function answered(row: WishRow, answer: RequestAnswer, nowMs: number): WishRow {
  const { code: _code, number: _number, ...known } = row;
  const news = {
    state: answer.state,
    ...(answer.code === undefined ? {} : { code: answer.code }),
    ...(answer.number === undefined ? {} : { number: answer.number }),
  };
  if (answer.state === "waiting" && nowMs - row.made_ms < GIVEN_UP_MS) return { ...known, ...news };
  const { address: _address, company: _company, ...kept } = known;
  return { ...kept, ...news, ...(answer.state === "waiting" ? { state: "refused" as const } : {}) };
}

function requestsOf(ready: readonly WishRow[], watched: readonly WishRow[]): CustomerRequests {
  return {
    deliveries: ready.flatMap(({ id, chain, sequence, digest, kind, address, language, essentials, consented_at, cashier }) =>
      kind === "invoice" || address === undefined
        ? []
        : [{ id, chain, sequence, digest, channel: kind, address, language, essentials, consented_at, cashier }],
    ),
    invoices: ready.flatMap(({ id, chain, sequence, digest, language, essentials, company }) =>
      company === undefined ? [] : [{ id, chain, sequence, digest, language, essentials, buyer: company }],
    ),
    watching: watched.map((row) => row.id),
  };
}
