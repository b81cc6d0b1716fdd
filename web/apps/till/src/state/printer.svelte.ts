import type { ClosingView, ReceiptView } from "@comptoir/till-core";
import { createContext, tick } from "svelte";

export type Paper =
  | { readonly kind: "receipt"; readonly receipt: ReceiptView }
  | { readonly kind: "closing"; readonly closing: ClosingView };

/** Printing by the browser: the sheet is drawn where only paper sees it, then the print dialog opens. */
export class Printer {
  #paper = $state.raw<Paper>();

  get paper(): Paper | undefined {
    return this.#paper;
  }

  receipt(receipt: ReceiptView): void {
    void this.#print({ kind: "receipt", receipt });
  }

  closing(closing: ClosingView): void {
    void this.#print({ kind: "closing", closing });
  }

  async #print(paper: Paper): Promise<void> {
    this.#paper = paper;
    await tick();
    print();
  }
}

export const [usePrinter, givePrinter] = createContext<Printer>();
