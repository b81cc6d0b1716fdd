/** What a shop chooses about its receipts. Data, made in the back office and handed to tills with their settings. */

/** One bit a dot, rows of whole bytes, base64: what a thermal head prints, and small enough for every till. */
export interface Logo {
  readonly width: number;
  readonly height: number;
  readonly bits: string;
}

export interface Sections {
  readonly address: boolean;
  readonly legal: boolean;
  readonly cashier: boolean;
  readonly unit_prices: boolean;
  readonly tax_table: boolean;
  readonly qr: boolean;
  readonly barcode: boolean;
  readonly seal: boolean;
}

export interface ReceiptTemplate {
  readonly logo?: Logo;
  readonly header: readonly string[];
  /** Empty: the language's own thanks. */
  readonly footer: readonly string[];
  readonly sections: Sections;
}

/** What a shop has that chose nothing yet. */
export const PLAIN_TEMPLATE: ReceiptTemplate = {
  header: [],
  footer: [],
  sections: {
    address: true,
    legal: true,
    cashier: true,
    unit_prices: true,
    tax_table: true,
    qr: true,
    barcode: false,
    seal: false,
  },
};
