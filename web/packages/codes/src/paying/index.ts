/** Codes on a screen that ask a customer's bank, wallet or chain for money. Pure text: who draws it is elsewhere. */
export { creditorReference, isCreditorReference, isIban, isQrIban, isQrReference, referencesOf, type PaymentReferences } from "./accounts.ts";
export { tokenText, upiText, type TokenTransfer, type UpiPayment } from "./addresses.ts";
export { crc16, emvText, merchantText, pixText, type Element, type EmvPayment, type PixPayment } from "./emv.ts";
export { epcText, type EpcTransfer } from "./epc.ts";
export { type PayingRefusal, type PayingText } from "./result.ts";
export { swissText, type SwissPayment } from "./swiss.ts";
