/** What holds for a whole basket besides its lines: who the customer is, which codes they show, which tax they do not owe. */
import type { Basket, Exemption, PricingContext } from "./basket.ts";
import { done, refused, type Result } from "./refusal.ts";

/** More codes than this nobody holds in a hand; each takes room in the sealed entry. */
const COUPONS_MAX = 10;

/** Why a customer owes no tax, and the category that says so on papers (UNTDID 5305). */
const EXEMPT_CATEGORIES: Readonly<Record<string, string>> = {
  diplomatic: "E",
  charity: "E",
  export: "G",
  intra_community: "K",
  reverse_charge: "AE",
};

/** The customer is of this group; `undefined`: anybody. */
export function setCustomerGroup(basket: Basket, group: string | undefined): Basket {
  const { customer_groups: _before, ...rest } = basket;
  return group === undefined ? rest : { ...rest, customer_groups: [group] };
}

/** The code as the shop wrote it, when a list or promotion waits for it; people say it in any case. */
export function findCoupon(context: PricingContext, text: string): string | undefined {
  const wanted = text.trim().toUpperCase();
  if (wanted === "" || context.rules === undefined) return undefined;
  const { priceLists, goods, whole } = context.rules;
  const rules = [...priceLists, ...goods.promotions, ...whole.promotions];
  return rules.find((rule) => rule.when.coupon !== "" && rule.when.coupon.toUpperCase() === wanted)?.when.coupon;
}

/** Whether a list or promotion waits for a code at all. */
export function hasCoupons(context: PricingContext): boolean {
  if (context.rules === undefined) return false;
  const { priceLists, goods, whole } = context.rules;
  return [...priceLists, ...goods.promotions, ...whole.promotions].some((rule) => rule.when.coupon !== "");
}

/** A code that is there already changes nothing. */
export function addCoupon(basket: Basket, context: PricingContext, text: string): Result<Basket> {
  const coupon = findCoupon(context, text);
  if (coupon === undefined) return refused("basket.coupon_unknown");
  const before = basket.coupons ?? [];
  if (before.includes(coupon)) return done(basket);
  return before.length >= COUPONS_MAX ? refused("basket.too_many_coupons") : done({ ...basket, coupons: [...before, coupon] });
}

export function removeCoupon(basket: Basket, coupon: string): Basket {
  const { coupons = [], ...rest } = basket;
  const left = coupons.filter((other) => other !== coupon);
  return left.length === 0 ? rest : { ...rest, coupons: left };
}

/** `undefined`: the customer pays tax like everybody. */
export function setExemption(basket: Basket, reason: string | undefined): Result<Basket> {
  const { exemption: _before, ...rest } = basket;
  if (reason === undefined) return done(rest);
  const category = EXEMPT_CATEGORIES[reason];
  if (category === undefined) return refused("basket.exemption_invalid");
  const exemption: Exemption = { category, reason };
  return done({ ...rest, exemption });
}
