/** What holds for a whole basket besides its lines: who the customer is, which codes they show, which tax they do not owe. */
import type { PriceList, Promotion } from "@comptoir/pricing/v2/price";

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

/** Nobody's: without the customer whose card was read, and without what that brought. */
export function withoutCustomer(basket: Basket): Basket {
  if (basket.customer === undefined) return basket;
  const { customer: _before, exemption, ...rest } = setCustomerGroup(basket, undefined);
  return exemption === undefined || exemption.standing !== undefined ? rest : { ...rest, exemption };
}

/** The customer is of this group; `undefined`: anybody. */
export function setCustomerGroup(basket: Basket, group: string | undefined): Basket {
  const { customer_groups: _before, ...rest } = basket;
  return group === undefined ? rest : { ...rest, customer_groups: [group] };
}

/**
 * What a code adds to the basket: the coupon as the shop wrote it, and with a code that is good once that code too, so that the
 * sealed entry says which one was shown. Nothing when no list or promotion waits for it. People say a code in any case.
 */
export function findCoupon(context: PricingContext, text: string): readonly string[] | undefined {
  const wanted = text.trim().toUpperCase();
  if (wanted === "" || context.rules === undefined) return undefined;
  const coupons = waitedFor(context).map((rule) => rule.when.coupon);
  const codes = context.coupon_codes ?? new Map<string, ReadonlySet<string>>();
  // A coupon that is given out in codes is not shown by its own name.
  const open = coupons.find((coupon) => coupon.toUpperCase() === wanted && !codes.has(coupon));
  if (open !== undefined) return [open];
  const once = coupons.find((coupon) => codes.get(coupon)?.has(wanted) === true);
  return once === undefined ? undefined : [once, wanted];
}

/** Whether a list or promotion waits for a code at all. */
export function hasCoupons(context: PricingContext): boolean {
  return waitedFor(context).length > 0;
}

function waitedFor(context: PricingContext): readonly (PriceList | Promotion)[] {
  if (context.rules === undefined) return [];
  const { priceLists, goods, whole } = context.rules;
  return [...priceLists, ...goods.promotions, ...whole.promotions].filter((rule) => rule.when.coupon !== "");
}

/** A code that is there already changes nothing. */
export function addCoupon(basket: Basket, context: PricingContext, text: string): Result<Basket> {
  const found = findCoupon(context, text);
  if (found === undefined) return refused("basket.coupon_unknown");
  const before = basket.coupons ?? [];
  // A second code of the same coupon would be spent for nothing: the first one counts.
  if (found[0] !== undefined && before.includes(found[0])) return done(basket);
  const coupons = [...before, ...found];
  return coupons.length > COUPONS_MAX ? refused("basket.too_many_coupons") : done({ ...basket, coupons });
}

/** A code that is good once goes with the coupon it stands for, and the coupon with it. */
export function removeCoupon(basket: Basket, coupon: string): Basket {
  const { coupons = [], ...rest } = basket;
  const left = coupons.filter((other) => other !== coupon && !isCodeOf(other, coupon) && !isCodeOf(coupon, other));
  return left.length === 0 ? rest : { ...rest, coupons: left };
}

/** The server makes such codes of the coupon, a hyphen and eight signs. */
function isCodeOf(code: string, coupon: string): boolean {
  return code.length === coupon.length + 9 && code.startsWith(`${coupon}-`);
}

/** `undefined`: the customer pays tax like everybody. */
export function setExemption(basket: Basket, reason: string | undefined): Result<Basket> {
  if (basket.lines.some(({ stated }) => stated !== undefined)) return refused("basket.promised");
  const { exemption: _before, ...rest } = basket;
  if (reason === undefined) return done(rest);
  const category = EXEMPT_CATEGORIES[reason];
  if (category === undefined) return refused("basket.exemption_invalid");
  const exemption: Exemption = { category, reason };
  return done({ ...rest, exemption });
}
