/** The documents that the server hands to a till (docs/developer/device-door.md), as the till understands them. */
import type { MeasuredKind, MeasuredRule } from "@comptoir/codes";

import {
  readFlag,
  readInteger,
  readList,
  readObject,
  readOptionalText,
  readText,
  readTexts,
  Unreadable,
  type JsonObject,
} from "./reading.ts";
import { RIGHTS, type Limits } from "./people/rights.ts";
import { readTenders, type TenderSettings } from "./tender-settings.ts";
import type { ItemTraits } from "./traits.ts";
import { minorUnits, ppm, type MinorUnits, type Ppm } from "./units.ts";

export type PriceMode = "gross" | "net";

export interface ItemDocument extends ItemTraits {
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
  /** Its class knows the rate of each day; category and rate above are those of the day of its price. */
  readonly tax_class?: string;
  readonly short?: string;
  /** What price lists ask for it, by list. */
  readonly list_prices?: Readonly<Record<string, MinorUnits>>;
  /** Added by the till's catalogue when it answers: the state in which the item has this price. */
  readonly catalog_position?: number;
}

export interface TaxRateDocument {
  readonly category: string;
  readonly rate_ppm: Ppm;
  readonly name: string;
  readonly tax_class?: string;
}

/** The rate of a class from the store's midnight on which `valid_from` begins. */
export interface TaxChangeDocument {
  readonly tax_class: string;
  readonly valid_from: string;
  readonly category: string;
  readonly rate_ppm: Ppm;
}

export interface CategoryDocument {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly position: number;
  readonly parent?: string;
  /** Who may buy what stands here, where an article says nothing itself. */
  readonly restriction?: string;
}

/** Somebody who may stand at this till. Without a PIN and a badge, a tap on the name is enough. */
export interface CashierDocument {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly role?: string;
  /** Verifiers (ADR 0011), of use only with this till's own key. */
  readonly pin?: string;
  readonly badge?: string;
  /** The person has a secret that this till can't check yet. */
  readonly is_guarded: boolean;
  /** Public keys of devices that prove this person (people/passkeys.ts). */
  readonly passkeys?: readonly PasskeyDocument[];
}

export interface PasskeyDocument {
  /** base64url, as WebAuthn names the credential. */
  readonly id: string;
  /** SubjectPublicKeyInfo, base64url. */
  readonly public_key: string;
  /** COSE: -7 is ES256, -257 RS256. */
  readonly algorithm: number;
  /** The host name that it was made for. */
  readonly rp_id: string;
}

export interface RoleDocument {
  readonly id: string;
  readonly name: string;
  readonly rights: Limits;
}

export interface PeopleDocument {
  readonly roles: readonly RoleDocument[];
  /** The exchange key that the verifiers are made for; empty while the server has none of this till. */
  readonly key: string;
  readonly pin?: { readonly length: number; readonly salt: string; readonly iterations: number };
  /** 0: the till never locks itself. */
  readonly lock_after_s: number;
  /** A count that differs by more needs a reason; absent: none ever does. */
  readonly difference_limit?: MinorUnits;
  /** What one person may buy as staff in a month; absent: as much as they like. */
  readonly purchase_limit?: MinorUnits;
  /** What the shop shows where a PIN is asked. */
  readonly note?: string;
}

/** What the shop chose about receipts. The template is read where receipts are made, not before every first sale. */
export interface ReceiptSettings {
  /** `fr`; "" leaves it to the organization's locale. */
  readonly language: string;
  readonly template: unknown;
  /** How this server can hand a receipt over: `email`, `sms`. */
  readonly channels: readonly string[];
  /** The public page answered when it was last asked from outside: its code is then worth showing. */
  readonly is_page_reachable: boolean;
  /** Whether a customer may claim an invoice. */
  readonly has_invoices: boolean;
}

/** 04:00: late enough for a bar, early enough for a bakery. */
const DAY_STARTS_MINUTE = 240;

