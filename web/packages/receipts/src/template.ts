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

/** A template as it came with the settings. What is not what it should be falls back: a receipt is printed whatever a server said. */
export function readTemplate(value: unknown): ReceiptTemplate {
  const source = membersOf(value);
  const chosen = membersOf(source.get("sections"));
  const plain = PLAIN_TEMPLATE.sections;
  const flag = (name: keyof Sections): boolean => {
    const found = chosen.get(name);
    return typeof found === "boolean" ? found : plain[name];
  };
  const logo = readLogo(source.get("logo"));
  return {
    ...(logo === undefined ? {} : { logo }),
    header: textsOf(source.get("header")),
    footer: textsOf(source.get("footer")),
    sections: {
      address: flag("address"),
      legal: flag("legal"),
      cashier: flag("cashier"),
      unit_prices: flag("unit_prices"),
      tax_table: flag("tax_table"),
      qr: flag("qr"),
      barcode: flag("barcode"),
      seal: flag("seal"),
    },
  };
}

function readLogo(value: unknown): Logo | undefined {
  const source = membersOf(value);
  const [width, height, bits] = [source.get("width"), source.get("height"), source.get("bits")];
  if (typeof width !== "number" || typeof height !== "number" || typeof bits !== "string") return undefined;
  return { width, height, bits };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((line) => typeof line === "string") : [];
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}
