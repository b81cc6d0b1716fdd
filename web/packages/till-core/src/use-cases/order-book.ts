/**
 * The open orders that this till may keep: its own, and the store's others as the server told them last. Without a line another till may
 * have kept one meanwhile: both sales name it, and the second is flagged.
 */
import { digest, parseEnvelope, toUtf8, type EntryObject } from "@comptoir/journal";

import type { Exemption } from "../basket.ts";
import type { TillContext } from "../context.ts";
import { promisedExemption } from "../exemptions.ts";
import type { KnownOrder, KnownText, Person } from "../door/door.ts";
import { read, readOrders } from "../door/late-answers.ts";
import { Unreadable, readInteger, readList, readObject, readOptionalText, readText, type JsonObject } from "../reading.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { Place } from "../places.ts";
import type { HeardOrders } from "../promise-rows.ts";
import type { Prepaid } from "../returned.ts";
import { localDay } from "../time.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleLineView, TaxSubtotalView } from "../views.ts";
import { lineOf, subtotalsOf } from "./foreign-receipt.ts";
import { forgetCustomers, HOLDING } from "./forgetting.ts";
import { askShelves } from "./stock.ts";

/** A line as it was promised, and the tax class whose rate of the day will count. */
export type OrderLine = SaleLineView & { readonly tax_class?: string };

export interface OrderPayment extends Prepaid {
  readonly gross: MinorUnits;
}

export interface OrderView {
  readonly ref: EntryRef;
  readonly number: string;
  readonly purpose: "quote" | "layaway";
  readonly device_time: string;
  readonly valid_until?: string;
  readonly is_expired: boolean;
  /** The till that made it, when it is another one of the store. */
  readonly till_name?: string;
  readonly customer?: Person;
  readonly lines: readonly OrderLine[];
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly gross: MinorUnits;
  readonly paid: MinorUnits;
  readonly payments: readonly OrderPayment[];
  /** What the paper is made from. */
  readonly body: object;
  /** Where it was to be eaten, in a store that asks. */
  readonly place?: Place;
  /** Why its customer owes no tax. */
  readonly exemption?: Exemption;
  readonly cashier: string;
  readonly essentials: string;
}

/** `is_line_up`: the server was asked just now; else the orders of other tills are those of `heard_ms`, or none. */
export interface Orders {
  readonly orders: readonly OrderView[];
  readonly is_line_up: boolean;
  readonly heard_ms?: number;
}

type At = Pick<EntryRef, "chain" | "sequence">;

/** What this till's own sales and payments say of orders. */
interface Kept {
  readonly payments: readonly OrderPayment[];
  readonly is_ended: boolean;
}

const HEARD_FOR_MS = 60_000;
/** So many the server names at most: of what it leaves out then, it does not say that it ended. */
const NAMED_MAX = 200;
const NOBODY: Kept = { payments: [], is_ended: false };

/** Newest first. */
export async function listOrders(context: TillContext): Promise<Orders> {
  const answer = await askServer(context);
  const heard = answer ?? (await context.db.cell("orders_heard"));
  const own = await ownOrders(context, heard);
  const kept = await keptHere(context);
  const seen = new Set([...own.map((order) => keyOf(order.ref)), ...(await context.db.read(["orders"], ({ orders }) => orders.getAll())).map(keyOf)]);
  const others = await Promise.all((heard?.orders ?? []).filter((known) => !seen.has(keyOf(known))).map((known) => orderOf(context, known, kept)));
  const orders = [...own, ...others.flatMap((order) => (order === undefined ? [] : [order]))];
  orders.sort((one, other) => (one.device_time < other.device_time ? 1 : -1));
  return { orders, is_line_up: answer !== undefined, ...(heard === undefined ? {} : { heard_ms: heard.heard_ms }) };
}

/** So that they are there when the line is not: once a minute is enough. */
export async function hearOrders(context: TillContext): Promise<void> {
  const heard = await context.db.cell("orders_heard");
  const passed = context.ports.clock.wall().epoch_ms - (heard?.heard_ms ?? 0);
  if (passed < 0 || passed >= HEARD_FOR_MS) await askServer(context);
}

/** One order of this till, open or not. */
export async function findOrder(context: TillContext, place: At): Promise<OrderView | undefined> {
  const row = await context.db.get("orders", keyOf(place));
  if (row === undefined) return undefined;
  return orderOf(context, { ...row, payments: [] }, await keptHere(context));
}