/** One stretch of a day; `closes` may lie beyond midnight (1,560 is 02:00). */
export interface OpeningHours {
  readonly weekday: number;
  readonly opens: number;
  readonly closes: number;
}

/** A program on the shop's hardware: where it is asked, and the key that signs its answers. */
export interface AgentDocument {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly public_key: string;
}

/** Customers for whom price lists and promotions can be. Buying as staff takes a right. */
export interface CustomerGroupDocument {
  readonly id: string;
  readonly name: string;
  readonly is_staff: boolean;
}

export interface SettingsDocument {
  readonly organization: { readonly id: string; readonly name: string };
  readonly store: {
    readonly id: string;
    readonly name: string;
    readonly address: readonly string[];
    readonly timezone: string;
    /** Minutes after midnight at which a business day begins. */
    readonly day_starts_minute: number;
    /** Minutes after midnight, by day of the week from Monday; empty: nobody said. */
    readonly opening_hours: readonly OpeningHours[];
    readonly phone?: string;
    /** The half of the selling screen that a till begins with; absent: the articles. */
    readonly first_tab?: "amount";
    /** The duty of the country that Comptoir can't fulfil here yet; absent: the store sells. */
    readonly training_only?: string;
    /** Goods without a receipt are paid back in cash, too; absent: as store credit only. */
    readonly returns_in_cash?: true;
  };
  readonly legal_entity: { readonly name: string; readonly registration: string; readonly tax_number: string };
  readonly till: { readonly id: string; readonly code: string; readonly name: string };
  readonly country: string;
  readonly currency: string;
  readonly exponent: number;
  readonly price_mode: PriceMode;
  readonly locale: string;
  /** The rates of the day on which the server said so; `taxRatesOf` has those of today. */
  readonly tax_rates: readonly TaxRateDocument[];
  /** What was dated ahead then, in order of days. */
  readonly tax_changes?: readonly TaxChangeDocument[];
  readonly categories: readonly CategoryDocument[];
  readonly customer_groups: readonly CustomerGroupDocument[];
  readonly cashiers: readonly CashierDocument[];
  /** How the shop's scales write their labels. */
  readonly scale_labels: readonly MeasuredRule[];
  readonly people: PeopleDocument;
  /** What stands first, in the order in which somebody laid it out. */
  readonly favorites?: readonly string[];
  /** Questions asked with articles, and who may buy restricted goods: read (`./goods.ts`) where something is asked. */
  readonly modifier_groups?: unknown;
  readonly restrictions?: unknown;
  /** Containers with a deposit, and how machines write vouchers: read (`./deposits.ts`) where one is there. */
  readonly bottle_deposits?: unknown;
  readonly bottle_vouchers?: unknown;
  /** Why customers of this shop owe no tax: read (`./exemptions.ts`) where somebody asks. */
  readonly exemptions?: unknown;
  /** Customers who never owe any: read there too. */
  readonly exempt_customers?: unknown;
  /** The mark of the list of customers who carry cards; absent: nobody does. */
  readonly customer_cards?: string;
  readonly public_address: string;
  /** A card terminal that this till asks by itself; absent: the cashier says what a stand-alone one answered. */
  readonly card_terminal?: "simulated";
  /** The agents of the till's store. */
  readonly agents: readonly AgentDocument[];
  readonly receipt: ReceiptSettings;
  /** In stores that ask where goods are eaten: read (`./places.ts`) where a basket is priced. */
  readonly places?: object;
  /** Absent in what an older program kept. */
  readonly tenders?: TenderSettings;
  /** What the country's module is told: read (`./fiscal/plugin.ts`) where one is loaded. */
  readonly fiscal?: unknown;
}

