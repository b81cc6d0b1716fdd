/** What a basket takes of its cashier's rights. */
import type { Basket, Discount } from "../basket.ts";
import type { Need } from "./rights.ts";

const ALL_PPM = 1_000_000n;

/** The largest part of a price that was given away by hand: a line's discount and the basket's together. */
export function discountNeeds(basket: Basket): readonly Need[] {
  const bases = basket.lines.map((line) => (BigInt(line.unit_price) * BigInt(line.quantity_milli)) / 1_000n);
  const whole = bases.reduce((sum, base) => sum + base, 0n);
  const ofBasket = partOf(basket.discount, whole);
  const parts = basket.lines.map((line, index) => {
    const ofLine = partOf(line.discount, bases[index] ?? 0n);
    return ofLine + ofBasket - (ofLine * ofBasket) / ALL_PPM;
  });
  const largest = parts.reduce((most, part) => (part > most ? part : most), 0n);
  return largest === 0n ? [] : [{ right: "discount", asked: Number(largest) }];
}

/** In parts per million, rounded up: an amount that is a hair more than ten percent is more than ten percent. */
function partOf(discount: Discount | undefined, base: bigint): bigint {
  if (discount === undefined) return 0n;
  if (discount.kind === "rate") return BigInt(discount.ppm);
  if (base <= 0n) return 0n;
  const part = (BigInt(discount.amount) * ALL_PPM + base - 1n) / base;
  return part > ALL_PPM ? ALL_PPM : part;
}
