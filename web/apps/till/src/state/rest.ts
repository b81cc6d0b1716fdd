import type { Till } from "@comptoir/till-core";
import type { Counter } from "./counter.svelte.ts";
import { fetchAllWords, type Words } from "../words/words.svelte.ts";

/**
 * The parts of the till that are not needed to sell the first article. They are files of their own, so that a cold start on a
 * cheap phone reads less; they are fetched as soon as the page is idle, so that no tap ever waits for a network.
 */
function fetchRest(till: Till, words: Words): Promise<unknown> {
  return Promise.all([
    till.fetchRest(),
    words.complete(),
    fetchAllWords(),
    import("../parts/Sheets.svelte"),
    import("@comptoir/devices/terminals"),
    import("../parts/GiveReceipt.svelte"),
    import("../parts/GiveSheet.svelte"),
    import("../parts/SplitPanel.svelte"),
    import("../parts/OtherPanel.svelte"),
    import("../parts/LinkPanel.svelte"),
    import("../parts/TipBar.svelte"),
    import("../parts/LastSale.svelte"),
    import("../parts/TerminalPanel.svelte"),
    import("../parts/PaymentsSheet.svelte"),
    import("../parts/GiftCardSheet.svelte"),
    import("../parts/DepositsSheet.svelte"),
    import("../parts/VoucherCodes.svelte"),
    import("../parts/PromiseSheets.svelte"),
    import("../paper/order-document.ts"),
    import("../parts/LineSheet.svelte"),
    import("../parts/LotSheet.svelte"),
    import("./lot-offer.ts"),
    import("../parts/PlaceSwitch.svelte"),
    import("../parts/WeighSheet.svelte"),
    import("../parts/MoreSheet.svelte"),
    import("../parts/DiscountSheet.svelte"),
    import("../parts/TermsSheet.svelte"),
    import("../parts/ParkedTab.svelte"),
    import("../parts/ItemSheet.svelte"),
    import("../parts/MenuSheet.svelte"),
    import("../parts/CashierSheet.svelte"),
    import("../parts/PinSheet.svelte"),
    import("../parts/ClockSheet.svelte"),
    import("../parts/WhySheet.svelte"),
    import("../parts/StateSheet.svelte"),
    import("../parts/SealingSheet.svelte"),
    import("../parts/KeysSheet.svelte"),
    import("../parts/UnreceiptedSheet.svelte"),
    import("../parts/Peripherals.svelte"),
    import("../parts/CameraSheet.svelte"),
    import("../parts/BadgeCamera.svelte"),
    import("../parts/ArticleSheet.svelte"),
    import("../parts/GateSheet.svelte"),
    import("./asking-first.ts"),
    import("./other-scans.ts"),
    import("../parts/FavoritesSheet.svelte"),
    import("../state/photos.svelte.ts"),
    import("../parts/PrintedPaper.svelte"),
    import("../paper/documents.ts"),
    fetchScreens(),
  ]);
}

function fetchScreens(): Promise<unknown> {
  return Promise.all([
    import("../screens/Locked.svelte"),
    import("../screens/Opening.svelte"),
    import("../screens/Sales.svelte"),
    import("../screens/Closing.svelte"),
    import("../screens/Cash.svelte"),
    import("../parts/DayNotice.svelte"),
    import("../screens/Settings.svelte"),
    import("../screens/OtherTab.svelte"),
  ]);
}

/** A till without a catalogue, or with a large one, does not wait longer. */
const LATEST_MS = 4_000;

/** After the catalogue, which a scan waits for: both at once would be slower for each. */
export function fetchRestWhenIdle(till: Till, words: Words, counter: Counter): void {
  // It learns, or sells again, from a page that was opened for it.
  // Texts of notes follow their sales, and the store's orders are asked for: whenever the server has everything else.
  let sequence = -1;
  till.sync.subscribe(({ phase, unsent_count: unsent }) => {
    const { head_sequence: head } = till.state.value;
    if (phase !== "idle" || unsent > 0 || head === sequence) return;
    sequence = head;
    // A line that breaks now: the next sale, or the next start, tries again.
    till.rarely().then((rare) => rare.sendNotes().then(() => rare.hearOrders()), () => undefined);
  });
  let cards = till.state.value.settings?.customer_cards;
  till.state.subscribe(({ settings, must_train: mustTrain }) => {
    if (settings?.customer_cards !== cards) {
      cards = settings?.customer_cards;
      // A line that breaks now: the next start tries again.
      till.rarely().then((rare) => rare.hearCards(), () => undefined).catch(() => undefined);
    }
    if (mustTrain !== (till.training !== undefined)) location.reload();
  });
  let hasBegun = false;
  const begin = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    fetchInIdleTime(till, words, counter);
  };
  setTimeout(begin, LATEST_MS);
  till.catalog.status.subscribe((status) => {
    if (status.phase === "ready") begin();
  });
}

function fetchInIdleTime(till: Till, words: Words, counter: Counter): void {
  const fetchNow = (): void => {
    // A line that breaks now is tried again when something of it is opened.
    fetchRest(till, words)
      .then(async () => {
        performance.mark("rest-ready");
        const { tellWhatIsKeptAside } = await import("./kept-aside.svelte.ts");
        tellWhatIsKeptAside(counter);
        const { settlePayments } = await import("./card-payments.svelte.ts");
        void settlePayments(counter);
        const { watchLinks } = await import("./pay-links.svelte.ts");
        watchLinks(counter);
        const { markLowStock } = await import("./low-stock.ts");
        markLowStock(counter);
        const { fetchPhotosAhead, savesData } = await import("@comptoir/till-core/goods");
        if (!savesData(navigator)) await fetchPhotosAhead(till, idle);
      })
      // Or when the line is back, whichever comes first.
      .catch(() => addEventListener("online", () => void idle().then(fetchNow), { once: true }));
  };
  void idle().then(fetchNow);
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    const ready = (): void => resolve();
    // Safari has no idle callback.
    if ("requestIdleCallback" in window) window.requestIdleCallback(ready, { timeout: 3000 });
    else setTimeout(ready, 1000);
  });
}
