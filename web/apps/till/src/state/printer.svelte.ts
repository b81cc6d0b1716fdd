import type { PrintShop } from "@comptoir/devices/printing";
import type { ReceiptDocument } from "@comptoir/receipts";
import type { ClosingView, Finalized, ReceiptView, Result, SessionView, SettingsDocument, Till } from "@comptoir/till-core";
import { createContext, tick } from "svelte";
import type { Counter } from "./counter.svelte.ts";
import type { ReceiptWish, ReportWish } from "../paper/documents.ts";
import type { ChosenPrinter, Preferences } from "./preferences.svelte.ts";

/**
 * Paper: through the shop's agent where a printer is connected, else by the browser's dialog. Nothing here is loaded before somebody
 * prints, and no sale waits for it.
 */
export class Printer {
  readonly #till: Till;
  readonly #preferences: Preferences;
  readonly #counter: Counter;
  #shop: Promise<PrintShop> | undefined;
  /** Receipts whose original was printed since this page opened, by the digest of their sale. */
  readonly #printed = new Set<string>();
  #paper = $state.raw<ReceiptDocument>();

  constructor(till: Till, preferences: Preferences, counter: Counter) {
    this.#till = till;
    this.#preferences = preferences;
    this.#counter = counter;
  }

  get paper(): ReceiptDocument | undefined {
    return this.#paper;
  }

  /** Jobs that an earlier page left undone go on; without a printer there are none. */
  resume(): void {
    if (this.#preferences.printer !== undefined) void this.shop().then((shop) => shop.resume());
  }

  /** The agents and their jobs. */
  shop(): Promise<PrintShop> {
    this.#shop ??= import("./print-shop.ts").then(({ printShop, tellOfPaper }) => {
      tellOfPaper(this.#counter);
      return printShop();
    });
    return this.#shop;
  }

  /** The receipt of a sale that was just made. There is one original: whoever prints again prints a copy, and the journal knows. */
  async fresh(receipt: ReceiptView): Promise<Result<ReceiptView>> {
    const { ref } = receipt.sale;
    if (!this.#printed.has(ref.digest)) {
      await this.#original(receipt);
      return { ok: true, value: receipt };
    }
    const printed = await this.#till.copyReceipt(ref);
    if (printed.ok) await this.receipt(printed.value);
    return printed;
  }

  /** A receipt speaks its own language, which may not be the cashier's. */
  async receipt(receipt: ReceiptView, wish: ReceiptWish = {}): Promise<void> {
    const { receiptDocument } = await import("../paper/documents.ts");
    await this.print(await receiptDocument(receipt, wish), receipt.sale.number);
  }

  /** The Z of a closed day, or the X of one that goes on or whose drawer is handed over. */
  async report(day: ClosingView | SessionView, settings: SettingsDocument, cashier: string, wish: ReportWish = {}): Promise<void> {
    const { reportDocument } = await import("../paper/documents.ts");
    const document = await reportDocument(day, settings, cashier, new Date(), { ...wish, isTraining: this.#till.training !== undefined });
    await this.print(document, document.title);
  }

  /** A sale was just sealed: cash opens the drawer, and paper comes by itself where the shop wants it so. */
  async paid(finalized: Finalized): Promise<void> {
    const { printer } = this.#preferences;
    if (printer === undefined) return;
    const [{ opens }, { printingOf }] = await Promise.all([import("./press.ts"), import("../paper/due.ts")]);
    const { sale, settings } = finalized.receipt;
    const printing = printingOf(this.#preferences, settings, sale.device_time.slice(0, 10));
    const opensDrawer = printer.has_drawer && opens(finalized);
    if (printing === "always") {
      await this.#original(finalized.receipt, opensDrawer);
    } else if (opensDrawer) {
      await this.openDrawer(finalized.sale.number);
    }
  }

  async openDrawer(label: string): Promise<void> {
    const { printer } = this.#preferences;
    // Real money lies in it.
    if (printer === undefined || this.#till.training) return;
    const { pulse } = await import("./press.ts");
    await pulse(await this.shop(), printer, label);
  }

  /** A page of bytes on the chosen printer and no other: that one is to be tried. */
  async test(printer: ChosenPrinter, bytes: Uint8Array<ArrayBuffer>, label: string): Promise<void> {
    const { printBytes } = await import("./press.ts");
    await printBytes(await this.shop(), printer, bytes, label);
  }

  /** The sheet is drawn: the browser's dialog may open. */
  async drawn(): Promise<void> {
    await tick();
    print();
  }

  /** Answers the job, where there is one to follow. */
  async print(document: ReceiptDocument, label: string, opensDrawer = false): Promise<string | undefined> {
    const { printer } = this.#preferences;
    if (printer === undefined) {
      this.#paper = document;
      return undefined;
    }
    const { press } = await import("./press.ts");
    return press(await this.shop(), printer, document, label, opensDrawer);
  }

  /** What never came out was no original: the next one is. */
  async #original(receipt: ReceiptView, opensDrawer = false): Promise<void> {
    const { number, ref } = receipt.sale;
    const { digest } = ref;
    this.#printed.add(digest);
    const [{ receiptDocument }, { whenNotPrinted }] = await Promise.all([import("../paper/documents.ts"), import("./print-shop.ts")]);
    const job = await this.print(await receiptDocument(receipt), number, opensDrawer);
    if (job !== undefined) whenNotPrinted(job, () => this.#printed.delete(digest));
  }
}

export const [usePrinter, givePrinter] = createContext<Printer>();
