import type { Basket } from "@comptoir/till-core";

/** How a parked basket is known again: its first article and how many more there are. Nobody is asked for a name. */
export function parkLabel(basket: Basket, freeAmount: string): string {
  const [first, ...others] = basket.lines;
  if (first === undefined) return "";
  const name = first.name ?? freeAmount;
  return others.length === 0 ? name : `${name} + ${others.length}`;
}
