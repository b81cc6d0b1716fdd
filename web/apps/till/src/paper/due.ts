import { mustIssue } from "@comptoir/receipts";
import type { ReceiptView, SettingsDocument } from "@comptoir/till-core";
import type { Preferences, Printing } from "../state/preferences.svelte.ts";

/** How paper comes on this device: as it was told, else as the country wants it. */
export function printingOf({ printing }: Preferences, settings: SettingsDocument, day: string): Printing {
  if (printing !== undefined) return printing;
  return mustIssue(settings.country, day, settings.receipt.is_page_reachable) ? "always" : "asked";
}

/** Whether the law wants that the customer of this sale gets a receipt. */
export function isDue({ sale, settings }: ReceiptView): boolean {
  return mustIssue(settings.country, sale.device_time.slice(0, 10), settings.receipt.is_page_reachable);
}
