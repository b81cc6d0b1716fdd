/** Reads and indexes price lists and promotions, and applies them. A till loads it when its shop has any. */

export { compileRules } from "./compiling.ts";
export { readPriceList, readPromotion } from "./reading.ts";
