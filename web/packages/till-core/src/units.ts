/** Branded integers: grams cannot become euros. They are the pricing engine's own. */
export { milli, minorUnits, ppm, type Milli, type MinorUnits, type Ppm } from "@comptoir/pricing";