export function readItem(value: unknown): ItemDocument {
  const source = readObject(value, "item");
  const short = readOptionalText(source, "short");
  const taxClass = readOptionalText(source, "tax_class");
  return {
    // Traits as they came: they are looked at where the article is (`withSoundTraits`).
    ...source,
    id: readText(source, "id"),
    product: readText(source, "product"),
    name: readText(source, "name"),
    category: readOptionalText(source, "category") ?? "",
    barcodes: readTexts(source, "barcodes"),
    unit: readText(source, "unit"),
    unit_price: minorUnits(readInteger(source, "unit_price")),
    tax_category: readText(source, "tax_category"),
    tax_rate_ppm: ppm(readInteger(source, "tax_rate_ppm")),
    ...(taxClass === undefined ? {} : { tax_class: taxClass }),
    ...(short === undefined ? {} : { short }),
    ...(source["list_prices"] === undefined ? {} : { list_prices: readListPrices(source["list_prices"]) }),
  };
}

function readListPrices(value: unknown): Readonly<Record<string, MinorUnits>> {
  const source = readObject(value, "list_prices");
  return Object.fromEntries(Object.keys(source).map((list) => [list, minorUnits(readInteger(source, list))]));
}

/**
 * Items of a chunk. One that is not what it should be is left out: the other 1,999 can still be sold. They are looked at where they
 * lie, not copied: a till with 100,000 items does this before its first scan.
 */
export function readItems(value: unknown): readonly ItemDocument[] {
  return readList(value, "chunk").filter(isItem);
}

function isItem(value: unknown): value is ItemDocument {
  if (typeof value !== "object" || value === null) return false;
  if (!("id" in value && "product" in value && "name" in value && "category" in value && "unit" in value)) return false;
  if (!("barcodes" in value && "unit_price" in value && "tax_category" in value && "tax_rate_ppm" in value)) return false;
  return (
    typeof value.id === "string" &&
    typeof value.product === "string" &&
    typeof value.name === "string" &&
    typeof value.category === "string" &&
    typeof value.unit === "string" &&
    typeof value.tax_category === "string" &&
    Number.isSafeInteger(value.unit_price) &&
    Number.isSafeInteger(value.tax_rate_ppm) &&
    Array.isArray(value.barcodes) &&
    value.barcodes.every((barcode) => typeof barcode === "string") &&
    (!("tax_class" in value) || typeof value.tax_class === "string") &&
    (!("short" in value) || typeof value.short === "string") &&
    (!("list_prices" in value) || areListPrices(value.list_prices))
  );
}

function readAgent(value: unknown): AgentDocument {
  const source = readObject(value, "agent");
  return {
    id: readText(source, "id"),
    name: readText(source, "name"),
    address: readText(source, "address"),
    public_key: readText(source, "public_key"),
  };
}

function areListPrices(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((price) => Number.isSafeInteger(price));
}

