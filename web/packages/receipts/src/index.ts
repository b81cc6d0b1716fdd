/** The receipt: one document, made from sealed figures, that every renderer shows. Pure: no clock, no network, no DOM. */
export { composeReport, composeSale, receiptAddress } from "./compose.ts";
export type { Block, PairBlock, ReceiptDocument, Size, TableBlock, TextBlock } from "./document.ts";
export type { ExtraFacts, LineFacts, ReportFacts, SaleFacts, ShopFacts, SlotFacts, TaxFacts, TenderFacts } from "./facts.ts";
export { layout, room, widthOf, type Line, type TextLine } from "./layout.ts";
export { saleFacts, type SaleContext, type TaxName } from "./reading.ts";
export { PLAIN_TEMPLATE, type Logo, type ReceiptTemplate, type Sections } from "./template.ts";
export { Speech, type FormatWords, type ReceiptWords } from "./words.ts";
