/**
 * Pricing engine 2: price lists, promotions, bundles, deposits, several taxes. Twin of comptoir.pricing.v2.
 * The contract is docs/developer/pricing.md.
 */

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
export { readPriceList, readPromotion } from "./reading.ts";
export { compileRules, NO_RULES, type PriceList, type Promotion, type Rules } from "./rules.ts";
