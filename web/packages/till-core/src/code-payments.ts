/**
 * Payments by a code on this till's screen: what was shown, and who saw the money. A code that a customer has read can't be taken back,
 * so each has an identifier of its own, on the disk before it is shown; its reference is made of it. The server hears of it and says
 * what the bank or the office said. A sale may end before that only where the account's settings allow it, and its tender says so.
 */
import type { TillContext } from "./context.ts";
import type { Cells } from "./database.ts";
import { read } from "./door/late-answers.ts";
import type { Need } from "./people/rights.ts";
import { parseJson, readFlag, readInteger, readList, readObject, readText, type JsonObject } from "./reading.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { OtherTender, TenderInput } from "./tenders.ts";
import type { TenderSettings } from "./tender-settings.ts";
import type { MinorUnits } from "./units.ts";

export type CodeState = "pending" | "approved" | "declined" | "cancelled" | "unknown";

/** An account that customers pay into. `facts`: what the code says of it, by its scheme. */
export interface CodeAccount {
  readonly id: string;
  readonly scheme: string;
  readonly name: string;
  readonly facts: Readonly<Record<string, string>>;
  /** A sale may end before anybody has seen the money. */
  readonly may_finish: boolean;
}

export interface CodePayment {
  readonly id: string;
  readonly account: string;
  readonly scheme: string;
  readonly name: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly made_ms: number;
  readonly cashier: string;
  /** What this till says: shown, withdrawn, or that a person here saw the money. */
  readonly word: "pending" | "cancelled" | "approved";
  readonly word_ms: number;
  /** How it stands; what the bank or the office said counts before our word. */
  readonly state: CodeState;
  readonly confirmation: "" | "person" | "bank" | "chain";
  readonly trouble: string;
  readonly received: number;
  /** The entry that it paid. */
  readonly spent?: { readonly chain: string; readonly sequence: number };
  /** Of a token on a chain: how much in its smallest unit, in hexadecimal, and to which address. */
  readonly token?: TokenWish;
  /** The server has not taken it yet as it stands. */
  readonly untold?: true;
}

export interface TokenWish {
  readonly units: string;
  readonly receiver: string;
}

export interface CodeCells {
  readonly code_payments: readonly CodePayment[];
}

const KEPT_MAX = 200;
const AT_ONCE = 20;

export function codeAccountsOf(settings: TenderSettings | undefined): readonly CodeAccount[] {
  return readList(settings?.codes ?? [], "codes").map((value) => {
    const source = readObject(value, "code");
    const facts = readObject(source["facts"], "facts");
    return {
      id: readText(source, "id"),
      scheme: readText(source, "scheme"),
      name: readText(source, "name"),
      facts: Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, typeof fact === "string" ? fact : ""])),
      may_finish: readFlag(source, "may_finish"),
    };
  });
}

/** A wallet whose customers show a code; `id` is that of the server's terminal that stands for it. */
export interface Wallet {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
}

export function walletsOf(settings: TenderSettings | undefined): readonly Wallet[] {
  return readList(settings?.wallets ?? [], "wallets").map((value) => {
    const source = readObject(value, "wallet");
    return { id: readText(source, "id"), name: readText(source, "name"), driver: readText(source, "driver") };
  });
}

const WALLET_CODE = /^[0-9]{16,24}$/;

/** Whether a customer's wallet may show it. Which wallet's it is, the wallet says. */
export function isWalletCode(code: string): boolean {
  return WALLET_CODE.test(code);
}

export function isOpenCode({ state }: CodePayment): boolean {
  return state === "pending" || state === "unknown";
}

/** Money that came, or may still come, and that is in no sale. */
export function isUnspentCode(payment: CodePayment): boolean {
  return payment.spent === undefined && (payment.state === "approved" || isOpenCode(payment));
}

/** What is sealed of it. `none`: the sale ends before anybody saw the money. */
export function codeTender({ id, amount, scheme, state, confirmation }: CodePayment, seen: "person" | "none"): OtherTender {
  const said = state === "approved" && confirmation !== "" ? confirmation : seen;
  return { kind: "transfer", amount, terminal: `qr-${scheme}`, payment: id, confirmation: said };
}

export function isCodeTender(tender: TenderInput): tender is OtherTender & { readonly payment: string } {
  return tender.kind === "transfer" && tender.confirmation !== undefined && tender.payment !== undefined;
}

