/** What the shop's server answers about a receipt; checked member by member, for it may be any server. */

export interface StoredEntry {
  readonly content: string;
  readonly seal: string;
}

export interface Shop {
  readonly certificate: string;
  readonly publicKey: string;
  /** The key that signed the certificate: this server's, outside its database. */
  readonly serverKey: string;
  readonly number: string;
  readonly store: string;
  readonly address: string;
  readonly phone: string;
  readonly timezone: string;
  readonly legalEntity: string;
  readonly registration: string;
  readonly taxNumber: string;
  readonly country: string;
  readonly exponent: number;
  /** As the shop made it; read where receipts are made. */
  readonly template: unknown;
  readonly stored: StoredEntry | undefined;
}

export type Asked =
  | { readonly kind: "known"; readonly shop: Shop }
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable" };

const PATIENCE_MS = 10_000;

/** Ask the server of this page; whatever goes wrong on the way is "unreachable", for the customer can't mend it. */
export async function askShop(chain: string, sequence: number): Promise<Asked> {
  try {
    const answer = await fetch(`/api/v1/receipts/${chain}/${sequence}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 404) return { kind: "unknown" };
    if (!answer.ok) return { kind: "unreachable" };
    const shop = readShop(await answer.json());
    return shop ? { kind: "known", shop } : { kind: "unreachable" };
  } catch {
    return { kind: "unreachable" };
  }
}

export function readShop(value: unknown): Shop | undefined {
  if (!isMembers(value)) return undefined;
  const text = (name: string): string => (typeof value[name] === "string" ? value[name] : "");
  if (text("public_key") === "" || text("certificate") === "" || text("server_key") === "") return undefined;
  return {
    certificate: text("certificate"),
    publicKey: text("public_key"),
    serverKey: text("server_key"),
    number: text("number"),
    store: text("store"),
    address: text("address"),
    phone: text("phone"),
    timezone: text("timezone"),
    legalEntity: text("legal_entity"),
    registration: text("registration"),
    taxNumber: text("tax_number"),
    country: text("country"),
    exponent: typeof value["exponent"] === "number" ? value["exponent"] : 2,
    template: value["template"],
    stored: readStored(value["stored"]),
  };
}

function readStored(value: unknown): StoredEntry | undefined {
  if (!isMembers(value)) return undefined;
  const { content, seal } = value;
  return typeof content === "string" && typeof seal === "string" ? { content, seal } : undefined;
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
