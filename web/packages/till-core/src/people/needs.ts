/** What a basket takes of its cashier's rights. */
import type { Basket, BasketLine, Discount, PricedBasket, PricedLine } from "../basket.ts";
import type { Need } from "./rights.ts";

const ALL_PPM = 1_000_000n;

/** Everything in it that not everybody may do. */
export function basketNeeds(basket: Basket, priced: PricedBasket): readonly Need[] {
  const needs = [...discountNeeds(basket, priced)];
  if (basket.lines.some((line) => line.price_by === "person")) needs.push({ right: "override_price", asked: 1 });
  if (basket.exemption !== undefined && basket.exemption.standing === undefined) needs.push({ right: "tax_exempt", asked: 1 });
  const { purchase } = basket;
  needs.push(...(purchase?.needs ?? []));
  const over = priced.gross - (purchase?.left ?? priced.gross);
  if (over > 0) needs.push({ right: "exceed_purchase", asked: over });
  if (priced.gross < 0 && basket.returned === undefined) needs.push({ right: "pay_out_deposits", asked: 0 - priced.gross });
  return needs;
}

/**
 * The largest part of a price that a person gave away: by saying another price, by the line's discount and by the basket's. What
 * lists and promotions took is the merchant's word, nobody gives it away. Twin: `discount_asked` of comptoir.sales.limits.
 */
export function discountNeeds(basket: Basket, priced: PricedBasket): readonly Need[] {
  const bases = basket.lines.map((line, index) => baseOf(line, priced.lines[index]));
  const given = priced.lines.reduce((sum, line) => sum + line.basket_discount, 0);
  const whole = bases.reduce((sum, base) => sum + base, 0n);
  const ofBasket = partOf(basket.discount, given, whole);
  const parts = basket.lines.map((line, index) => {
    const ofLine = partOf(line.discount, priced.lines[index]?.line_discount ?? 0, bases[index] ?? 0n);
    return both(both(overridden(line), ofLine), ofBasket);
  });
  const largest = parts.reduce((most, part) => (part > most ? part : most), 0n);
  return largest === 0n ? [] : [{ right: "discount", asked: Number(largest) }];
}

function baseOf(line: BasketLine, priced: PricedLine | undefined): bigint {
  return (BigInt(priced?.unit_price ?? line.unit_price) * BigInt(line.quantity_milli)) / 1_000n;
}

function overridden({ price_by: by, regular_price: regular, unit_price: said }: BasketLine): bigint {
  return by !== "person" || regular === undefined || regular <= said ? 0n : share(BigInt(regular - said), BigInt(regular));
}

/** Of a final price, what it came to. */
function partOf(discount: Discount | undefined, came: number, base: bigint): bigint {
  if (discount === undefined) return 0n;
  if (discount.kind === "rate") return BigInt(discount.ppm);
  return share(BigInt(discount.kind === "final" ? came : discount.amount), base);
}

/** In parts per million, rounded up: an amount that is a hair more than ten percent is more than ten percent. */
function share(given: bigint, base: bigint): bigint {
  if (base <= 0n) return 0n;
  const part = (given * ALL_PPM + base - 1n) / base;
  return part > ALL_PPM ? ALL_PPM : part;
}

/** One after the other, each on what the one before left. */
function both(first: bigint, second: bigint): bigint {
  return first + second - (first * second) / ALL_PPM;
}
