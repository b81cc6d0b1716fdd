/** What a receipt is made of: the sale, and the shop as it is now. */
import type { SettingsDocument } from "../documents.ts";
import { minorUnits } from "../units.ts";
import type { ReceiptView, SaleView } from "../views.ts";

export function receiptOf(sale: SaleView, settings: SettingsDocument, copyNumber: number): ReceiptView {
  const address = settings.public_address;
  return {
    sale,
    settings,
    paid: minorUnits(sale.gross + sale.cash_rounding),
    change: minorUnits(sale.tenders.reduce((sum, tender) => sum + (tender.change ?? 0), 0)),
    qr_text: address === "" ? sale.essentials : `${address.replace(/\/$/, "")}/r/#${sale.essentials}`,
    copy_number: copyNumber,
  };
}
