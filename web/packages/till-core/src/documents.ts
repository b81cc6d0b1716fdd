/** The documents that the server hands to a till (docs/developer/device-door.md), as the till understands them. */
import type { Milli, MinorUnits, Ppm } from "./units.ts";

export type PriceMode = "gross" | "net";

export interface ItemDocument {
  readonly id: string;
  readonly product: string;
  readonly name: string;
  readonly category: string;
  readonly barcodes: readonly string[];
  /** UN/ECE recommendation 20: `C62` is a piece, `KGM` a kilogram. */
  readonly unit: string;
  readonly unit_price: MinorUnits;
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  readonly short?: string;
}

export interface TaxRateDocument {
  readonly category: string;
  readonly rate_ppm: Ppm;
  readonly name: string;
}

export interface CategoryDocument {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly position: number;
  readonly parent?: string;
}

export interface CashierDocument {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

export interface SettingsDocument {
  readonly organization: { readonly id: string; readonly name: string };
  readonly store: {
    readonly id: string;
    readonly name: string;
    readonly address: readonly string[];
    readonly timezone: string;
    readonly phone?: string;
  };
  readonly legal_entity: { readonly name: string; readonly registration: string; readonly tax_number: string };
  readonly till: { readonly id: string; readonly code: string; readonly name: string };
  readonly country: string;
  readonly currency: string;
  readonly exponent: number;
  readonly price_mode: PriceMode;
  readonly locale: string;
  readonly tax_rates: readonly TaxRateDocument[];
  readonly categories: readonly CategoryDocument[];
  readonly cashiers: readonly CashierDocument[];
  readonly public_address: string;
}

export type { Milli, MinorUnits, Ppm };
