/** What every till needs to price a basket; the rest comes with a shop's rules (rule-book.ts). */

export type {
  Award,
  Basket,
  Component,
  Exemption,
  Line,
  LineKind,
  Modifier,
  Moment,
  PricedBasket,
  PricedLine,
  PriceSource,
  Switch,
  Tax,
  TaxSubtotal,
} from "./basket.ts";
export { ENGINE_VERSION, price } from "./engine.ts";
export { switchedPrice } from "./taxes.ts";
export { NO_RULES, type PriceList, type Promotion, type Rules } from "./rules.ts";
