/**
 * Notes to a sale or a line: for the kitchen, a serial number, a name. They may be about a person, and an entry is for ever; so it holds
 * a commitment alone (journal-format §5.13). The text stays with the till's row and goes to the server beside the entry, erasable in both.
 */
import { noteCommitment, SALT_BYTES, toBase64url } from "@comptoir/journal";

import type { Basket, BasketLine } from "./basket.ts";
import type { TillContext } from "./context.ts";
import type { SaleRow } from "./database.ts";
import { read } from "./door/late-answers.ts";
import { parseJson, readObject, readTexts } from "./reading.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { NoteView } from "./views.ts";

export const NOTE_CHARACTERS_MAX = 200;
/** Each takes room in the entry. */
const NOTES_MAX = 20;
const AT_ONCE = 50;
const HOLDING_MAX = 500;
/** Who printed a copy until then has it on the paper; the server keeps it longer. */
const KEPT_MS = 30 * 86_400_000;

/** `undefined`: nothing was written. */
export async function makeNote(context: TillContext, text: string, isPrinted: boolean): Promise<NoteView | undefined> {
  const plain = text.trim().slice(0, NOTE_CHARACTERS_MAX).replace(/[\uD800-\uDFFF]/gu, "\uFFFD").normalize("NFC");
  if (plain === "") return undefined;
  const salt = context.ports.random.bytes(SALT_BYTES);
  const commitment = await noteCommitment(context.ports.subtle, salt, plain);
  return { commitment, text: plain, salt: toBase64url(salt), ...(isPrinted ? { is_printed: true } : {}) };
}

/** Of a line, or (without one) of the whole sale; `undefined` takes the note away. */
export function setNote(basket: Basket, line: number | undefined, note: NoteView | undefined): Result<Basket> {
  if (line === undefined) {
    const { note: _before, ...rest } = basket;
    return done(note === undefined ? rest : { ...rest, note });
  }
  if (!basket.lines.some((candidate) => candidate.id === line)) return refused("basket.line_unknown");
  const others = basket.lines.filter((other) => other.id !== line && other.note !== undefined);
  if (note !== undefined && others.length >= NOTES_MAX) return refused("basket.too_long");
  const changed = ({ note: _before, ...rest }: BasketLine): BasketLine => (note === undefined ? rest : { ...rest, note });
  return done({ ...basket, lines: basket.lines.map((other) => (other.id === line ? changed(other) : other)) });
}

/** Where the number of a line would stand: what was shown so that no tax was owed. */
const EVIDENCE = -1;

interface Held extends NoteView {
  readonly row: SaleRow;
  readonly line: number;
}

/**
 * Brings the server the texts of sales that it has, hears which were erased there, and forgets what is old. Nobody waits for it; what
 * the line or a lost answer left is found again. The answer: whether there is more.
 */
export async function sendNotes(context: TillContext): Promise<boolean> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return false;
  const now = context.ports.clock.wall().epoch_ms;
  const since = (await context.db.cell("notes_since_ms")) ?? 0;
  const rows = await context.db.read(["sales"], ({ sales }) => sales.index("epoch_ms").getAll(IDBKeyRange.lowerBound(since)));
  const held = rows.flatMap(notesOf);
  const old = held.filter(({ row }) => row.epoch_ms < now - KEPT_MS && row.are_notes_sent === true);
  await forget(context, old.map(({ commitment }) => commitment), held);
  const young = held.filter((note) => !old.includes(note));
  const waiting = await delivered(context, young.filter(({ row }) => row.are_notes_sent !== true));
  // What was looked through and holds nothing any more is not looked through again.
  const first = young[0]?.row.epoch_ms ?? now;
  if (first > since) await context.db.writeRelaxed(["cells"], ({ cells }) => cells.put("notes_since_ms", first));
  if (young.length === 0) return false;
  const given = waiting.slice(0, AT_ONCE);
  const notes = given.map(({ row, line, commitment, salt, text }) => ({ chain: row.chain, sequence: row.sequence, digest: row.digest, line, commitment, salt, text }));
  const holding = young.slice(-HOLDING_MAX).map(({ commitment }) => commitment);
  const answer = read(await context.ports.door.ask(chain.token, { about: "notes", body: { notes, holding } }), readTaken);
  if (answer.kind !== "ok") return false;
  const taken = new Set(answer.value.taken);
  await markSent(context, given.filter(({ row }) => notesOf(row).every(({ commitment }) => taken.has(commitment))).map(({ row }) => row));
  await forget(context, answer.value.erased, young);
  return waiting.length > given.length && taken.size > 0;
}

/** What was shown for an exemption, the whole sale's note as line 0, then those of lines. One that was forgotten has no text. */
function notesOf(row: SaleRow): readonly Held[] {
  const all = [{ line: EVIDENCE, note: row.exemption?.evidence }, { line: 0, note: row.note }, ...row.lines.map(({ line, note }) => ({ line, note }))];
  return all.flatMap(({ line, note }) => (note === undefined || note.text === "" ? [] : [{ ...note, row, line }]));
}

/** Only of sales that the server holds: any other it does not know yet. */
function delivered(context: TillContext, notes: readonly Held[]): Promise<readonly Held[]> {
  return context.db.read(["entries"], async ({ entries }) => {
    const known = await Promise.all(notes.map(async ({ row }) => (await entries.get([row.chain, row.sequence]))?.acknowledged_ms !== undefined));
    return notes.filter((_note, place) => known[place]);
  });
}

async function markSent(context: TillContext, rows: readonly SaleRow[]): Promise<void> {
  await context.db.writeRelaxed(["sales"], async ({ sales }) => {
    for (const { chain, sequence } of rows) {
      const row = await sales.get([chain, sequence]);
      if (row !== undefined) await sales.put({ ...row, are_notes_sent: true });
    }
  });
}

async function forget(context: TillContext, commitments: readonly string[], held: readonly Held[]): Promise<void> {
  const gone = new Set(commitments);
  const rows = new Map(held.filter(({ commitment }) => gone.has(commitment)).map(({ row }) => [row.digest, row]));
  if (rows.size === 0) return;
  const blank = ({ commitment }: NoteView): NoteView => ({ commitment, text: "", salt: "" });
  const emptied = <T extends { readonly note?: NoteView }>(thing: T): T =>
    thing.note !== undefined && gone.has(thing.note.commitment) ? { ...thing, note: blank(thing.note) } : thing;
  const unshown = (row: SaleRow): SaleRow =>
    row.exemption?.evidence !== undefined && gone.has(row.exemption.evidence.commitment)
      ? { ...row, exemption: { ...row.exemption, evidence: blank(row.exemption.evidence) } }
      : row;
  await context.db.write(["sales"], async ({ sales }) => {
    for (const { chain, sequence } of rows.values()) {
      const row = await sales.get([chain, sequence]);
      if (row !== undefined) await sales.put({ ...emptied(unshown(row)), lines: row.lines.map(emptied) });
    }
  });
}

function readTaken(text: string): { readonly taken: readonly string[]; readonly erased: readonly string[] } {
  const source = readObject(parseJson(text), "notes");
  return { taken: readTexts(source, "taken"), erased: readTexts(source, "erased") };
}