export function readSettings(value: unknown): SettingsDocument {
  const source = readObject(value, "settings");
  const legal = readObject(source["legal_entity"], "legal_entity");
  const till = readObject(source["till"], "till");
  const organization = readObject(source["organization"], "organization");
  return {
    organization: { id: readText(organization, "id"), name: readText(organization, "name") },
    store: readStore(readObject(source["store"], "store")),
    legal_entity: {
      name: readText(legal, "name"),
      registration: readText(legal, "registration"),
      tax_number: readText(legal, "tax_number"),
    },
    till: { id: readText(till, "id"), code: readText(till, "code"), name: readText(till, "name") },
    country: readText(source, "country"),
    currency: readText(source, "currency"),
    exponent: readInteger(source, "exponent"),
    price_mode: readPriceMode(source),
    locale: readText(source, "locale"),
    tax_rates: readList(source["tax_rates"], "tax_rates").map(readTaxRate),
    tax_changes: source["tax_changes"] === undefined ? [] : readList(source["tax_changes"], "tax_changes").map(readTaxChange),
    categories: readList(source["categories"], "categories").map(readCategory),
    customer_groups: readList(source["customer_groups"] ?? [], "customer_groups").map(readCustomerGroup),
    cashiers: readList(source["cashiers"], "cashiers").map(readCashier),
    scale_labels: source["scale_labels"] === undefined ? [] : readList(source["scale_labels"], "scale_labels").map(readScaleLabel),
    people: readPeople(source["people"]),
    favorites: source["favorites"] === undefined ? [] : readTexts(source, "favorites"),
    modifier_groups: source["modifier_groups"],
    restrictions: source["restrictions"],
    bottle_deposits: source["bottle_deposits"],
    bottle_vouchers: source["bottle_vouchers"],
    exemptions: source["exemptions"],
    ...(typeof source["customer_cards"] === "string" ? { customer_cards: source["customer_cards"] } : {}),
    exempt_customers: source["exempt_customers"],
    public_address: readOptionalText(source, "public_address") ?? "",
    ...(source["card_terminal"] === "simulated" ? { card_terminal: "simulated" } : {}),
    agents: source["agents"] === undefined ? [] : readList(source["agents"], "agents").map(readAgent),
    receipt: readReceiptSettings(source["receipt"]),
    ...(source["places"] === undefined ? {} : { places: readObject(source["places"], "places") }),
    tenders: readTenders(source["tenders"]),
    fiscal: source["fiscal"],
  };
}

function readCustomerGroup(value: unknown): CustomerGroupDocument {
  const source = readObject(value, "customer_group");
  return { id: readText(source, "id"), name: readText(source, "name"), is_staff: source["is_staff"] === true };
}

/** A server that says nothing about receipts has shops that chose nothing. */
function readReceiptSettings(value: unknown): ReceiptSettings {
  if (value === undefined) return { language: "", template: undefined, channels: [], is_page_reachable: false, has_invoices: false };
  const source = readObject(value, "receipt");
  return {
    language: readText(source, "language"),
    template: source["template"],
    channels: readTexts(source, "channels"),
    is_page_reachable: readFlag(source, "is_page_reachable"),
    has_invoices: source["has_invoices"] === true,
  };
}

function readStore(source: JsonObject): SettingsDocument["store"] {
  const phone = readOptionalText(source, "phone");
  const trainingOnly = readOptionalText(source, "training_only") ?? "";
  return {
    id: readText(source, "id"),
    name: readText(source, "name"),
    address: readTexts(source, "address"),
    timezone: readText(source, "timezone"),
    day_starts_minute: source["day_starts_minute"] === undefined ? DAY_STARTS_MINUTE : readInteger(source, "day_starts_minute"),
    opening_hours: readList(source["opening_hours"] ?? [], "opening_hours").map(readHours),
    ...(phone === undefined ? {} : { phone }),
    ...(source["first_tab"] === "amount" ? { first_tab: "amount" } : {}),
    ...(trainingOnly === "" ? {} : { training_only: trainingOnly }),
    ...(source["returns_in_cash"] === true ? { returns_in_cash: true } : {}),
  };
}

function readHours(value: unknown): OpeningHours {
  const source = readObject(value, "opening_hours");
  return { weekday: readInteger(source, "weekday"), opens: readInteger(source, "opens"), closes: readInteger(source, "closes") };
}

function readPriceMode(source: JsonObject): PriceMode {
  const mode = readText(source, "price_mode");
  if (mode !== "gross" && mode !== "net") throw new Unreadable("price_mode: gross or net");
  return mode;
}

function readTaxRate(value: unknown): TaxRateDocument {
  const source = readObject(value, "tax_rate");
  const taxClass = readOptionalText(source, "tax_class");
  return {
    category: readText(source, "category"),
    rate_ppm: ppm(readInteger(source, "rate_ppm")),
    name: readText(source, "name"),
    ...(taxClass === undefined ? {} : { tax_class: taxClass }),
  };
}

