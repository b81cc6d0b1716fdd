/** Whether a rule holds for a basket, and which articles it names. Twin of comptoir.pricing.v2.conditions. */

import type { Basket, Moment } from "./basket.ts";
import { isEverything, type Match, type When } from "./rules.ts";

const NONE: readonly string[] = [];
export const DAY_MINUTES = 1_440;
const DAY = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;

/** Whether the text is a day as conditions write it; days compare as texts. */
export function isDay(text: string): boolean {
  return DAY.test(text);
}

/** Whether the basket is of the store, customer, coupon, day and hour that a rule asks for. */
export function holds(when: When, basket: Basket): boolean {
  return (
    (when.stores.size === 0 || when.stores.has(basket.store ?? "")) &&
    (when.customers.size === 0 || meets(when.customers, basket.customerGroups ?? NONE)) &&
    (when.coupon === "" || (basket.coupons ?? NONE).includes(when.coupon)) &&
    (when.firstDay === "" || when.firstDay <= basket.moment.day) &&
    (when.lastDay === "" || basket.moment.day <= when.lastDay) &&
    isHour(when, basket.moment)
  );
}

function isHour(when: When, moment: Moment): boolean {
  let weekday = moment.weekday;
  if (when.minutes !== undefined) {
    const { start, end } = when.minutes;
    const isLate = moment.minute >= start;
    if (start < end && !(isLate && moment.minute < end)) return false;
    if (start > end && !isLate) {
      if (moment.minute >= end) return false;
      // After midnight of a window that began the day before.
      weekday = ((weekday + 5) % 7) + 1;
    }
  }
  return when.weekdays.size === 0 || when.weekdays.has(weekday);
}

/** Whether an article is one of those that a rule is about. */
export function names(match: Match, item: string, categories: readonly string[]): boolean {
  return isNamed(match, item, categories) && !isExcepted(match, item, categories);
}

function isNamed(match: Match, item: string, categories: readonly string[]): boolean {
  return isEverything(match) || match.items.has(item) || meets(match.categories, categories);
}

export function isExcepted(match: Match, item: string, categories: readonly string[]): boolean {
  return match.exceptItems.has(item) || meets(match.exceptCategories, categories);
}

function meets(wanted: ReadonlySet<string>, given: readonly string[]): boolean {
  return wanted.size > 0 && given.some((name) => wanted.has(name));
}
