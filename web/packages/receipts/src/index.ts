/** The receipt: one document, made from sealed figures, that every renderer shows. Pure: no clock, no network, no DOM. */
export { bytesWide, drawBitmap, type Bitmap } from "./bitmap.ts";
export { encodeText, type CodePage } from "./code-page.ts";
export { composeReport, composeSale, receiptAddress } from "./compose.ts";
export type { Block, PairBlock, ReceiptDocument, Size, TableBlock, TextBlock } from "./document.ts";
export { drawerPulse, escpos, PROFILES, type PrinterProfile, type PrintOptions, type Rasterizer } from "./escpos.ts";
export type { CountFacts, ExtraFacts, ForeignFacts, LineFacts, PaperKind, PurseFacts, ReportFacts, SaleFacts, ShopFacts, SlotFacts, TaxFacts, TenderFacts } from "./facts.ts";
export { htmlOf } from "./html.ts";
export { exceedsSimplified, mustIssue, receiptLaw, type Issue, type ReceiptLaw } from "./law.ts";
export { layout, room, widthOf, type Line, type TextLine } from "./layout.ts";
export { writeMarkup, type Element, type Markup } from "./markup.ts";
export { saleFacts, type SaleContext, type TaxName } from "./reading.ts";
export { svgOf } from "./svg.ts";
export { PLAIN_TEMPLATE, readTemplate, type Logo, type ReceiptTemplate, type Sections } from "./template.ts";
export { Speech, type FormatWords, type ReceiptWords } from "./words.ts";
export { money } from "./figures.ts";
