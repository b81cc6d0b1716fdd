import type { EntryRef } from "@comptoir/till-core";

export type Screen = "sell" | "sales" | "cash" | "closing" | "settings" | "enrol";
export type SheetName = "menu" | "state" | "cashier" | "keys" | "camera" | "more" | "discount" | "line" | "weigh" | "article" | "terms" | "why" | "park" | "gate" | "favorites" | "giftCard" | "unreceipted" | "deposits" | "pin" | "clock" | "order" | "accounts" | "lot" | "payments" | "holds" | "sealing";
export type SellTab = "articles" | "amount" | "parked";

/**
 * Where the cashier is. Leaving a screen with the device's back button leads back to selling: the history holds one
 * step for the screen or sheet that is open, never a trail.
 */
export class Navigation {
  #screen = $state<Screen>("sell");
  #sheet = $state<SheetName>();
  #tab = $state<SellTab>();
  #basketIsOpen = $state(false);
  #line = $state<number>();
  #sale: EntryRef | undefined;
  readonly #firstTab: () => SellTab;

  /** `firstTab`: what a cashier who has not chosen yet sees. */
  constructor(firstTab: () => SellTab) {
    this.#firstTab = firstTab;
    addEventListener("popstate", () => {
      this.#screen = "sell";
      this.#sheet = undefined;
      this.#basketIsOpen = false;
    });
  }

  get screen(): Screen {
    return this.#screen;
  }

  get sheet(): SheetName | undefined {
    return this.#sheet;
  }

  get tab(): SellTab {
    return this.#tab ?? this.#firstTab();
  }

  /** On a phone: whether the basket is drawn up. */
  get basketIsOpen(): boolean {
    return this.#basketIsOpen;
  }

  go(screen: Screen): void {
    this.#sheet = undefined;
    this.#basketIsOpen = false;
    this.#screen = screen;
    this.#remember();
  }

  /** The sale that the list of sales begins with, once. */
  takeSale(): EntryRef | undefined {
    const sale = this.#sale;
    this.#sale = undefined;
    return sale;
  }

  openSale(sale: EntryRef): void {
    this.#sale = sale;
    this.go("sales");
  }

  show(sheet: SheetName): void {
    this.#sheet = sheet;
    this.#remember();
  }

  /** The basket's line that the sheets `line` and `lot` change. */
  get line(): number | undefined {
    return this.#line;
  }

  editLine(line: number, sheet: SheetName = "line"): void {
    this.#line = line;
    this.show(sheet);
  }

  closeSheet(): void {
    this.#sheet = undefined;
  }

  choose(tab: SellTab): void {
    this.#tab = tab;
    this.#basketIsOpen = false;
    this.#screen = "sell";
  }

  drawBasket(open: boolean): void {
    this.#basketIsOpen = open;
  }

  #remember(): void {
    const isAside = this.#screen !== "sell" || this.#sheet !== undefined;
    if (isAside && history.state !== "aside") history.pushState("aside", "");
  }
}
