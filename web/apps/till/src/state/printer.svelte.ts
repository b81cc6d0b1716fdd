import type { ReceiptDocument } from "@comptoir/receipts";
import type { ClosingView, ReceiptView, SettingsDocument } from "@comptoir/till-core";
import { createContext, tick } from "svelte";
import type { ReceiptWish } from "../paper/documents.ts";

/** Printing by the browser: the sheet is drawn where only paper sees it, then the print dialog opens. */
export class Printer {
  #paper = $state.raw<ReceiptDocument>();

  get paper(): ReceiptDocument | undefined {
    return this.#paper;
  }

  /** A receipt speaks its own language, which may not be the cashier's. */
  async receipt(receipt: ReceiptView, wish: ReceiptWish = {}): Promise<void> {
    const { receiptDocument } = await import("../paper/documents.ts");
    this.#paper = await receiptDocument(receipt, wish);
  }

  async closing(closing: ClosingView, settings: SettingsDocument, cashier: string): Promise<void> {
    const { reportDocument } = await import("../paper/documents.ts");
    this.#paper = await reportDocument(closing, settings, cashier, closing.closed_at);
  }

  /** The sheet is drawn: the browser's dialog may open. */
  async drawn(): Promise<void> {
    await tick();
    print();
  }
}

export const [usePrinter, givePrinter] = createContext<Printer>();
