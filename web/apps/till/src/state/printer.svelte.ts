import type { ClosingView, ReceiptView } from "@comptoir/till-core";
import { createContext, tick } from "svelte";
import { isLanguage, Words } from "../words/words.svelte.ts";

export type Paper =
  | { readonly kind: "receipt"; readonly receipt: ReceiptView; readonly words: Words }
  | { readonly kind: "closing"; readonly closing: ClosingView };

/** Printing by the browser: the sheet is drawn where only paper sees it, then the print dialog opens. */
export class Printer {
  #paper = $state.raw<Paper>();

  get paper(): Paper | undefined {
    return this.#paper;
  }

  /** A receipt speaks its own language, which may not be the cashier's. */
  async receipt(receipt: ReceiptView): Promise<void> {
    const language = receipt.locale.slice(0, 2);
    const words = await Words.of(isLanguage(language) ? language : "en");
    this.#paper = { kind: "receipt", receipt, words };
  }

  closing(closing: ClosingView): void {
    this.#paper = { kind: "closing", closing };
  }

  /** The sheet is drawn: the browser's dialog may open. */
  async drawn(): Promise<void> {
    await tick();
    print();
  }
}

export const [usePrinter, givePrinter] = createContext<Printer>();