export function beginCode(context: TillContext, account: CodeAccount, amount: MinorUnits): Promise<Result<CodePayment>> {
  return context.exclusive(async () => {
    const { has_lock: hasLock, cashier, settings } = context.facts;
    if (!hasLock || settings === undefined) return refused("till.other_tab");
    const wall = context.ports.clock.wall();
    const id = context.writer.newId(wall);
    const token = tokenOf(account, { id, amount, exponent: settings.exponent });
    const payment: CodePayment = {
      id,
      account: account.id,
      scheme: account.scheme,
      name: account.name,
      amount,
      currency: settings.currency,
      made_ms: wall.epoch_ms,
      cashier: cashier ?? "",
      word: "pending",
      word_ms: wall.epoch_ms,
      state: "pending",
      confirmation: "",
      trouble: "",
      received: 0,
      ...(token && { token }),
      untold: true,
    };
    await change(context, (known) => [...known, payment]);
    return done(payment);
  });
}

const PLAY_DIGITS = 6;

/**
 * What a token's code asks for: the amount at the account's rate, and last digits made of the identifier, by which the server knows
 * the payment again. Less than the shop's smallest coin, and never nothing.
 */
export function tokenOf({ scheme, facts }: CodeAccount, { id, amount, exponent }: { id: string; amount: number; exponent: number }): TokenWish | undefined {
  if (scheme !== "evm") return undefined;
  const [whole = "1", part = ""] = (facts["rate"] ?? "1").split(".");
  const ppm = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, "0").slice(0, 6));
  const more = Number(facts["decimals"]) - exponent;
  const slot = 10n ** BigInt(Math.min(PLAY_DIGITS, more));
  const exact = BigInt(amount) * ppm * 10n ** BigInt(more);
  const slots = (exact + 1_000_000n * slot - 1n) / (1_000_000n * slot);
  const bits = BigInt(`0x${id.replaceAll("-", "").slice(12)}`);
  const addresses = (facts["addresses"] ?? "").split(" ");
  return {
    units: `0x${(slots * slot + (bits % (slot - 1n)) + 1n).toString(16)}`,
    receiver: addresses[Number((bits >> 40n) % BigInt(addresses.length))] ?? "",
  };
}

/** Nobody waits for it here any more. Money that still comes is told all the same. */
export async function withdrawCode(context: TillContext, id: string): Promise<void> {
  const word_ms = context.ports.clock.wall().epoch_ms;
  await change(context, (known) =>
    known.map((one) =>
      one.id === id && isOpenCode(one) && one.spent === undefined ? { ...one, word: "cancelled", word_ms, state: "cancelled", untold: true } : one,
    ),
  );
  context.onWish();
}

/** Newest first. */
export async function codesOf(context: TillContext): Promise<readonly CodePayment[]> {
  return [...((await context.db.cell("code_payments")) ?? [])].reverse();
}

/** Tells the server of them, and hears how they stand; without a line they stand as they did. */
export async function hearCode(context: TillContext, id: string): Promise<CodePayment | undefined> {
  const { chain } = context.facts;
  if (chain !== undefined && !chain.is_local) await tell(context, chain.token, (one) => one.id === id);
  return (await codesOf(context)).find((one) => one.id === id);
}

/** What ended a sale before anybody had seen the money: the server says what came of it. Answers whether there is news. */
export async function hearUnconfirmed(context: TillContext): Promise<boolean> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return false;
  const waits = (one: CodePayment): boolean => one.spent !== undefined && isOpenCode(one);
  const before = (await codesOf(context)).filter(waits).length;
  if (before === 0) return false;
  await tell(context, chain.token, waits);
  return (await codesOf(context)).filter(waits).length !== before;
}

/** What the server has not heard yet. */
export async function tellCodes(context: TillContext, token: string): Promise<void> {
  let isMore = true;
  while (isMore) isMore = await tell(context, token, ({ untold }) => untold === true);
}

