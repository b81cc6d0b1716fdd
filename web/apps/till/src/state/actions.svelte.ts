import type { BasketLine, Why } from "@comptoir/till-core";
import { createContext, untrack } from "svelte";
import { isSheetOpen, isTypingField } from "../view/keyboard.ts";
import { parkLabel } from "../view/park-label.ts";
import type { Counter } from "./counter.svelte.ts";
import type { SellTab } from "./navigation.svelte.ts";
import type { Printer } from "./printer.svelte.ts";
import type { Shelf } from "./shelf.svelte.ts";

const TABS: readonly SellTab[] = ["articles", "amount", "parked"];

/** A list whose choices have digits (a menu, the cash drawer): the digit chooses. */
function pressDigit(character: string): boolean {
  if (!/^[1-9]$/.test(character)) return false;
  const scope = document.querySelector("dialog[open]") ?? document;
  const choice = scope.querySelector<HTMLButtonElement>(`button[data-digit="${character}"]:not(:disabled)`);
  choice?.click();
  return choice !== null;
}

/** What a page leads to: to be reached by Tab, it stands behind a keypad. */
function pressMain(): boolean {
  const main = [...document.querySelectorAll<HTMLButtonElement>("main button:is(.primary, .danger):not(:disabled)")].at(-1);
  main?.click();
  return main !== undefined;
}

/** What a cashier can do from the keyboard or from a menu: one verb each, whoever asks for it. */
export class Actions {
  readonly #counter: Counter;
  readonly #shelf: Shelf;
  readonly #printer: Printer;

  constructor(counter: Counter, shelf: Shelf, printer: Printer) {
    this.#counter = counter;
    this.#shelf = shelf;
    this.#printer = printer;
  }

  /** Under a name, or else under what lies in it: nobody is asked for one. */
  async park(name?: string): Promise<void> {
    const { selling, paying, messages, words } = this.#counter;
    if (selling.isEmpty || paying.isCommitted) return;
    paying.leave();
    const parked = await selling.park(name ?? parkLabel(selling.offered, words.say("sell.freeAmount")));
    if (parked === undefined) return;
    messages.show({
      text: words.say("basket.parkedNow", { label: parked.label }),
      action: words.say("common.undo"),
      onaction: () => void selling.recall(parked.id, ""),
    });
  }

  /** The basket goes, for a reason; what is worth more than the role may throw away, somebody allows. */
  cancelBasket(): void {
    const { selling, paying, words, asking } = this.#counter;
    if (selling.isEmpty || paying.isCommitted) return;
    asking.ask({
      title: words.say("basket.cancelSale"),
      topic: "void",
      needs: [{ right: "void", asked: selling.priced.gross }],
      withReason: true,
      then: (why) => void this.#cancelNow(why),
    });
  }

