/** Orders and accounts of the store, as a server reads them from the entries that it holds. */
import { FakeCodes } from "./fake-codes.ts";
import { digest, parseEnvelope, toUtf8, type Subtle, type EntryObject, type EntryValue } from "@comptoir/journal";

import { readList, readObject } from "../reading.ts";
import type { KnownAccount, KnownLot, KnownLots, KnownOrder, KnownStock, KnownText, Person, Question } from "./door.ts";

interface Stored extends KnownText {
  readonly kind: string;
  readonly body: EntryObject;
}

export class FakePromises {
  /** Who may pay later, and what they owed before this till. */
  readonly accounts: KnownAccount[] = [];
  readonly met = new Map<string, Person>();
  /** Customers who were erased, in order. */
  readonly erased: { readonly customer: string; readonly position: number }[] = [];
  /** Grows also where the server lost what it knew: it goes by the clock. */
  #erasures = 0;
  /** Newer orders of other tills. */
  readonly others: KnownOrder[] = [];
  /** What lies in the store, of whatever is asked. */
  readonly stock: KnownStock[] = [];
  /** What banks have said of cards that were taken without them. */
  readonly banks: { readonly id: string; readonly standing: string }[] = [];
  readonly low: string[] = [];
  /** What lies there by lot, and how often that list was sent. */
  readonly lots: KnownLot[] = [];
  lotsSent = 0;

  readonly codes = new FakeCodes();

  tell(question: Extract<Question, { readonly about: "code-payments" | "lots" | "stock" }>): object | KnownLots | { readonly stock: readonly KnownStock[]; readonly low: readonly string[] } {
    if (question.about === "code-payments") return { payments: this.codes.tell(question.body.payments) };
    if (question.about === "lots") return this.#tellLots(question.body.mark);
    return { stock: this.#stockOf(question.body.items), low: this.low };
  }

  #tellLots(known: string | undefined): KnownLots {
    const mark = JSON.stringify(this.lots);
    if (mark === known) return { mark };
    this.lotsSent += 1;
    return { mark, lots: this.lots };
  }

  #stockOf(items: readonly string[] | undefined): readonly KnownStock[] {
    return items === undefined ? this.stock : this.stock.filter(({ item }) => items.includes(item));
  }

  /** As the server: who has heard of more than there are hears all again. */
  erasedAfter(erasures: number): { readonly erased: readonly string[]; readonly erasures: number } {
    const after = erasures > this.#erasures ? 0 : erasures;
    return { erased: this.erased.filter(({ position }) => position > after).map(({ customer }) => customer), erasures: this.#erasures };
  }

  /** A customer is forgotten: whoever still tells of them brings nobody back. */
  erase(customer: string): void {
    this.#erasures += 1;
    this.erased.push({ customer, position: this.#erasures });
    const place = this.accounts.findIndex(({ id }) => id === customer);
    if (place >= 0) this.accounts.splice(place, 1);
    this.met.delete(customer);
  }

  meet(people: readonly Person[]): void {
    for (const person of people) if (!this.erased.some(({ customer }) => customer === person.id)) if (!this.met.has(person.id)) this.met.set(person.id, person);
  }

  /** Other tills' first: 200 at most, as the server names them. */
  async orders(subtle: Subtle, texts: readonly string[]): Promise<readonly KnownOrder[]> {
    const stored = await Promise.all(texts.map((text) => read(subtle, text)));
    const own = stored.flatMap((order): readonly KnownOrder[] => {
      if (order.kind !== "order") return [];
      const naming = stored.filter(({ body }) => isAt(body["order"], order));
      if (naming.some(({ kind, body }) => kind === "sale" || body["purpose"] === "cancellation")) return [];
      const customer = this.met.get(textOf(order.body["customer"]));
      return [{ ...plain(order), till_name: "Caisse", ...(customer === undefined ? {} : { customer }), payments: naming.map(plain) }];
    });
    return [...this.others, ...own].slice(0, 200);
  }

  balances(texts: readonly string[]): readonly KnownAccount[] {
    const tenders = texts.flatMap((text) => {
      const parsed = parseEnvelope(toUtf8(text));
      return parsed.ok ? readList(parsed.envelope.body["tenders"] ?? [], "tenders").map((tender) => readObject(tender, "tender")) : [];
    });
    return this.accounts.map((account) => ({
      ...account,
      balance: tenders.reduce((sum, tender) => sum + (tender["account"] === account.id ? Number(tender["amount"]) : 0), account.balance),
    }));
  }
}

async function read(subtle: Subtle, text: string): Promise<Stored> {
  const bytes = toUtf8(text);
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) throw new Error("a stored text that is no entry");
  const { chain, sequence, kind, body } = parsed.envelope;
  return { chain, sequence, digest: await digest(subtle, bytes), number: `X-${sequence}`, text, kind, body };
}

function plain({ chain, sequence, digest: bytes, number, text }: Stored): KnownText {
  return { chain, sequence, digest: bytes, number, text };
}

function isAt(named: EntryValue | undefined, order: Stored): boolean {
  return typeof named === "object" && "chain" in named && named["chain"] === order.chain && named["sequence"] === order.sequence;
}

function textOf(value: EntryValue | undefined): string {
  return typeof value === "string" ? value : "";
}
