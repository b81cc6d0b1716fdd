/** Which lot a line's goods are, or which piece: said by a person after the article was rung up. */
import { checked, type Basket, type BasketLine } from "./basket.ts";
import { refused, type Result } from "./refusal.ts";
import { milli, type Milli } from "./units.ts";
import type { PieceLabel } from "./views.ts";

const PIECE = "C62";
const ONE = milli(1_000);

/**
 * `undefined`: nobody looked. Of a line of pieces no more than are left of the lot, and of a serial number one: the others stay on a
 * line without. Lines of the same lot become one.
 */
export function labelLine(basket: Basket, id: number, label: PieceLabel | undefined, left: number = Number.MAX_SAFE_INTEGER): Result<Basket> {
  const line = basket.lines.find((one) => one.id === id);
  if (line === undefined) return refused("basket.line_unknown");
  if (line.stated !== undefined) return refused("basket.promised");
  const { serial } = label ?? {};
  if (serial !== undefined && basket.lines.some((one) => one.id !== id && one.item === line.item && one.label?.serial === serial)) return refused("basket.one_piece");
  const { label: _before, ...bare } = line;
  const quantity = taken(line, label, left);
  if (serial !== undefined && line.unit === PIECE && quantity !== ONE) return refused("basket.one_piece");
  const rest = milli(line.quantity_milli - quantity);
  const labelled: BasketLine = { ...bare, quantity_milli: quantity, ...(label && { label }) };
  const others = rest === 0 ? [] : [{ ...bare, id: basket.next_line, quantity_milli: rest }];
  const changed: Basket = {
    ...basket,
    lines: basket.lines.flatMap((one) => (one.id === id ? [labelled, ...others] : [one])),
    next_line: basket.next_line + others.length,
    last_line: others[0]?.id ?? id,
  };
  return checked(joined(changed, labelled));
}

/** A discount of so much, a note and somebody's price are the whole line's. */
function taken(line: BasketLine, label: PieceLabel | undefined, left: number): Milli {
  const isWhole = line.unit !== PIECE || line.note !== undefined || line.price_by === "person" || (line.discount !== undefined && line.discount.kind !== "rate");
  if (label === undefined || isWhole) return line.quantity_milli;
  if (label.serial !== undefined) return ONE;
  const most = Math.floor(left / ((line.pack ?? 1) * 1_000)) * 1_000;
  return most < 1_000 ? line.quantity_milli : milli(Math.min(line.quantity_milli, most));
}

function joined(basket: Basket, line: BasketLine): Basket {
  const same = basket.lines.find((one) => one.id !== line.id && isSame(one, line));
  if (same === undefined || line.unit !== PIECE || line.label?.serial !== undefined) return basket;
  const lines = basket.lines.flatMap((one) => {
    if (one.id === line.id) return [];
    return one.id === same.id ? [{ ...same, quantity_milli: milli(same.quantity_milli + line.quantity_milli) }] : [one];
  });
  return { ...basket, lines, ...(basket.last_line === line.id ? { last_line: same.id } : {}) };
}

function isSame(one: BasketLine, other: BasketLine): boolean {
  return one.discount === undefined && one.note === undefined && thingOf(one) === thingOf(other);
}

function thingOf({ id: _id, quantity_milli: _quantity, ...thing }: BasketLine): string {
  return JSON.stringify(Object.entries(thing).sort(([one], [other]) => (one < other ? -1 : 1)));
}