  async #cancelNow(why: Why): Promise<void> {
    const { selling, paying, messages, words, navigation } = this.#counter;
    if (selling.isEmpty || paying.isCommitted) return;
    paying.leave();
    navigation.drawBasket(false);
    const bringBack = await selling.cancel(why);
    messages.show({ text: words.say("basket.cancelled"), action: words.say("common.undo"), onaction: bringBack });
  }

  /** A code from a reader. `*3` typed before it counts three. */
  async scan(code: string, asAmerican?: string): Promise<void> {
    if (this.#counter.people.scanned(code, (badge) => void this.#counter.scannedBadge(badge))) return;
    if (this.#counter.state.session === undefined || this.#counter.navigation.screen !== "sell") return;
    if (this.#counter.state.is_locked) return;
    const quantity = this.#shelf.quantityTyped;
    if (quantity !== undefined) {
      this.#shelf.search("");
      this.#counter.selling.quantityForNext(quantity);
    }
    await this.#counter.scan(code, asAmerican);
  }

  /** Enter in the search: a quantity for the last line, a code typed by hand, or the first article found. */
  async submitSearch(): Promise<void> {
    const { selling, till } = this.#counter;
    const query = this.#shelf.query.trim();
    const quantity = this.#shelf.quantityTyped;
    const last = selling.lastLine;
    if (quantity !== undefined) {
      this.#shelf.search("");
      if (last !== undefined && quantity > 0) this.#counter.setPieces(last, quantity);
      return;
    }
    if (query === "") return;
    const isCode = /^\d{4,}$/.test(query) && (await till.catalog.findBarcode(query)) !== undefined;
    if (isCode) {
      this.#shelf.search("");
      await this.#counter.scan(query);
      return;
    }
    const [first] = await till.catalog.search(query, 1);
    if (first !== undefined && this.#counter.add(first)) this.#shelf.search("");
  }

  /** Keys that are no characters. A sheet that is open, or a field that is typed in, hears its keys itself. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || isSheetOpen()) return;
    const isHandled = untrack(() => this.#function(event) || (!isTypingField(event.target) && this.#editing(event)));
    if (isHandled) event.preventDefault();
  }

  /** A character that a person typed and that no keypad wanted. */
  typed(character: string): void {
    if (pressDigit(character)) return;
    if (isSheetOpen() || this.#counter.state.session === undefined) return;
    const { navigation, paying } = this.#counter;
    if (character === "?") navigation.show("keys");
    if (character === "?" || navigation.screen !== "sell") return;
    if (paying.step !== "basket" && paying.step !== "paid") return;
    if (this.#lineCharacter(character) || navigation.tab !== "articles") return;
    // Letters go into the search without focusing it: on a tablet that would open the soft keyboard.
    // Who types has left the tile pressed before: Enter adds what was found, and does not press that tile once more.
    if (document.activeElement instanceof HTMLButtonElement) document.activeElement.blur();
    const { query } = this.#shelf;
    if (character !== " " || query !== "") this.#shelf.search(query + character);
  }

  #function(event: KeyboardEvent): boolean {
    const { navigation, paying, exponent } = this.#counter;
    const isSelling = navigation.screen === "sell";
    if (event.key === "p" && event.ctrlKey && paying.last !== undefined && paying.step === "paid") {
      void this.#printer.fresh(paying.last.receipt).then((printed) => {
        if (!printed.ok) this.#counter.refuse(printed.refusal.code, printed.refusal.details);
      });
      return true;
    }
    if (event.key === "F1") return this.#do(() => navigation.show("menu"));
    if (event.key === "F10") return this.#do(() => navigation.go("sales"));
    if (event.key === "Escape") return this.#leave();
    if (!isSelling) return event.key === "Enter" && event.ctrlKey && pressMain();
    switch (event.key) {
      case "F2":
        return this.#do(() => navigation.choose(TABS[(TABS.indexOf(navigation.tab) + 1) % TABS.length] ?? "articles"));
      case "F3":
        return this.#do(() => this.#focusSearch());
      case "F4":
        return this.#do(() => void this.park());
      case "F6":
        return this.#do(() => this.#counter.selling.isEmpty || navigation.show("discount"));
      case "F7":
        return this.#do(() => paying.split());
      case "F8":
        return this.#do(() => (paying.step === "cash" ? void paying.takeCash() : paying.cash(exponent)));
      case "F9":
        return this.#do(() => (paying.step === "card" ? void paying.accept() : paying.card(exponent)));
      case "PageUp":
      case "PageDown":
        return this.#walk(event);
      case "ArrowDown":
        return event.target instanceof Element && event.target.id === "search" && this.#walk(event);
      case "Delete":
        return event.ctrlKey && this.#do(() => this.cancelBasket());
      case "k":
        return event.ctrlKey && this.#do(() => navigation.show("camera"));
      case "z":
        return event.ctrlKey && this.#do(() => this.#counter.messages.act());
      default:
        return false;
    }
  }

  #editing(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { navigation, paying } = this.#counter;
    if (navigation.screen !== "sell" || (paying.step !== "basket" && paying.step !== "paid")) return false;
    const { query } = this.#shelf;
    const inHand = this.#lineInHand();
    const isOnButton = event.target instanceof HTMLButtonElement;
    switch (event.key) {
      case "Enter":
        if (isOnButton) return false;
        if (paying.step === "paid") return this.#do(() => paying.leave());
        return query !== "" && navigation.tab === "articles" && this.#do(() => void this.submitSearch());
      case "Backspace":
        return query !== "" && navigation.tab === "articles" && this.#do(() => this.#shelf.search(query.slice(0, -1)));
      case "Delete":
        return inHand !== undefined && this.#do(() => this.#counter.removeLine(inHand));
      case "ArrowUp":
      case "ArrowDown":
      case "ArrowLeft":
      case "ArrowRight":
        return this.#walk(event);
      default:
        return false;
    }
  }

  #lineCharacter(character: string): boolean {
    const { selling, navigation } = this.#counter;
    const last = this.#lineInHand();
    if (character === "+" && navigation.tab === "amount" && selling.commitEntry()) return true;
    if (last === undefined || this.#shelf.query !== "") return false;
    if (character === "+") return this.#do(() => selling.more(last));
    return character === "-" && this.#do(() => this.#counter.lessOf(last));
  }

  /** The line that has the focus, or else the one that was touched last. */
  #lineInHand(): BasketLine | undefined {
    const row = document.activeElement?.closest<HTMLElement>("[data-line]");
    const id = row?.dataset["line"];
    const { lines, lastLine } = this.#counter.selling;
    return lines.find((line) => String(line.id) === id) ?? lastLine;
  }

  #leave(): boolean {
    const { navigation, paying, messages } = this.#counter;
    if (navigation.screen !== "sell") return this.#do(() => navigation.go("sell"));
    if (paying.step === "card") return this.#do(() => paying.decline());
    if (paying.step === "cash" || paying.step === "other") return this.#do(() => paying.back());
    if (paying.step !== "basket" && !paying.isCommitted) return this.#do(() => paying.leave());
    if (this.#shelf.query !== "") return this.#do(() => this.#shelf.search(""));
    if (navigation.basketIsOpen) return this.#do(() => navigation.drawBasket(false));
    return messages.shown !== undefined && this.#do(() => messages.dismiss());
  }

  /** Arrows go from tile to tile, page keys from line to line of the basket; loaded when somebody first does. */
  #walk({ key, target }: KeyboardEvent): boolean {
    if (target instanceof Element && target.closest("[role=tablist], [role=radiogroup]") !== null) return false;
    void import("./walk.ts").then(({ walk }) => walk(key, target));
    return true;
  }

  #focusSearch(): void {
    this.#counter.navigation.choose("articles");
    requestAnimationFrame(() => document.getElementById("search")?.focus());
  }

  #do(action: () => unknown): true {
    action();
    return true;
  }
}

export const [useActions, giveActions] = createContext<Actions>();