/** One that can still be paid or kept: as the server knows it, where the line is up; else as this till does. */
export async function openOf(context: TillContext, place: At): Promise<Result<OrderView>> {
  const { orders, is_line_up: isLineUp } = await listOrders(context);
  const found = orders.find((order) => keyOf(order.ref) === keyOf(place));
  if (found !== undefined) return done(found);
  if (await isEndedHere(context, place)) return refused("order.ended");
  return refused(isLineUp ? "order.ended" : "order.offline");
}

/** What was paid, by category and rate, in the order's own order. */
export function paidSubtotals(order: OrderView): readonly TaxSubtotalView[] {
  const rows = order.payments.flatMap((payment) => payment.tax_subtotals);
  return order.tax_subtotals.flatMap((row): readonly TaxSubtotalView[] => {
    const same = rows.filter((paid) => paid.tax_category === row.tax_category && paid.tax_rate_ppm === row.tax_rate_ppm);
    if (same.length === 0) return [];
    const sum = (name: "net" | "tax" | "gross"): MinorUnits => minorUnits(same.reduce((all, paid) => all + paid[name], 0));
    return [{ ...row, net: sum("net"), tax: sum("tax"), gross: sum("gross") }];
  });
}

async function isEndedHere(context: TillContext, place: At): Promise<boolean> {
  if ((await keptHere(context)).get(keyOf(place))?.is_ended === true) return true;
  return (await context.db.cell("orders_heard"))?.ended.includes(keyOf(place)) === true;
}

/** Of this till's own, those that the server has. */
async function deliveredOrders(context: TillContext): Promise<readonly string[]> {
  return context.db.read(["orders", "entries"], async ({ orders, entries }) => {
    const found: string[] = [];
    for (const row of await orders.getAll()) {
      const entry = await entries.get([row.chain, row.sequence]);
      if (entry === undefined || entry.acknowledged_ms !== undefined) found.push(row.id);
    }
    return found;
  });
}

async function ownOrders(context: TillContext, heard: HeardOrders | undefined): Promise<readonly OrderView[]> {
  const kept = await keptHere(context);
  const rows = await context.db.read(["orders"], ({ orders }) => orders.getAll());
  const found: OrderView[] = [];
  for (const row of rows) {
    if (kept.get(row.id)?.is_ended === true) continue;
    const known = heard?.orders.find((candidate) => keyOf(candidate) === row.id);
    if (heard?.ended.includes(row.id) === true) continue;
    const order = await orderOf(context, { ...row, payments: known?.payments ?? [] }, kept);
    if (order !== undefined) found.push({ ...order, essentials: row.essentials });
  }
  return found;
}

async function askServer(context: TillContext): Promise<HeardOrders | undefined> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return undefined;
  const met = (await context.db.cell("people_met")) ?? [];
  const known = await context.db.cell("orders_heard");
  const body = { ...(met.length === 0 ? {} : { met: met.slice(0, 50) }), ...(known?.erasures === undefined ? {} : { erasures: known.erasures }) };
  const asked = context.ports.clock.wall().epoch_ms;
  const delivered = await deliveredOrders(context);
  const answer = read(await context.ports.door.ask(chain.token, { about: "orders", body }), readOrders);
  if (answer.kind !== "ok") return undefined;
  const told = new Set(met.slice(0, 50).map(({ id }) => id));
  const { orders: namedOrders, erased, erasures } = answer.value;
  const named = new Set(namedOrders.map(keyOf));
  const shelves = await askShelves(context);
  const ended = namedOrders.length < NAMED_MAX ? delivered.filter((id) => !named.has(id)) : (known?.ended ?? []);
  const heard = { orders: namedOrders, heard_ms: asked, ended, erasures, ...(shelves ?? {}) };
  await context.db.write(HOLDING, async (tables) => {
    const { cells } = tables;
    await cells.put("orders_heard", heard);
    if (told.size > 0) await cells.put("people_met", ((await cells.get("people_met")) ?? []).filter(({ id }) => !told.has(id)));
    await forgetCustomers(tables, erased);
  });
  return heard;
}

/** What the sales of this till say about orders: payments, and what ended them. */
async function keptHere(context: TillContext): Promise<ReadonlyMap<string, Kept>> {
  const found = new Map<string, Kept>();
  await context.db.read(["sales"], async ({ sales }) => {
    for await (const { value: row } of sales.iterate()) {
      const named = row.also?.["order"];
      if (named === undefined || !isPlace(named)) continue;
      const before = found.get(keyOf(named)) ?? NOBODY;
      const isPayment = row.kind === "payment" && row.also?.["purpose"] === "deposit";
      const { chain, sequence, digest: bytes, number, tax_subtotals, gross } = row;
      const paid: OrderPayment = { ref: { chain, sequence, digest: bytes }, number, tax_subtotals, gross };
      found.set(keyOf(named), isPayment ? { ...before, payments: [...before.payments, paid] } : { ...before, is_ended: true });
    }
  });
  return found;
}

