/** What the shop's server answers about a receipt; checked member by member, for it may be any server. */
import { parseEnvelope, toUtf8 } from "@comptoir/journal";

export interface StoredEntry {
  readonly content: string;
  readonly seal: string;
}

/** The order that a deposit was paid on, as its till sealed it, and what was paid so far. */
export interface OrderedGoods {
  readonly body: object;
  readonly paid: number;
}

/** How the entry stands in the shop's log: the way from its leaf to a signed head. */
export interface LoggedEntry {
  readonly topic: string;
  readonly subject: string;
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
  readonly note: string;
  readonly key: string;
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
  /** Of every currency that has not two digits. */
  readonly exponents: Readonly<Record<string, number>>;
  /** As the shop made it; read where receipts are made. */
  readonly template: unknown;
  readonly stored: StoredEntry | undefined;
  /** The number of what the entry names: of the sale that was refunded, or of the order. */
  readonly refersTo: string;
  readonly ordered: OrderedGoods | undefined;
  readonly logged: LoggedEntry | undefined;
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
    exponents: readFigures(value["exponents"]),
    template: value["template"],
    stored: readStored(value["stored"]),
    refersTo: text("refers_to"),
    ordered: readOrdered(value["ordered"]),
    logged: readLogged(value["logged"]),
  };
}

function readStored(value: unknown): StoredEntry | undefined {
  if (!isMembers(value)) return undefined;
  const { content, seal } = value;
  return typeof content === "string" && typeof seal === "string" ? { content, seal } : undefined;
}

function readLogged(value: unknown): LoggedEntry | undefined {
  if (!isMembers(value)) return undefined;
  const { topic, subject, index, size, path, note, key } = value;
  const isWhole = Number.isSafeInteger(index) && Number.isSafeInteger(size) && Array.isArray(path);
  if (typeof topic !== "string" || typeof subject !== "string" || typeof note !== "string" || typeof key !== "string" || !isWhole) return undefined;
  return { topic, subject, index: Number(index), size: Number(size), path: path.map(String), note, key };
}

function readFigures(value: unknown): Readonly<Record<string, number>> {
  if (!isMembers(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === "number"));
}

function readOrdered(value: unknown): OrderedGoods | undefined {
  if (!isMembers(value)) return undefined;
  const { content, paid } = value;
  if (typeof content !== "string" || typeof paid !== "number") return undefined;
  const read = parseEnvelope(toUtf8(content));
  return read.ok ? { body: read.envelope.body, paid } : undefined;
}

export function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
