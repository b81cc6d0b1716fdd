/**
 * Pricing engine 2: price lists, promotions, bundles, deposits, several taxes. Twin of comptoir.pricing.v2.
 * The contract is docs/developer/pricing.md.
 */

export * from "./price.ts";
export * from "./rule-book.ts";
