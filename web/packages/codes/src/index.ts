/** @comptoir/codes: what a scanned text is about. Pure: no catalogue, no clock. */
export { amountOnVoucher } from "./bottle-vouchers.ts";
export { checkDigit, isCheckDigitRight, priceCheckDigit } from "./check-digit.ts";
export { readDigitalLink, readElements, saysGs1, SEPARATOR, withoutSymbology, type Element, type Gs1Refusal, type Gs1Result } from "./gs1.ts";
export { checkRule, isMisread, readMeasured, type Measured, type MeasuredKind, type MeasuredRule, type RuleRefusal } from "./measured.ts";
export { readCode, type LabelledItem, type LabelPrice, type Meaning } from "./meaning.ts";
export { currencyNumber, priceInMinorUnits, takesGs1Prices } from "./prices.ts";