/** Whether there is more to tell. */
async function tell(context: TillContext, token: string, which: (one: CodePayment) => boolean): Promise<boolean> {
  const all = ((await context.db.cell("code_payments")) ?? []).filter(which);
  const told = all.slice(0, AT_ONCE);
  if (told.length === 0) return false;
  const answer = read(await context.ports.door.ask(token, { about: "code-payments", body: { payments: told.map(documentOf) } }), readStandings);
  if (answer.kind !== "ok") return false;
  const heard = new Map(answer.value.map((one) => [one.id, one]));
  const texts = new Map(told.map((one) => [one.id, JSON.stringify(documentOf(one))]));
  await change(context, (known) =>
    known.map((one) => {
      // What was said meanwhile is told with the next ones.
      if (texts.get(one.id) !== JSON.stringify(documentOf(one))) return one;
      const { untold: _untold, ...taken } = one;
      const { state, confirmation, trouble, received } = heard.get(one.id) ?? one;
      return { ...taken, state, confirmation, trouble, received };
    }),
  );
  return all.length > told.length;
}

function documentOf({ id, account, amount, currency, made_ms, word, word_ms, cashier, spent, token }: CodePayment): object {
  return { ...token, id, account, amount, currency, made_ms, word, word_ms, ...(cashier && { cashier }), ...(spent && { spent }) };
}

type Standing = Pick<CodePayment, "id" | "state" | "confirmation" | "trouble" | "received">;

function readStandings(text: string): readonly Standing[] {
  return readList(readObject(parseJson(text), "standings")["payments"], "payments").map((value) => {
    const source = readObject(value, "payment");
    return {
      id: readText(source, "id"),
      state: stateOf(source),
      confirmation: CONFIRMATIONS.find((known) => known === source["confirmation"]) ?? "",
      trouble: readText(source, "trouble"),
      received: readInteger(source, "received"),
    };
  });
}

const CONFIRMATIONS = ["person", "bank", "chain"] as const;
const STATES: readonly CodeState[] = ["pending", "approved", "declined", "cancelled", "unknown"];

/** A word that this till does not know is no word that it was paid, nor that it was not. */
function stateOf(source: JsonObject): CodeState {
  return STATES.find((known) => known === source["state"]) ?? "unknown";
}

/** Each pays once, its whole amount, and by the word of somebody who may say so. */
export async function codeNeeds(context: TillContext, tenders: readonly TenderInput[]): Promise<Result<readonly Need[]>> {
  const mine = tenders.filter(isCodeTender);
  if (mine.length === 0) return done([]);
  const known = new Map((await codesOf(context)).map((one) => [one.id, one]));
  const accounts = codeAccountsOf(context.facts.settings?.tenders);
  let confirmed = 0;
  for (const { payment: id, amount, confirmation } of mine) {
    const payment = known.get(id);
    if (payment === undefined || !isUnspentCode(payment) || payment.amount !== amount) return refused("code.spent");
    known.delete(id);
    if (payment.state === "approved") continue;
    if (confirmation === "person") confirmed += amount;
    else if (confirmation !== "none" || accounts.find((one) => one.id === payment.account)?.may_finish !== true) return refused("code.unconfirmed");
  }
  return done(confirmed > 0 ? [{ right: "confirm_payment", asked: confirmed }] : []);
}

/** In the sale's own transaction. */
export async function spendCodes(cells: Cells<"readwrite">, tenders: readonly TenderInput[], spent: NonNullable<CodePayment["spent"]>, nowMs: number): Promise<void> {
  const mine = new Map(tenders.filter(isCodeTender).map((tender) => [tender.payment, tender.confirmation]));
  if (mine.size === 0) return;
  const known = (await cells.get("code_payments")) ?? [];
  await cells.put(
    "code_payments",
    known.map((one) => {
      if (!mine.has(one.id)) return one;
      const isSeen = one.state !== "approved" && mine.get(one.id) === "person";
      const seen = isSeen ? ({ word: "approved", word_ms: nowMs, state: "approved", confirmation: "person", received: one.amount } as const) : {};
      return { ...one, ...seen, spent, untold: true };
    }),
  );
}

/** On the disk when this resolves. */
async function change(context: TillContext, changed: (known: readonly CodePayment[]) => readonly CodePayment[]): Promise<void> {
  await context.db.write(["cells"], async ({ cells }) => {
    const all = changed((await cells.get("code_payments")) ?? []);
    const many = all.length - KEPT_MAX;
    await cells.put("code_payments", many <= 0 ? all : all.filter((one, place) => place >= many || one.untold || isUnspentCode(one)));
  });
}

