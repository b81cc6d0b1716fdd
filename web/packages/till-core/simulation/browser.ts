/** One device: a browser's storage, its locks, and the pages that are open over it. Pages die; the storage goes only when it is evicted. */
import { parseEssentials } from "@comptoir/journal";

import { addItem, emptyBasket, milli, minorUnits, openTill, ppm, setBasketDiscount, type Basket, type ItemDocument, type Relay, type Till } from "../src/index.ts";
import { LocalCatalog } from "../src/catalog/local-catalog.ts";
import { TillDatabase, type EntryRow } from "../src/database.ts";
import { HttpDoor } from "../src/door/http-door.ts";
import { webSecrets } from "../src/people/secrets.ts";
import type { Ports, Random } from "../src/ports.ts";
import type { Result } from "../src/refusal.ts";
import { FakeStorage, seededRandom, SharedLocks } from "../src/testing.ts";
import type { EntryRef } from "../src/views.ts";
import type { OtherTender } from "../src/tenders.ts";
import { Line, ToldTime, type Call } from "./outside.ts";
import { sealing, subtle } from "./quiet.ts";
import { SealingDevice, type Cut } from "./sealing-device.ts";

export interface SoldLine {
  readonly item: string;
  readonly category: string;
  readonly unit_price: number;
  readonly rate_ppm: number;
  readonly quantity_milli: number;
}

/** `dies`: after which step the page is gone. */
export interface Act {
  readonly kind: string;
  readonly cashier: string;
  readonly float: number;
  readonly lines: readonly SoldLine[];
  readonly discount_ppm: number;
  readonly card: number;
  readonly cash: number;
  readonly essentials: string;
  readonly counted: number;
  readonly dies: string;
}

/** What an act came to: a refusal's code, or a receipt's essentials. */
export interface Done {
  readonly refusal?: string;
  readonly essentials?: string;
  /** Lines of the basket that the page found when it began. */
  readonly found: number;
}

class Page {
  readonly till: Till;
  readonly line: Line;
  readonly time: ToldTime;
  mayRelay = false;
  losesSeal = false;
  done: Done | undefined;

  constructor(till: Till, line: Line, time: ToldTime) {
    this.till = till;
    this.line = line;
    this.time = time;
  }
}

export class Browser {
  readonly bugs: string[] = [];
  readonly #device = new SealingDevice();
  readonly #settings: string;
  readonly #random: Random;
  readonly #name: string;
  readonly #locks = new SharedLocks();
  readonly #look: TillDatabase;
  readonly #pages = new Map<string, Page>();
  readonly #releases = new Map<string, () => void>();
  #told = 0;

  /** `settings` is the catalogue's document, as the door tells it. */
  constructor(name: string, settings: string, seed: number) {
    this.#name = name;
    this.#settings = settings;
    this.#random = seededRandom(seed);
    this.#look = new TillDatabase(name);
  }

