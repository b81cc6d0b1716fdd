/** A customer's receipt, held under the reader: this till's own sale, or another till's, fetched from the server and checked. */
import { digest, parseEnvelope, parseEssentials, toUtf8, type Envelope } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { SaleRow } from "../database.ts";
import type { KnownReceipt } from "../door/door.ts";
import { read, readReceipt } from "../door/late-answers.ts";
import { isAllBack, isSameThing, thingsOf, withReturns } from "../menus-back.ts";
import { Unreadable, readInteger, readList, readObject, readOptionalText, readText, type JsonObject } from "../reading.ts";
import { done, refused, type Result } from "../refusal.ts";
import { GOES_TO } from "../returned.ts";
import { milli, minorUnits, ppm, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleComponentView, SaleLineView, SaleView, TaxSubtotalView, TenderKind, TenderView } from "../views.ts";
import { findSale, viewOf } from "./receipts.ts";
import { withGivenBack } from "./refund.ts";

const KINDS: readonly TenderKind[] = [
  ...(["cash", "card", "meal_voucher", "gift_voucher", "voucher", "check"] as const),
  ...(["transfer", "other", "gift_card", "store_credit", "foreign_cash"] as const),
];

/**
 * Without a line only this till's own sales can be opened by their code: the code names a sale, it does not hold its lines. What comes
 * back of another till's sale is then on this till, too, so that nothing comes back here twice.
 */
export async function findSaleOfReceipt(context: TillContext, essentials: string): Promise<Result<SaleView>> {
  const named = parseEssentials(essentials);
  const here = named === undefined ? undefined : await findSale(context, named);
  return here === undefined || here.is_foreign === true ? hearReturns(context, essentials) : done(here);
}

/** What came back of a sale at any till, its own sales included: nobody waits for it, and nothing then comes back twice. */
export async function hearReturns(context: TillContext, essentials: string): Promise<Result<SaleView>> {
  const named = parseEssentials(essentials);
  if (named === undefined) return refused("sale.unknown");
  const { chain } = context.facts;
  const here = await findSale(context, named);
  if (here?.delivery === "unsent" || here?.delivery === "quarantined") return done(here);
  if (chain === undefined || chain.is_local) return here === undefined ? refused("sale.elsewhere_offline") : done(here);
  const waiting = await unsentReturns(context, named);
  const answer = read(
    await context.ports.door.ask(chain.token, {
      about: "receipts",
      body: { chain: named.chain, sequence: named.sequence, digest: named.digest },
    }),
    readReceipt,
  );
  if (answer.kind === "weather") return here === undefined ? refused("sale.elsewhere_offline") : done(here);
  const fetched = answer.kind === "refusal" ? undefined : await rowOf(context, named, answer.value, essentials);
  if (fetched === undefined || answer.kind === "refusal") return here === undefined || here.is_foreign === true ? refused("sale.unknown") : done(here);
  const { counted } = answer.value;
  return context.exclusive(async () => {
    const returns = new Map([...waiting, ...(await unsentReturns(context, named))].map((row) => [row.digest, row]));
    const ahead = [...returns.values()].filter((row) => row.chain !== chain.chain || row.sequence > counted);
    const row = await context.db.write(["sales"], async ({ sales }) => {
      const before = await sales.get([named.chain, named.sequence]);
      const merged = withOwnReturns(fetched, before, ahead);
      await sales.put(merged);
      return merged;
    });
    return done(viewOf(row, await context.db.get("entries", [row.chain, row.sequence])));
  });
}

/** What came back here and is not on its way to the server yet, or may be. */
async function unsentReturns(context: TillContext, ref: EntryRef): Promise<readonly SaleRow[]> {
  return context.db.read(["outbox", "sales"], async ({ outbox, sales }) => {
    const rows = await Promise.all((await outbox.getAll()).map((row) => sales.get([row.chain, row.sequence])));
    return rows.flatMap((row) => (row?.refers_to?.chain === ref.chain && row.refers_to.sequence === ref.sequence ? [row] : []));
  });
}

