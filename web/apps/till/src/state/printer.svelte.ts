import type { PrintNews, PrintShop, PrintTarget, SparePage } from "@comptoir/devices/printing";
import type { ReceiptDocument } from "@comptoir/receipts";
import type { ClosingView, Finalized, ReceiptView, Result, SessionView, SettingsDocument, TenderView, Till } from "@comptoir/till-core";
import { createContext, tick } from "svelte";
import type { ReceiptWish } from "../paper/documents.ts";
import type { ChosenPrinter, Preferences } from "./preferences.svelte.ts";
import { onPrintNews, printShop } from "./print-shop.ts";

/**
 * Paper: through the shop's agent where a printer is connected, else by the browser's dialog. Nothing here is loaded before somebody
 * prints, and no sale waits for it.
 */
export class Printer {
  readonly #till: Till;
  readonly #preferences: Preferences;
  /** Receipts whose original was printed since this page opened, by the digest of their sale. */
  readonly #printed = new Set<string>();
  #paper = $state.raw<ReceiptDocument>();

  constructor(till: Till, preferences: Preferences, onNews: (news: PrintNews) => void) {
    this.#till = till;
    this.#preferences = preferences;
    onPrintNews(onNews);
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
    return printShop();
  }

  /** The receipt of a sale that was just made. There is one original: whoever prints again prints a copy, and the journal knows. */
  async fresh(receipt: ReceiptView): Promise<Result<ReceiptView>> {
    const { ref } = receipt.sale;
    const isAgain = this.#printed.has(ref.digest);
    this.#printed.add(ref.digest);
    const printed: Result<ReceiptView> = isAgain ? await this.#till.copyReceipt(ref) : { ok: true, value: receipt };
    if (printed.ok) await this.receipt(printed.value);
    return printed;
  }

  /** A receipt speaks its own language, which may not be the cashier's. */
  async receipt(receipt: ReceiptView, wish: ReceiptWish = {}): Promise<void> {
    const { receiptDocument } = await import("../paper/documents.ts");
    await this.#print(await receiptDocument(receipt, wish), receipt.sale.number);
  }

  /** The Z of a closed day, or the X of one that goes on. */
  async report(day: ClosingView | SessionView, settings: SettingsDocument, cashier: string): Promise<void> {
    const { reportDocument } = await import("../paper/documents.ts");
    const document = await reportDocument(day, settings, cashier, new Date());
    await this.#print(document, document.title);
  }

  /** A sale was just sealed: cash opens the drawer, and paper comes by itself where the shop wants it so. */
  async paid(finalized: Finalized): Promise<void> {
    const { printer, printing } = this.#preferences;
    if (printer === undefined) return;
    const opensDrawer = printer.has_drawer && finalized.sale.tenders.some((tender) => opens(tender, finalized.receipt.settings));
    if (printing === "always") {
      this.#printed.add(finalized.sale.ref.digest);
      const { receiptDocument } = await import("../paper/documents.ts");
      await this.#print(await receiptDocument(finalized.receipt), finalized.sale.number, opensDrawer);
    } else if (opensDrawer) {
      await this.openDrawer(finalized.sale.number);
    }
  }

  async openDrawer(label: string): Promise<void> {
    const { printer, spare } = this.#preferences;
    if (printer === undefined) return;
    const { drawerPulse } = await import("@comptoir/receipts");
    const pulse = new Uint8Array(drawerPulse());
    // Only a drawer of its own: the spare printer may stand in the kitchen.
    const other = spare?.has_drawer === true ? { target: targetOf(spare), data: pulse } : undefined;
    await (await this.shop()).print(targetOf(printer), pulse, label, other);
  }

  /** A page of bytes on the chosen printer and no other: that one is to be tried. */
  async test(printer: ChosenPrinter, bytes: Uint8Array<ArrayBuffer>, label: string): Promise<void> {
    await (await this.shop()).print(targetOf(printer), bytes, label);
  }

  /** The sheet is drawn: the browser's dialog may open. */
  async drawn(): Promise<void> {
    await tick();
    print();
  }

  async #print(document: ReceiptDocument, label: string, opensDrawer = false): Promise<void> {
    const { printer, spare } = this.#preferences;
    if (printer === undefined) {
      this.#paper = document;
      return;
    }
    const [{ escpos, PROFILES }, { rasterizeLine }] = await Promise.all([import("@comptoir/receipts"), import("@comptoir/receipts/raster")]);
    const page = (chosen: ChosenPrinter): Uint8Array<ArrayBuffer> => {
      const profile = PROFILES[chosen.width_mm === 58 ? "58" : "80"];
      return new Uint8Array(escpos(document, profile, { rasterize: rasterizeLine, opens_drawer: opensDrawer && chosen.has_drawer }));
    };
    const other: SparePage | undefined = spare === undefined ? undefined : { target: targetOf(spare), data: page(spare) };
    await (await this.shop()).print(targetOf(printer), page(printer), label, other);
  }
}

/** Cash does, foreign or not, and the vouchers and cheques that the shop keeps there. */
function opens(tender: TenderView, settings: SettingsDocument): boolean {
  if (tender.kind === "cash" || tender.kind === "foreign_cash") return true;
  return settings.tenders?.kinds.find((kind) => kind.id === tender.tender)?.opens_drawer === true;
}

/** What a print job keeps of a choice. */
function targetOf({ way, agent_key: agentKey, printer }: ChosenPrinter): PrintTarget {
  return { ...(way === undefined ? {} : { way }), agent_key: agentKey, printer };
}

export const [usePrinter, givePrinter] = createContext<Printer>();