  async open(name: string, version: string, epochMs: number): Promise<void> {
    const time = new ToldTime(epochMs);
    const line = new Line((path) => (path === "/catalog" ? this.#settings : path.startsWith("/catalog/changes") ? NO_CHANGES : undefined));
    const here: { page?: Page } = {};
    const ports: Ports = {
      clock: time,
      timers: time,
      random: this.#random,
      subtle: sealing(() => line.isDead || here.page?.losesSeal === true),
      secrets: webSecrets(subtle),
      passkeys: subtle,
      door: new HttpDoor(line.fetch, time, ""),
      locks: this.#locksOf(name),
      storage: new FakeStorage(),
    };
    const till = await openTill({
      ports,
      app_version: version,
      user_agent: "simulated",
      database: new TillDatabase(this.#name),
      catalog: new LocalCatalog(() => Promise.resolve()),
      fiscalLoader: this.#device.loader,
      relay: relayOver(line, () => here.page?.mayRelay === true),
      onBug: (error) => this.bugs.push(String(error)),
    });
    here.page = new Page(till, line, time);
    this.#pages.set(name, here.page);
  }

  /** A lock is let go when the page that has it is gone. */
  #locksOf(page: string): Ports["locks"] {
    const kept = <T extends (() => void) | undefined>(release: T): T => {
      if (release !== undefined) this.#releases.set(page, release);
      return release;
    };
    return {
      tryAcquire: async (name) => kept(await this.#locks.tryAcquire(name)),
      acquire: async (name) => kept(await this.#locks.acquire(name)),
    };
  }

  /** The page is gone in the midst of whatever it did: no line of it brings anything any more, and nobody has its lock. */
  kill(name: string): void {
    this.#page(name).line.die();
    this.#pages.delete(name);
    const release = this.#releases.get(name);
    this.#releases.delete(name);
    release?.();
  }

  enrol(name: string, code: string): void {
    const page = this.#page(name);
    void page.till.enrol(code, "simulated").then((result) => this.#finish(page, result, 0), this.#fault);
  }

  act(name: string, act: Act, epochMs: number): void {
    const page = this.#page(name);
    page.time.epoch_ms = epochMs;
    page.done = undefined;
    this.#device.cut = cutOf(act.dies);
    void this.#act(page, act).catch(this.#fault);
  }

  async #act(page: Page, act: Act): Promise<void> {
    const { till } = page;
    const kept = await till.keptBasket();
    const found = kept?.lines.length ?? 0;
    switch (act.kind) {
      case "opening": {
        if (till.state.value.cashier === undefined) await till.signIn({ kind: "tap", cashier: act.cashier });
        page.losesSeal = act.dies === "sealed";
        this.#finish(page, await till.openSession(minorUnits(act.float)), found);
        break;
      }
      case "closing":
        page.losesSeal = act.dies === "sealed";
        this.#finish(page, await till.closeSession({ amount: minorUnits(act.counted), pieces: [] }), found);
        break;
      case "refund":
        this.#finish(page, await this.#refund(page, act), found);
        break;
      default: {
        const basket = kept ?? basketOf(act);
        await till.keepBasket(basket);
        page.losesSeal = act.dies === "sealed";
        this.#finish(page, act.dies === "basket_kept" ? NOTHING : await till.finalizeSale(basket, tendersOf(act)), found);
      }
    }
  }

  async #refund(page: Page, act: Act): Promise<Outcome> {
    if (parseEssentials(act.essentials) === undefined) throw new Error("a receipt without a code");
    const sale = await page.till.saleOfReceipt(act.essentials);
    if (!sale.ok) return sale;
    if (act.dies === "basket_kept") return NOTHING;
    page.losesSeal = act.dies === "sealed";
    return page.till.refundSale(sale.value.ref, "all", [{ kind: "cash" }]);
  }

  #finish(page: Page, result: Outcome, found: number): void {
    page.losesSeal = false;
    page.done = result.ok ? { found, ...essentialsOf(result) } : { found, refusal: result.refusal.code };
  }

  /** The next request with entries, or nothing where there is nothing to send. `again`: do not wait until the pause is over. */
  rest(name: string, again: boolean): void {
    const page = this.#page(name);
    page.time.rest();
    if (again) page.till.syncNow();
  }

  /** Five minutes later it is time to say how this till is, and to ask how far the server is. */
  greet(name: string, epochMs: number): void {
    const page = this.#page(name);
    page.time.epoch_ms = Math.max(page.time.epoch_ms, epochMs);
    page.till.syncNow();
  }

  answer(name: string, call: number, status: number, body: string, mayRelay: boolean): void {
    const page = this.#page(name);
    page.mayRelay = mayRelay;
    page.line.answer(call, { status, body });
  }

  /** What was struck off without waiting for the disk, and was not on it when the power went. */
  async forgetAcknowledged(places: readonly EntryRef[]): Promise<void> {
    await this.#look.write(["entries", "outbox"], async ({ entries, outbox }) => {
      const [first = 1] = await outbox.getAllKeys(null, 1);
      for (const [index, { chain, sequence }] of places.entries()) {
        const row = await entries.get([chain, sequence]);
        if (row === undefined) continue;
        const { acknowledged_ms: _when, status: _status, code: _code, ...fresh } = row;
        await entries.put(fresh);
        await outbox.put({ order: first - places.length + index, chain, sequence, made_ms: row.made_ms });
      }
    });
  }