/** The server's word is believed only as far as its bytes are the ones that it names. */
async function orderOf(
  context: TillContext,
  known: KnownText & Partial<KnownOrder>,
  kept: ReadonlyMap<string, Kept>,
): Promise<OrderView | undefined> {
  const here = kept.get(keyOf(known)) ?? NOBODY;
  if (here.is_ended) return undefined;
  try {
    const envelope = await sealedBody(context, known);
    if (envelope === undefined) return undefined;
    const { body, device_time } = envelope;
    const payments = new Map<string, OrderPayment>(here.payments.map((payment) => [keyOf(payment.ref), payment]));
    for (const text of known.payments ?? []) {
      const payment = await sealedBody(context, text);
      if (payment === undefined || payments.has(keyOf(text))) continue;
      const { chain, sequence, digest: bytes, number } = text;
      payments.set(keyOf(text), { ref: { chain, sequence, digest: bytes }, number, tax_subtotals: subtotalsOf(payment.body), gross: minorUnits(readInteger(payment.body, "gross")) });
    }
    const { chain, sequence, digest: bytes, number, till_name: tillName, customer } = known;
    const validUntil = readOptionalText(body, "valid_until");
    const isQuote = readText(body, "purpose") === "quote";
    const place = body["place"];
    const exempt = body["exemption"] === undefined ? undefined : readObject(body["exemption"], "exemption");
    return {
      ref: { chain, sequence, digest: bytes },
      number,
      purpose: isQuote ? "quote" : "layaway",
      device_time,
      ...(validUntil === undefined ? {} : { valid_until: validUntil }),
      is_expired: isQuote && validUntil !== undefined && localDay(context.ports.clock.wall()) > validUntil,
      ...(tillName === undefined ? {} : { till_name: tillName }),
      ...(customer === undefined ? {} : { customer }),
      lines: readList(body["lines"], "lines").map((value) => orderLine(readObject(value, "line"))),
      tax_subtotals: subtotalsOf(body),
      gross: minorUnits(readInteger(body, "gross")),
      paid: minorUnits([...payments.values()].reduce((sum, payment) => sum + payment.gross, 0)),
      payments: [...payments.values()],
      body,
      ...(place === "here" || place === "away" ? { place } : {}),
      ...(exempt === undefined ? {} : { exemption: promisedExemption(exempt) }),
      cashier: readText(body, "cashier"),
      essentials: "",
    };
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

async function sealedBody(context: TillContext, known: KnownText): Promise<{ readonly body: JsonObject; readonly device_time: string } | undefined> {
  const bytes = toUtf8(known.text);
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok || parsed.envelope.chain !== known.chain || parsed.envelope.sequence !== known.sequence) return undefined;
  if ((await digest(context.ports.subtle, bytes)) !== known.digest) return undefined;
  return { body: readObject(parsed.envelope.body, "body"), device_time: parsed.envelope.device_time };
}

function orderLine(line: JsonObject): OrderLine {
  const taxClass = readOptionalText(line, "tax_class");
  const modifiers = line["modifiers"] === undefined ? [] : readList(line["modifiers"], "modifiers").map((value) => readObject(value, "modifier"));
  const said = lineOf(line);
  const parts = said.components === undefined ? [] : readList(line["components"], "components").map((value) => readObject(value, "component"));
  return {
    ...said,
    ...(said.components && { components: said.components.map((part, place) => ({ ...part, ...member("category", parts[place]), ...member("tax_class", parts[place]) })) }),
    ...(taxClass === undefined ? {} : { tax_class: taxClass }),
    ...(modifiers.length === 0
      ? {}
      : { modifiers: modifiers.map((one) => ({ code: readText(one, "code"), name: readOptionalText(one, "name") ?? "", unit_price: minorUnits(readInteger(one, "unit_price")) })) }),
  };
}

/** A text that may be absent. */
function member(name: "category" | "tax_class", source: JsonObject | undefined): { readonly [name: string]: string } {
  const text = source === undefined ? undefined : readOptionalText(source, name);
  return text === undefined || text === "" ? {} : { [name]: text };
}

function isPlace(value: EntryObject[string]): value is { chain: string; sequence: number } {
  return typeof value === "object" && "chain" in value && typeof value["chain"] === "string" && typeof value["sequence"] === "number";
}

function keyOf({ chain, sequence }: At): string {
  return `${chain}/${sequence}`;
}

