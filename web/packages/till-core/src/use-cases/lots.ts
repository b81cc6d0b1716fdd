/**
 * Which lots lie in the store: as the server said last, less what this till sold of them since. What goes off first is proposed where
 * nobody scanned a lot. Goods that were sold without a look at them are the server's to presume, and are told with the next list.
 */
import type { BasketLine } from "../basket.ts";
import type { TillContext } from "../context.ts";
import type { ItemDocument } from "../documents.ts";
import { read, readLots } from "../door/late-answers.ts";
import { deviceTime } from "../time.ts";
import type { PieceLabel, SaleLineView } from "../views.ts";

/** A lot, a piece with a serial number, or goods of which only the last day is known. */
export interface LotView {
  readonly label: PieceLabel;
  /** In the unit of the article, a pack's in its article's. */
  readonly left_milli: number;
  /** Its last day is over. */
  readonly is_past: boolean;
}

const HEARD_FOR_MS = 5 * 60_000;

/** Asks what lies there, if that was not just done: a line that breaks then leaves what is known. */
export async function hearLots({ facts, db, ports }: TillContext): Promise<void> {
  const { chain } = facts;
  const known = await db.cell("lots_heard");
  const now = ports.clock.wall().epoch_ms;
  const passed = now - (known?.heard_ms ?? 0);
  if (chain === undefined || chain.is_local || (passed >= 0 && passed < HEARD_FOR_MS)) return;
  const unsent = await db.read(["outbox"], ({ outbox }) => outbox.getAll(undefined, 1));
  const answer = read(await ports.door.ask(chain.token, { about: "lots", body: known === undefined ? {} : { mark: known.mark } }), readLots);
  if (answer.kind !== "ok") return;
  const { mark, lots = known?.lots ?? [] } = answer.value;
  await db.write(["cells"], ({ cells }) => cells.put("lots_heard", { mark, lots, heard_ms: now, ...(unsent[0] === undefined ? {} : { unsent_ms: unsent[0].made_ms }) }));
}

/** What is left of each, what goes off first before the rest. `lines`: what lies in the basket is not on the shelf. */
export async function lotsOf(context: TillContext, item: ItemDocument, lines: readonly BasketLine[] = []): Promise<readonly LotView[]> {
  const heard = await context.db.cell("lots_heard");
  const shelf = item.pack_count === undefined ? item.id : (item.parent ?? item.id);
  const lying = heard?.lots.filter((lot) => lot.item === shelf) ?? [];
  if (heard === undefined || lying.length === 0) return [];
  const family = new Set([item.id, shelf, ...(item.packs ?? [])]);
  const gone = new Map<string, number>();
  const count = (line: Pick<SaleLineView, "item" | "label" | "quantity_milli" | "pack">): void => {
    if (line.item === undefined || !family.has(line.item)) return;
    for (const key of keysOf(line.label)) gone.set(key, (gone.get(key) ?? 0) + line.quantity_milli * (line.pack ?? 1));
  };
  await context.db.read(["sales"], async ({ sales }) => {
    for await (const { value } of sales.index("epoch_ms").iterate(IDBKeyRange.lowerBound(heard.unsent_ms ?? heard.heard_ms))) value.lines.forEach(count);
  });
  lines.forEach(count);
  const today = deviceTime(context.ports.clock.wall()).slice(0, 10);
  return lying.flatMap(({ item: _item, milli, ...label }): readonly LotView[] => {
    const left = milli - (gone.get(keysOf(label)[0] ?? "") ?? 0);
    return left <= 0 ? [] : [{ label, left_milli: left, is_past: label.expires !== undefined && label.expires < today }];
  });
}

/** What a label takes away: of a piece that says both, its number and its lot. */
function keysOf({ lot, serial, expires }: PieceLabel = {}): readonly string[] {
  const name = lot ?? expires;
  return [...(serial === undefined ? [] : [`serial ${serial}`]), ...(name === undefined ? [] : [`lot ${name}`])];
}