  async state(): Promise<object> {
    const seen = this.#told;
    const found = await this.#look.read(["entries", "outbox", "cells"], async ({ entries, outbox, cells }) => {
      const [rows, waiting, perpetual, session, kept] = await Promise.all([
        entries.getAll(),
        outbox.getAll(),
        cells.get("perpetual"),
        cells.get("session"),
        cells.get("kept_basket"),
      ]);
      return { rows, waiting, perpetual, session, kept };
    });
    this.#told = found.rows.length;
    return {
      entries: found.rows.slice(seen).map(toldOf),
      length: found.rows.length,
      outbox: found.waiting.map(({ chain, sequence }) => [chain, sequence]),
      perpetual: found.perpetual ?? { gross: 0, refunded: 0 },
      session: found.session ?? null,
      basket: found.kept?.lines.length ?? 0,
      pages: Object.fromEntries([...this.#pages].map(([name, page]) => [name, toldPage(page)])),
      signed: this.#device.count,
      bugs: this.bugs.splice(0),
    };
  }

  close(): void {
    for (const name of [...this.#pages.keys()]) this.kill(name);
    this.#look.close();
    indexedDB.deleteDatabase(this.#name);
  }

  readonly #fault = (error: unknown): void => {
    this.bugs.push(String(error));
  };

  #page(name: string): Page {
    const page = this.#pages.get(name);
    if (page === undefined) throw new Error(`no page ${name}`);
    return page;
  }
}

type Outcome = Result<unknown> | { readonly ok: true };
const NOTHING: Outcome = { ok: true };
const NO_CHANGES = JSON.stringify({ position: 1_000, changes: [], more: false });

function cutOf(dies: string): Cut {
  return dies === "prepared" || dies === "device_signed" ? dies : undefined;
}

function toldPage(page: Page): { readonly calls: readonly Call[]; readonly done: Done | null; readonly phase: string } {
  return { calls: page.line.calls, done: page.done ?? null, phase: page.till.state.value.phase };
}

function toldOf({ chain, sequence, kind, digest, seal, text }: EntryRow): object {
  return { chain, sequence, kind, digest, seal, text };
}

function relayOver(line: Line, isNear: () => boolean): Relay {
  return {
    agent: () => Promise.resolve(isNear() ? { id: "agent", name: "agent" } : undefined),
    keep: async (_agent, batch) => {
      const said = await line.ask("/keep", JSON.stringify(batch));
      const digests: unknown = said.status === 0 ? [] : JSON.parse(said.body);
      return Array.isArray(digests) && said.status !== 0 ? { kind: "kept", digests: digests.map(String) } : { kind: "none" };
    },
  };
}

function essentialsOf(result: object): { readonly essentials?: string } {
  const found: unknown = Reflect.get(result, "value");
  const sale: unknown = typeof found === "object" && found !== null ? Reflect.get(found, "sale") : undefined;
  const essentials: unknown = typeof sale === "object" && sale !== null ? Reflect.get(sale, "essentials") : undefined;
  return typeof essentials === "string" ? { essentials } : {};
}

function basketOf(act: Act): Basket {
  let basket = emptyBasket();
  for (const line of act.lines) {
    const added = addItem(basket, itemOf(line), milli(line.quantity_milli));
    if (!added.ok) throw new Error(added.refusal.code);
    basket = added.value;
  }
  const discounted = act.discount_ppm === 0 ? undefined : setBasketDiscount(basket, { kind: "rate", ppm: ppm(act.discount_ppm) });
  if (discounted?.ok === false) throw new Error(discounted.refusal.code);
  return discounted?.value ?? basket;
}

function itemOf({ item, category, unit_price, rate_ppm }: SoldLine): ItemDocument {
  return {
    id: item,
    product: item,
    name: "Article",
    category,
    barcodes: [],
    unit: "C62",
    unit_price: minorUnits(unit_price),
    tax_category: "S",
    tax_rate_ppm: ppm(rate_ppm),
    catalog_position: 1_000,
  };
}

function tendersOf(act: Act): readonly (OtherTender | { readonly kind: "cash" })[] {
  const card: readonly OtherTender[] = act.card === 0 ? [] : [{ kind: "card", amount: minorUnits(act.card) }];
  return act.cash === 0 ? card : [...card, { kind: "cash" }];
}

