/**
 * What the other tills of the shop did that this one must know (device-door, "What other tills did"): codes that are used up, what
 * somebody gave back or bought today. Heard when there is a line, kept as long as it matters, asked without one.
 */
import type { TillContext } from "../context.ts";
import { together } from "../database.ts";
import type { DoorAnswer } from "../door/door.ts";
import { read } from "../door/late-answers.ts";
import { parseJson, readFlag, readInteger, readList, readObject, readText } from "../reading.ts";
import { refused, type Result } from "../refusal.ts";
import { localMinute } from "../time.ts";
import type { ToldRow } from "../told-rows.ts";

export type ToldKind = "bottle_voucher" | "coupon" | "card" | "return" | "staff";

/** Reads on from where it stopped. A server from before this existed knows nothing of it: that is no reason to wait. */
export async function hearTold(context: TillContext, token: string): Promise<DoorAnswer<null>> {
  const { db, ports } = context;
  for (;;) {
    const after = (await db.cell("told_position")) ?? 0;
    const answer = read(await ports.door.ask(token, { about: "told", body: { after } }), readPage);
    if (answer.kind === "weather") return answer;
    if (answer.kind === "refusal") return { kind: "ok", value: null };
    const { told, position, more } = answer.value;
    if (told.length > 0 || position > after) await keep(context, told, position);
    if (!more) return { kind: "ok", value: null };
    if (told.length === 0) return { kind: "weather", weather: "unreadable_answer" };
  }
}

/** The last time that another till spoke of it, if that still matters. */
export async function heardOf({ db, ports }: TillContext, kind: ToldKind, subject: string): Promise<ToldRow | undefined> {
  return (await rowsOf(db, kind, subject)).filter(({ ends_ms: ends }) => ends > ports.clock.wall().epoch_ms).at(-1);
}

/** What other tills told of somebody, as far as it has been heard. */
export async function heardSum({ db }: TillContext, kind: ToldKind, subject: string, isMeant: (row: ToldRow) => boolean): Promise<number> {
  return (await rowsOf(db, kind, subject)).reduce((sum, row) => (isMeant(row) ? sum + row.amount : sum), 0);
}

/** The refusal of a code that another till used: where, and when. */
export async function usedElsewhere<T>(context: TillContext, kind: ToldKind, code: string): Promise<Result<T> | undefined> {
  const used = await heardOf(context, kind, code);
  if (used === undefined) return undefined;
  const { epoch_ms: now, offset_minutes } = context.ports.clock.wall();
  const [there, here] = [used.at_ms, now].map((epoch_ms) => localMinute({ epoch_ms, offset_minutes }));
  const when = there?.slice(0, 10) === here?.slice(0, 10) ? there?.slice(11) : there?.slice(0, 10);
  return refused("code.used_elsewhere", { code, till: used.till, when: when ?? "" });
}

/** A coupon's code that another till used since it joined the basket. */
export async function spentElsewhere<T>(context: TillContext, coupons: readonly string[]): Promise<Result<T> | undefined> {
  for (const code of coupons) {
    const used = await usedElsewhere<T>(context, "coupon", code);
    if (used !== undefined) return used;
  }
  return undefined;
}

type Db = TillContext["db"];

function rowsOf(db: Db, kind: ToldKind, subject: string): Promise<readonly ToldRow[]> {
  return db.read(["told"], ({ told }) => told.index("subject").getAll([kind, subject]));
}

async function keep({ db, ports }: TillContext, told: readonly ToldRow[], position: number): Promise<void> {
  const now = ports.clock.wall().epoch_ms;
  await db.write(["told", "cells"], async (tables) => {
    const ended = await tables.told.index("ends_ms").getAllKeys(IDBKeyRange.upperBound(now));
    await together(
      ...ended.map((key) => () => tables.told.delete(key)),
      ...told.map((row) => () => tables.told.put(row)),
      () => tables.cells.put("told_position", position),
    );
  });
}

interface Page {
  readonly told: readonly ToldRow[];
  readonly position: number;
  readonly more: boolean;
}

function readPage(text: string): Page {
  const source = readObject(parseJson(text), "told");
  return {
    told: readList(source["told"], "told").map((value) => {
      const word = readObject(value, "word");
      return {
        position: readInteger(word, "position"),
        kind: readText(word, "kind"),
        subject: readText(word, "subject"),
        amount: word["amount"] === undefined ? 0 : readInteger(word, "amount"),
        at_ms: Date.parse(readText(word, "at")),
        ends_ms: Date.parse(readText(word, "ends_at")),
        till: readText(word, "till"),
      };
    }),
    position: readInteger(source, "position"),
    more: readFlag(source, "more"),
  };
}
