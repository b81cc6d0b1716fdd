/** Proposes what goes off first, of goods that are kept by lot and were rung up without one. Nothing waits for an answer. */
import type { BasketLine, ItemDocument, LotView, PieceLabel } from "@comptoir/till-core";
import { labelLine } from "@comptoir/till-core/goods";

import { labelWords } from "../view/label-words.ts";
import type { Counter } from "./counter.svelte.ts";

/** After an article joined the basket: a serial number is asked for once, a lot is offered beside the work. */
export async function offerLot(counter: Counter, item: ItemDocument): Promise<void> {
  const line = counter.selling.lastLine;
  if (line?.item !== item.id || line.label !== undefined) return;
  if (item.tracking === "serial") {
    counter.navigation.editLine(line.id, "lot");
    return;
  }
  const lots = await lotsOf(counter, item);
  const isNews = counter.selling.lastLine?.id === line.id && counter.selling.lastLine.label === undefined;
  if (isNews && lots.length > 0) propose(counter, item, line, lots);
}

export async function lotsOf(counter: Counter, item: ItemDocument): Promise<readonly LotView[]> {
  const rare = await counter.till.rarely();
  return rare.lotsOf(item, counter.selling.lines);
}

/** The line is of this lot; where it has more than are left of it, the next lot is offered for the rest. True when all is said. */
export function takeLot(counter: Counter, item: ItemDocument, line: number, label: PieceLabel | undefined, left?: number): boolean {
  if (!counter.selling.change((basket) => labelLine(basket, line, label, left))) return false;
  counter.feedback.scanned();
  if (label?.expires !== undefined && label.expires < counter.till.moment().day) {
    counter.warn(counter.words.say("sell.expired", { name: item.name, date: counter.formats.date(label.expires) }));
  }
  const rest = counter.selling.lastLine;
  return label === undefined || rest?.item !== item.id || rest.label !== undefined;
}

function propose(counter: Counter, item: ItemDocument, line: BasketLine, lots: readonly LotView[]): void {
  const { messages, words, formats, navigation } = counter;
  const past = lots.find((lot) => lot.is_past);
  const first = lots.find((lot) => !lot.is_past);
  const named = ({ label }: LotView): string => labelWords(label, words, formats);
  const says = [
    ...(past === undefined ? [] : [words.say("lot.past", { name: item.name, lot: named(past) })]),
    ...(first === undefined ? [] : [words.say("lot.first", { name: item.name, lot: named(first) })]),
  ];
  messages.show({
    text: says.join(" "),
    ...(past === undefined ? {} : { tone: "warn" as const }),
    ...(first === undefined ? {} : { action: words.say("lot.take"), onaction: () => take(counter, item, line.id, first) }),
    other: words.say("lot.other"),
    onother: () => navigation.editLine(line.id, "lot"),
  });
}

function take(counter: Counter, item: ItemDocument, line: number, { label, left_milli: left }: LotView): void {
  if (!takeLot(counter, item, line, label, left)) void offerLot(counter, item);
}