function readTaxChange(value: unknown): TaxChangeDocument {
  const source = readObject(value, "tax_change");
  return {
    tax_class: readText(source, "tax_class"),
    valid_from: readText(source, "valid_from"),
    category: readText(source, "category"),
    rate_ppm: ppm(readInteger(source, "rate_ppm")),
  };
}

function readCategory(value: unknown): CategoryDocument {
  const source = readObject(value, "category");
  const parent = readOptionalText(source, "parent");
  const restriction = readOptionalText(source, "restriction");
  return {
    id: readText(source, "id"),
    name: readText(source, "name"),
    color: readText(source, "color"),
    position: readInteger(source, "position"),
    ...(parent === undefined ? {} : { parent }),
    ...(restriction === undefined ? {} : { restriction }),
  };
}

function readCashier(value: unknown): CashierDocument {
  const source = readObject(value, "cashier");
  return {
    id: readText(source, "id"),
    name: readText(source, "name"),
    color: readText(source, "color"),
    ...named("role", readOptionalText(source, "role")),
    ...named("pin", readOptionalText(source, "pin")),
    ...named("badge", readOptionalText(source, "badge")),
    is_guarded: source["is_guarded"] === true,
    ...(source["passkeys"] === undefined ? {} : { passkeys: readList(source["passkeys"], "passkeys").map(readPasskey) }),
  };
}

function readPasskey(value: unknown): PasskeyDocument {
  const source = readObject(value, "passkey");
  return {
    id: readText(source, "id"),
    public_key: readText(source, "public_key"),
    algorithm: readInteger(source, "algorithm"),
    rp_id: readText(source, "rp_id"),
  };
}

function named(name: "role" | "pin" | "badge", text: string | undefined): { readonly [name: string]: string } {
  return text === undefined || text === "" ? {} : { [name]: text };
}

/** A server from before this part existed sends none: then everybody may do everything. */
function readPeople(value: unknown): PeopleDocument {
  const source = value === undefined ? {} : readObject(value, "people");
  const pin = source["pin"] === undefined ? undefined : readObject(source["pin"], "pin");
  return {
    roles: readList(source["roles"] ?? [], "roles").map(readRole),
    key: readOptionalText(source, "key") ?? "",
    ...(pin === undefined
      ? {}
      : { pin: { length: readInteger(pin, "length"), salt: readText(pin, "salt"), iterations: readInteger(pin, "iterations") } }),
    lock_after_s: source["lock_after_s"] === undefined ? 0 : readInteger(source, "lock_after_s"),
    ...(source["note"] === undefined ? {} : { note: readText(source, "note") }),
    ...(source["difference_limit"] === undefined ? {} : { difference_limit: minorUnits(readInteger(source, "difference_limit")) }),
    ...(source["purchase_limit"] === undefined ? {} : { purchase_limit: minorUnits(readInteger(source, "purchase_limit")) }),
  };
}

function readRole(value: unknown): RoleDocument {
  const source = readObject(value, "role");
  const rights = readObject(source["rights"], "rights");
  return {
    id: readText(source, "id"),
    name: readText(source, "name"),
    // A right that this till does not know can't be asked for here.
    rights: Object.fromEntries(RIGHTS.filter((right) => rights[right] !== undefined).map((right) => [right, readInteger(rights, right)])),
  };
}

function readScaleLabel(value: unknown): MeasuredRule {
  const source = readObject(value, "scale_label");
  return {
    prefix: readText(source, "prefix"),
    item_digits: readInteger(source, "item_digits"),
    value_digits: readInteger(source, "value_digits"),
    kind: readMeasuredKind(source),
    decimals: readInteger(source, "decimals"),
    has_inner_check: readFlag(source, "has_inner_check"),
  };
}

function readMeasuredKind(source: JsonObject): MeasuredKind {
  const kind = readText(source, "kind");
  if (kind !== "weight" && kind !== "price" && kind !== "pieces") throw new Unreadable("kind: weight, price or pieces");
  return kind;
}