/** The server's word is believed only as far as its bytes are the ones that the receipt names. */
async function rowOf(context: TillContext, ref: EntryRef, known: KnownReceipt, essentials: string): Promise<SaleRow | undefined> {
  const bytes = toUtf8(known.text);
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok || parsed.envelope.chain !== ref.chain || parsed.envelope.sequence !== ref.sequence) return undefined;
  if ((await digest(context.ports.subtle, bytes)) !== ref.digest) return undefined;
  try {
    return saleRow(ref, parsed.envelope, known, essentials);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function saleRow(ref: EntryRef, envelope: Envelope, known: KnownReceipt, essentials: string): SaleRow {
  const body = readObject(envelope.body, "body");
  const lines = readList(body["lines"], "lines")
    .map((value) => lineOf(readObject(value, "line")))
    .map((line) => withReturns(line, (thing) => known.lines.find((found) => isSameThing(thing, found.line, found.component))?.refunded_milli ?? 0));
  return {
    chain: ref.chain,
    sequence: ref.sequence,
    digest: ref.digest,
    id: readText(body, "id"),
    kind: envelope.kind === "exchange" ? "exchange" : "sale",
    number: known.number,
    device_time: envelope.device_time,
    epoch_ms: Date.parse(envelope.device_time),
    cashier: readText(body, "cashier"),
    cashier_name: known.cashier,
    session: readText(body, "session"),
    country: readText(body, "country"),
    currency: readText(body, "currency"),
    price_mode: readText(body, "price_mode") === "net" ? "net" : "gross",
    lines_count: lines.length,
    lines,
    tax_subtotals: subtotalsOf(body),
    net: minorUnits(readInteger(body, "net")),
    tax: minorUnits(readInteger(body, "tax")),
    gross: minorUnits(readInteger(body, "gross")),
    cash_rounding: minorUnits(readInteger(body, "cash_rounding")),
    tenders: readList(body["tenders"], "tenders").map((value) => {
      return tenderOf(readObject(value, "tender"));
    }),
    given_back: known.given_back,
    tender_kinds: [],
    refunded: "none",
    essentials,
    copies_count: 0,
    is_foreign: true,
  };
}

export function subtotalsOf(body: JsonObject): readonly TaxSubtotalView[] {
  return readList(body["tax_subtotals"], "tax_subtotals").map((value) => {
    const row = readObject(value, "tax_subtotal");
    return {
      tax_category: readText(row, "tax_category"),
      tax_rate_ppm: ppm(readInteger(row, "tax_rate_ppm")),
      net: minorUnits(readInteger(row, "net")),
      tax: minorUnits(readInteger(row, "tax")),
      gross: minorUnits(readInteger(row, "gross")),
    };
  });
}

/** What a refund needs of it: what it is, how much, and whose balance paid. */
function tenderOf(tender: JsonObject): TenderView {
  const kind = readText(tender, "kind");
  return {
    kind: KINDS.find((known) => known === kind) ?? "other",
    amount: minorUnits(readInteger(tender, "amount")),
    ...named("voucher", readOptionalText(tender, "voucher")),
    ...named("tender", readOptionalText(tender, "tender")),
    ...(tender["revision"] === undefined ? {} : { revision: readInteger(tender, "revision") }),
  };
}

export function lineOf(line: JsonObject): SaleLineView {
  const goesTo = GOES_TO.find((place) => place === readOptionalText(line, "goes_to"));
  const components = line["components"] === undefined ? undefined : readList(line["components"], "components").map((value) => componentOf(readObject(value, "component")));
  return {
    line: readInteger(line, "line"),
    ...named("name", readOptionalText(line, "name")),
    ...named("item", readOptionalText(line, "item")),
    ...named("barcode", readOptionalText(line, "barcode")),
    ...named("category", readOptionalText(line, "category")),
    ...labelOf(line),
    ...(line["pack"] === undefined ? {} : { pack: readInteger(line, "pack") }),
    ...named("voucher", readOptionalText(line, "voucher")),
    unit: readText(line, "unit"),
    quantity_milli: milli(readInteger(line, "quantity_milli")),
    unit_price: minorUnits(readInteger(line, "unit_price")),
    amount: minorUnits(readInteger(line, "amount")),
    line_discount: minorUnits(line["line_discount"] === undefined ? 0 : readInteger(line, "line_discount")),
    basket_discount: minorUnits(line["basket_discount"] === undefined ? 0 : readInteger(line, "basket_discount")),
    // A menu has no tax of its own.
    tax_category: components === undefined ? readText(line, "tax_category") : "",
    tax_rate_ppm: ppm(components === undefined ? readInteger(line, "tax_rate_ppm") : 0),
    ...(components === undefined ? {} : { components }),
    refunded_milli: milli(0),
    ...(line["refers_to_line"] === undefined ? {} : { refers_to_line: readInteger(line, "refers_to_line") }),
    ...(goesTo === undefined ? {} : { goes_to: goesTo }),
    ...(line["kind"] === "deposit" ? { kind: "deposit" } : {}),
    ...(line["of_line"] === undefined ? {} : { of_line: readInteger(line, "of_line") }),
  };
}

function labelOf(line: JsonObject): Pick<SaleLineView, "label"> {
  const label = { ...named("lot", readOptionalText(line, "lot")), ...named("serial", readOptionalText(line, "serial")), ...named("expires", readOptionalText(line, "expires")) };
  return Object.keys(label).length === 0 ? {} : { label };
}

function componentOf(part: JsonObject): SaleComponentView {
  const tax = readObject(readList(part["taxes"], "taxes")[0], "tax");
  return {
    item: readText(part, "item"),
    name: readOptionalText(part, "name") ?? "",
    quantity_milli: milli(readInteger(part, "quantity_milli")),
    unit_price: minorUnits(readInteger(part, "unit_price")),
    amount: minorUnits(readInteger(part, "amount")),
    tax_category: readText(tax, "category"),
    tax_rate_ppm: ppm(readInteger(tax, "rate_ppm")),
    refunded_milli: milli(0),
  };
}

function named(name: "name" | "item" | "barcode" | "category" | "voucher" | "tender" | "lot" | "serial" | "expires", text: string | undefined): { readonly [name: string]: string } {
  return text === undefined || text === "" ? {} : { [name]: text };
}

/** The server's count and what is ahead of it; or, where that is more, what is known here. An own sale is otherwise as it is. */
function withOwnReturns(fetched: SaleRow, before: SaleRow | undefined, ahead: readonly SaleRow[]): SaleRow {
  const own = (before?.lines ?? []).flatMap(thingsOf);
  const coming = ahead.flatMap((row) => row.lines.filter((line) => line.refers_to_line !== undefined));
  const lines = fetched.lines.map((line) =>
    withReturns(line, (thing) => {
      const here = own.find((candidate) => isSameThing(candidate, thing.line, thing.refers_to_component))?.refunded_milli ?? 0;
      const there = coming
        .filter((back) => back.refers_to_line === thing.line && back.refers_to_component === thing.refers_to_component)
        .reduce<number>((sum, back) => sum - back.quantity_milli, thing.refunded_milli);
      // What a card took off comes back below zero.
      return thing.quantity_milli < 0 ? Math.min(there, here) : Math.max(there, here);
    }),
  );
  const given: Record<string, MinorUnits> = { ...ahead.reduce<SaleRow>((row, back) => withGivenBack(row, back), fetched).given_back };
  for (const [way, amount] of Object.entries(before?.given_back ?? {})) given[way] = minorUnits(Math.max(given[way] ?? 0, amount));
  const row = before === undefined || before.is_foreign === true ? fetched : before;
  const known = row.lines.map((line, place) => (row === before ? withReturns(line, (thing) => refundedOf(lines[place], thing)) : (lines[place] ?? line)));
  const sold = known.filter((line) => line.refers_to_line === undefined && line.goes_to === undefined);
  const isNone = sold.flatMap(thingsOf).every((thing) => thing.refunded_milli === 0);
  return { ...row, lines: known, given_back: given, refunded: isAllBack(sold) ? "all" : isNone ? "none" : "part" };
}

function refundedOf(line: SaleLineView | undefined, thing: SaleLineView): number {
  const same = line === undefined ? undefined : thingsOf(line).find((candidate) => isSameThing(candidate, thing.line, thing.refers_to_component));
  return same?.refunded_milli ?? thing.refunded_milli;
}
