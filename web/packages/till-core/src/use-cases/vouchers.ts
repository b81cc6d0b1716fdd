/** Gift cards and store credit: what is on one, a promise of the server, and what this till may do without it. */
import { makeVoucherCode, readForeignCode, readVoucherCode, verifySigned, voucherIdentifier, type Ed25519Subtle } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { SaleRow } from "../database.ts";
import type { AllowanceValue } from "../promise-rows.ts";
import { parseJson, readFlag, readInteger, readObject, readText } from "../reading.ts";
import { done, refused, type Result } from "../refusal.ts";
import { minorUnits, ppm, type MinorUnits, type Ppm } from "../units.ts";
import { heardOf } from "./told.ts";

export interface VoucherView {
  readonly voucher: string;
  readonly kind: "gift_card" | "store_credit";
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  /** Unknown while the server is out of reach. */
  readonly balance?: MinorUnits;
  /** The most that can be redeemed here and now. */
  readonly available: MinorUnits;
  /** Without the server: under which allowance. */
  readonly allowance?: string;
}

/** What the server promised, or what this till may take without it. */
export type Promised = { readonly hold: string } | { readonly allowance: string };

export interface NewVoucher {
  readonly code: string;
  readonly voucher: string;
}

const ALLOWANCE_HEADER = "comptoir-allowance-v1";
/** The tax category of a card that is taxed when it is used. */
const MULTI_PURPOSE = "O";
const RENEWED_MS = 20 * 3_600_000;

/** A code that nobody has. */
export async function newVoucher(context: TillContext): Promise<Result<NewVoucher>> {
  const writable = context.writable();
  if (!writable.ok) return writable;
  const code = makeVoucherCode(context.ports.random.bytes(13));
  return done({ code, voucher: await identifierOf(context, writable.value.chain.organization, code) });
}

/** What is on a card: asked of the server, or bounded by the allowance where it can't be reached. */
export async function findVoucher(context: TillContext, typed: string): Promise<Result<VoucherView>> {
  const writable = context.writable();
  if (!writable.ok) return writable;
  const { chain } = writable.value;
  // A card that came from another system keeps the code that is printed on it.
  const code = readVoucherCode(typed) ?? readForeignCode(typed);
  if (code === undefined) return refused("voucher.code_wrong");
  const voucher = await identifierOf(context, chain.organization, code);
  const unheard = await unheardOf(context, voucher);
  const fresh = await freshOf(context, code);
  const answer = await context.ports.door.voucher(chain.token, { ask: "look", voucher });
  if (answer.kind === "refusal" && !isOnItsWay(answer.code, fresh !== undefined)) return refusedAs(answer.code);
  if (answer.kind !== "ok") return withoutServer(context, voucher, fresh && { ...fresh, balance: minorUnits(fresh.balance - unheard) });
  const said = readAnswer(answer.value, unheard);
  void refreshAllowance(context);
  return done({ voucher, ...said.card });
}

/** Asks the server to keep so much for this till, and as much as it took alone and the server does not know yet. */
export async function holdVoucher(context: TillContext, card: VoucherView, amount: MinorUnits): Promise<Result<Promised>> {
  const { voucher } = card;
  const key = context.writer.newId(context.ports.clock.wall());
  const writable = context.writable();
  if (!writable.ok) return writable;
  const unheard = await unheardOf(context, voucher);
  const answer = await context.ports.door.voucher(writable.value.chain.token, { ask: "hold", voucher, hold: key, amount: amount + unheard });
  if (answer.kind === "refusal" && !isOnItsWay(answer.code, card.allowance !== undefined)) return refusedAs(answer.code);
  if (answer.kind !== "ok") {
    const { kind, balance, allowance } = card;
    const alone = await withoutServer(context, voucher, balance === undefined || allowance === undefined ? undefined : { kind, balance });
    if (!alone.ok) return alone;
    if (card.tax_category !== "") return refused("voucher.taxed_needs_line");
    if (amount > alone.value.available) return refused("voucher.not_enough", { available: alone.value.available });
    return done({ allowance: alone.value.allowance ?? "" });
  }
  const said = readAnswer(answer.value, unheard);
  return said.is_held ? done({ hold: key }) : refused("voucher.not_enough", { available: said.card.available });
}

/** The payment was given up. A release that is lost ends by itself. */
export async function releaseVoucher(context: TillContext, voucher: string, hold: string): Promise<void> {
  const writable = context.writable();
  if (writable.ok) await context.ports.door.voucher(writable.value.chain.token, { ask: "release", voucher, hold });
}

/** Fetches what this till may redeem alone, once a day. What the server did not sign for this chain is not kept. */
export async function refreshAllowance(context: TillContext): Promise<void> {
  const writable = context.writable();
  if (!writable.ok || writable.value.settings.tenders?.vouchers === undefined) return;
  const { chain } = writable.value;
  const known = await context.db.cell("allowance");
  const now = context.ports.clock.wall().epoch_ms;
  if (known?.chain === chain.chain && now - known.issued_ms < RENEWED_MS) return;
  const answer = await context.ports.door.voucher(chain.token, { ask: "allowance" });
  if (answer.kind !== "ok") return;
  const text = readText(readObject(parseJson(answer.value), "allowance"), "allowance");
  const read = await readAllowance(context.ports.subtle, chain.server_key, text);
  if (read === undefined || read.chain !== chain.chain || read.id === known?.id) return;
  await context.db.write(["cells"], ({ cells }) => cells.put("allowance", read));
}

