import type { PrintShop, PrintTarget } from "@comptoir/devices/printing";
import { drawerPulse, escpos, PROFILES, type ReceiptDocument } from "@comptoir/receipts";
import { rasterizeLine } from "@comptoir/receipts/raster";
import type { Finalized, SettingsDocument, TenderView } from "@comptoir/till-core";
import { equipment } from "./equipment.svelte.ts";
import type { ChosenPrinter } from "./preferences.svelte.ts";

/** From a document to bytes for the chosen printer, and for the one that takes over. Loaded when something is printed. */
export async function press(shop: PrintShop, printer: ChosenPrinter, document: ReceiptDocument, label: string, opensDrawer: boolean): Promise<string> {
  const page = (chosen: ChosenPrinter): Uint8Array<ArrayBuffer> => {
    const profile = PROFILES[chosen.width_mm === 58 ? "58" : "80"];
    return new Uint8Array(escpos(document, profile, { rasterize: rasterizeLine, opens_drawer: opensDrawer && chosen.has_drawer }));
  };
  const { spare } = equipment;
  const drawerOf = (chosen: ChosenPrinter): { readonly opens_drawer?: boolean } => (opensDrawer && chosen.has_drawer ? { opens_drawer: true } : {});
  const other = spare === undefined ? undefined : { target: targetOf(spare), data: page(spare), ...drawerOf(spare) };
  return shop.print(targetOf(printer), page(printer), label, other, drawerOf(printer));
}

/** Opens the drawer; the second printer's only where it has one of its own: it may stand in the kitchen. */
export async function pulse(shop: PrintShop, printer: ChosenPrinter, label: string): Promise<void> {
  const data = new Uint8Array(drawerPulse());
  const { spare } = equipment;
  const other = spare?.has_drawer === true ? { target: targetOf(spare), data, opens_drawer: true } : undefined;
  await shop.pulse(targetOf(printer), data, label, other);
}

/** Bytes on this printer and no other: it is to be tried. */
export async function printBytes(shop: PrintShop, printer: ChosenPrinter, data: Uint8Array<ArrayBuffer>, label: string): Promise<void> {
  await shop.print(targetOf(printer), data, label);
}

/** Of a sale, whether some of what was paid belongs into the drawer. Nobody who learns opens it. */
export function opens({ sale, receipt }: Finalized): boolean {
  return sale.is_training !== true && sale.tenders.some((tender) => belongsThere(tender, receipt.settings));
}

/** Cash does, foreign or not, and the vouchers and cheques that the shop keeps there. */
function belongsThere(tender: TenderView, settings: SettingsDocument): boolean {
  if (tender.kind === "cash" || tender.kind === "foreign_cash") return true;
  return settings.tenders?.kinds.find((kind) => kind.id === tender.tender)?.opens_drawer === true;
}

/** What a print job keeps of a choice. */
function targetOf({ way, agent_key: agentKey, printer }: ChosenPrinter): PrintTarget {
  return { ...(way === undefined ? {} : { way }), agent_key: agentKey, printer };
}
