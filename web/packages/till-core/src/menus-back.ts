/** Goods of a sold menu come back one by one: each of its parts is a thing of its own, worth its share. */
import { multiplyDivide } from "@comptoir/pricing";

import { milli, minorUnits, type Milli } from "./units.ts";
import type { SaleLineView } from "./views.ts";

/** What can come back of a line: the line, or of a menu its parts as if each had been sold by itself. */
export function thingsOf(line: SaleLineView): readonly SaleLineView[] {
  if (line.components === undefined) return [line];
  return line.components.map(({ quantity_milli: inOne, amount, refunded_milli, ...part }, place) => ({
    ...part,
    line: line.line,
    unit: "C62",
    quantity_milli: inAll(line.quantity_milli, inOne),
    amount,
    line_discount: minorUnits(0),
    basket_discount: minorUnits(0),
    refunded_milli,
    refers_to_component: place + 1,
  }));
}

/** Menus and their parts are sold by the piece: of two menus with three nuggets each, six. */
function inAll(menus: Milli, inOne: Milli): Milli {
  return milli(multiplyDivide(menus, inOne, 1_000));
}

/** The line with what came back of it, or of its parts; `refunded` answers how much of a thing did. */
export function withReturns(line: SaleLineView, refunded: (thing: SaleLineView) => number): SaleLineView {
  const [first, ...rest] = thingsOf(line).map((thing) => milli(refunded(thing)));
  if (line.components === undefined) return { ...line, refunded_milli: first ?? milli(0) };
  const back = first === undefined ? [] : [first, ...rest];
  return { ...line, components: line.components.map((part, place) => ({ ...part, refunded_milli: back[place] ?? milli(0) })) };
}

export function isAllBack(lines: readonly SaleLineView[]): boolean {
  return lines.flatMap(thingsOf).every((thing) => thing.refunded_milli >= thing.quantity_milli);
}

/** Whether both name the same thing of the same sale. */
export function isSameThing(one: Pick<SaleLineView, "line" | "refers_to_component">, line: number, component: number | undefined): boolean {
  return one.line === line && one.refers_to_component === component;
}