/** What this till took off the card alone, and the server may not have counted. Of what it promised, it knows. */
async function unheardOf(context: TillContext, voucher: string): Promise<number> {
  const alone = (await unsent(context)).flatMap((row) => row.tenders).filter((tender) => tender.voucher === voucher && tender.allowance !== undefined);
  return alone.reduce((sum, { amount }) => sum + amount, 0);
}

/** A card that this till sold, or gave for goods, while the sale waits to be sent: nobody else can have taken anything off it. */
type Fresh = Pick<VoucherView, "kind"> & { readonly balance: MinorUnits };

async function freshOf(context: TillContext, code: string): Promise<Fresh | undefined> {
  const made = (await unsent(context)).flatMap((row) => row.voucher_codes ?? []).find((card) => readVoucherCode(card.code) === code);
  return made && { kind: made.kind, balance: minorUnits(Math.abs(made.amount)) };
}

function unsent({ db }: TillContext): Promise<readonly SaleRow[]> {
  return db.read(["outbox", "sales"], async ({ outbox, sales }) => {
    const rows = await Promise.all((await outbox.getAll()).map((row) => sales.get([row.chain, row.sequence])));
    return rows.flatMap((row) => row ?? []);
  });
}

/** The server answers, but the sale of the card has not arrived there. */
function isOnItsWay(code: string, isFresh: boolean): boolean {
  return code === "payments.voucher_unknown" && isFresh;
}

/**
 * A card that was taxed when it was sold takes its tax off the goods, and only the server knows which rate that was: sealed as an
 * ordinary tender it would be taxed twice (Directive 2006/112/EC art. 30b). Where the shop sells such cards, none pays without it.
 */
async function withoutServer(context: TillContext, voucher: string, fresh: Fresh | undefined): Promise<Result<VoucherView>> {
  const sold = context.facts.settings?.tenders?.vouchers?.tax_category;
  if (sold !== undefined && sold !== MULTI_PURPOSE) return refused("voucher.taxed_needs_line");
  const allowance = await context.db.cell("allowance");
  const { chain } = context.facts;
  const now = context.ports.clock.wall().epoch_ms;
  if (allowance === undefined || allowance.chain !== chain?.chain || allowance.ends_ms < now) return refused("voucher.needs_line");
  const heard = await heardOf(context, "card", voucher);
  if (heard !== undefined && heard.amount <= 0) return refused("voucher.emptied", { till: heard.till });
  const left = Math.min(allowance.each - (allowance.spent_of?.[voucher] ?? 0), allowance.total - allowance.spent, heard?.amount ?? Infinity, fresh?.balance ?? Infinity);
  // Of a card that it sold itself it knows that nothing is left, and shows it.
  if (left <= 0 && fresh?.balance !== 0) return refused("voucher.allowance_spent");
  return done({
    voucher,
    kind: "gift_card",
    tax_category: "",
    tax_rate_ppm: ppm(0),
    ...fresh,
    available: minorUnits(left),
    allowance: allowance.id,
  });
}

async function readAllowance(subtle: object, serverKey: string, text: string): Promise<AllowanceValue | undefined> {
  const members = text.split("\n")[1];
  if (!hasEd25519(subtle) || members === undefined) return undefined;
  try {
    if (!(await verifySigned(subtle, serverKey, ALLOWANCE_HEADER, text))) return undefined;
    const source = readObject(parseJson(members), "allowance");
    return {
      id: readText(source, "id"),
      chain: readText(source, "chain"),
      each: readInteger(source, "each"),
      total: readInteger(source, "total"),
      issued_ms: Date.parse(readText(source, "issued_at")),
      ends_ms: Date.parse(readText(source, "ends_at")),
      spent: 0,
    };
  } catch {
    // An older browser knows no Ed25519: without a check there is no allowance.
    return undefined;
  }
}

function hasEd25519(subtle: object): subtle is Ed25519Subtle {
  return "verify" in subtle && "importKey" in subtle;
}

function readAnswer(text: string, unheard: number): { readonly card: Omit<VoucherView, "voucher" | "allowance">; readonly is_held: boolean } {
  const source = readObject(parseJson(text), "voucher");
  return {
    card: {
      kind: readText(source, "kind") === "store_credit" ? "store_credit" : "gift_card",
      tax_category: readText(source, "tax_category"),
      tax_rate_ppm: ppm(readInteger(source, "tax_rate_ppm")),
      balance: minorUnits(Math.max(0, readInteger(source, "balance") - unheard)),
      available: minorUnits(Math.max(0, readInteger(source, "available") - unheard)),
    },
    is_held: readFlag(source, "is_held"),
  };
}

function refusedAs<T>(code: string): Result<T> {
  if (code === "payments.voucher_blocked") return refused("voucher.blocked");
  return refused(code === "payments.voucher_unknown" ? "voucher.unknown" : "voucher.unexpected");
}

function identifierOf(context: TillContext, organization: string, code: string): Promise<string> {
  return voucherIdentifier(context.ports.subtle, organization, code);
}
