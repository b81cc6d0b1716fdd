/**
 * What a till does besides ringing up and being paid. Fetched when it is first asked for, or when the page has time (`Till.fetchRest`):
 * a cold start does without, and so does every sale.
 */
export { refuseAge } from "./use-cases/ages.ts";
export { createArticle } from "./use-cases/articles.ts";
export { cashMovement, countDrawer, handOver, returnPurse, takePurse } from "./use-cases/cash.ts";
export { readBottleVoucher, sellDeposits } from "./use-cases/deposits.ts";
export { findElsewhere } from "./use-cases/elsewhere.ts";
export { enrol, startLocalChain } from "./use-cases/enrolment.ts";
export { exchangeGoods, takeBack } from "./use-cases/goods-exchange.ts";
export { readLabel } from "./use-cases/labelled-scan.ts";
export { findSaleOfReceipt, hearReturns } from "./use-cases/foreign-receipt.ts";
export { park, parked, recall, shareParked } from "./use-cases/parking.ts";
export { changePin } from "./use-cases/own-pin.ts";
export { approve, askPasskey, lock, signIn } from "./use-cases/people.ts";
export { copyReceipt, findReceipt, findSale, giftReceipt, listSales } from "./use-cases/receipts.ts";
export { photo } from "./use-cases/photos.ts";
export { refreshRest } from "./use-cases/rest.ts";
export { previewRefund, refundSale } from "./use-cases/refund.ts";
export { arrangeFavorites, markSoldOut } from "./use-cases/shelf.ts";
export { correctTender } from "./use-cases/tender-correction.ts";
export { closeSession, drawerOpened, lookAtDay, openSession } from "./use-cases/till-day.ts";
export { rarely } from "./rare.ts";
export { openTraining } from "./training/training-till.ts";
export { spentElsewhere } from "./use-cases/told.ts";
export { findVoucher, holdVoucher, newVoucher, releaseVoucher } from "./use-cases/vouchers.ts";
export { tipped, withTips } from "./tips.ts";
export { lateTip } from "./use-cases/late-tip.ts";
export { makeWish, wishesOf } from "./use-cases/wishes.ts";
export { voidBasket } from "./use-cases/void.ts";
