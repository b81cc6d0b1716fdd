/** @comptoir/till-core: the till without its screens. */
export {
  addAmount,
  addLine,
  addItem,
  approveBasket,
  confirmAge,
  emptyBasket,
  changedAt,
  priceBasket,
  removeLine,
  setBasketDiscount,
  setLineDiscount,
  setQuantity,
  setUnitPrice,
  type Basket,
  type BasketLine,
  type LineComponent,
  type Discount,
  type Exemption,
  type PricedBasket,
  type PricedLine,
  type PricingContext,
} from "./basket.ts";
export type { OutageView } from "./fiscal/kept.ts";
export type * from "./fiscal/plugin.ts";
export type { AskedDocument } from "./use-cases/asked-document.ts";
export type { LineModifier } from "./line-modifier.ts";
export { addCoupon, findCoupon, hasCoupons, removeCoupon, setCustomerGroup, setExemption, withoutCustomer } from "./basket-terms.ts";
export { browserPorts, type BrowserScope } from "./browser-ports.ts";
export type { Catalog, CatalogEngine } from "./catalog/catalog.ts";
export { foldWords, normalizeBarcode } from "./catalog/fold.ts";
export { workerCatalog, type WorkerHandle } from "./catalog/worker-catalog.ts";
export type {
  AgentDocument,
  CashierDocument,
  CategoryDocument,
  CustomerGroupDocument,
  ItemDocument,
  PriceMode,
  SettingsDocument,
  TaxChangeDocument,
  TaxRateDocument,
} from "./documents.ts";
export { setLinePlace, setPlace, type Place, type Placing } from "./places.ts";
export { businessDay, isForgotten, isLate } from "./day.ts";
export { denominations, type Denomination } from "./denominations.ts";
export type * from "./door/door.ts";
export { HttpDoor } from "./door/http-door.ts";
export type { Assertion, PasskeyRequest } from "./people/passkeys.ts";
export { isBadge } from "./people/verifiers.ts";
export type { Approval } from "./people/approvals.ts";
export { basketNeeds } from "./people/needs.ts";
export { reasonsFor, type Topic } from "./people/reasons.ts";
export { limitOf, RIGHTS, type Lack, type Limits, type Need, type Right } from "./people/rights.ts";
export type { Observable } from "./observable.ts";
export { openTill, type OpenTillOptions } from "./open-till.ts";
export type { Relay, RelayAgent, RelayAnswer, RelayBatch } from "./sync/relay.ts";
export type * from "./ports.ts";
export type { Refusal, RefusalCode, Result } from "./refusal.ts";
export { namedTaxRates, ratesToChoose, taxedBy } from "./taxes.ts";
export { equalShare, handed, settle, withinLaw, type OtherKind, type OtherTender, type Settlement, type TenderInput } from "./tenders.ts";
export type { AgeCheck } from "./age-checks.ts";
export type { Moment } from "./restrictions.ts";
export type { ContainerDocument, OptionDocument, PlaceDocument, VariantDocument } from "./traits.ts";
export type { ShelfNews } from "./use-cases/shelf.ts";
export { Till, type AgentIdentity, type Finalized, type Training } from "./till.ts";
export { milli, minorUnits, ppm, type Milli, type MinorUnits, type Ppm } from "./units.ts";
export type { SalesQuery } from "./use-cases/receipts.ts";
export type { ParkedShelf } from "./use-cases/parking.ts";
export { NOTE_CHARACTERS_MAX, setNote } from "./notes.ts";
export type { Buyer } from "./use-cases/purchases.ts";
export type { ClockAct, ClockMark, Clocking } from "./use-cases/clock.ts";
export type { AttemptEvent, AttemptKind, AttemptPlace, AttemptState, CardAttempt, CardResult, NewAttempt } from "./card-attempts.ts";
export type { Rare } from "./rare.ts";
export type { LotView } from "./use-cases/lots.ts";
export type { StockView } from "./use-cases/stock.ts";
export type { UnreceiptedGoods } from "./use-cases/unreceipted.ts";
export type { RefundPreview } from "./use-cases/refund.ts";
export { GOES_TO, type GoesTo, type RefundLine, type ReturnedGoods } from "./returned.ts";
export type { NewArticle } from "./use-cases/articles.ts";
export type { TenderMove, TenderPlace } from "./use-cases/tender-correction.ts";
export type { Scan, ScannedItem } from "./use-cases/scanning.ts";
export { needsProof } from "./people/needs-proof.ts";
export type { Proof, SignIn } from "./use-cases/people.ts";
export type { PinChange } from "./use-cases/own-pin.ts";
export type { Why } from "./use-cases/why.ts";
export type { MovementReason } from "./use-cases/cash.ts";
export type { Floats } from "./use-cases/foreign-cash.ts";
export type { Counted, Pieces } from "./use-cases/counting.ts";
export type { DrawerCount, ForeignCount } from "./use-cases/foreign-counts.ts";
export type { ClosingCount } from "./use-cases/till-day.ts";
export type { NewWish } from "./use-cases/wishes.ts";
export type * from "./views.ts";
export type { RateDocument, TenderKindDocument, TenderSettings } from "./tender-settings.ts";
export type { NewVoucher, Promised, VoucherView } from "./use-cases/vouchers.ts";
