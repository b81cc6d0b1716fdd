/** What the sync loop does now and then. A till that sells needs none of it for its first sale. */
export { exchangeKey } from "../use-cases/exchange.ts";
export { tellAttempts } from "./attempts.ts";
export { CatalogFeed } from "./catalog-feed.ts";
export { presentChain, reportAndCompare, sendAgain } from "./after-restore.ts";
export { noteSync } from "../notices.ts";
export { leaveWithRelay } from "./relay.ts";
export { tellShelf } from "./shelf.ts";
export { dueWishes, hasOpenWishes, keepAnswers } from "./wishes.ts";
