/**
 * A day of a till without a server, for `comptoir bench offline`: the till's own core on the browser's own database and keys, with a
 * clock that is told the time. A page of the bench loads it; each call opens the till anew, as a page does, and lets it go at the end.
 */
import {
  addAmount,
  addItem,
  browserPorts,
  emptyBasket,
  milli,
  minorUnits,
  openTill,
  ppm,
  priceBasket,
  setBasketDiscount,
  type Basket,
  type BrowserScope,
  type Clock,
  type ItemDocument,
  type Result,
  type SaleView,
  type Till,
} from "@comptoir/till-core";
import { follow } from "@comptoir/till-core/deposits";
import { LocalCatalog } from "@comptoir/till-core/local-catalog";
import { seededRandom } from "@comptoir/till-core/testing";

export interface Day {
  /** When this part of the day begins, and how long it lasts. */
  readonly epoch_ms: number;
  readonly lasts_ms: number;
  readonly sales: number;
  readonly sales_per_cashier: number;
  readonly seed: number;
}

export interface DayDone {
  readonly sales: number;
  readonly refunds: number;
  readonly switches: number;
  readonly gross: number;
  readonly unsent: number;
  readonly took_ms: number;
}

/** Moves when told, and by what really passed in between. */
class ToldClock implements Clock {
  #ahead_ms: number;
  #passed_ms = 0;

  constructor(epochMs: number) {
    this.#ahead_ms = epochMs - performance.timeOrigin - performance.now();
  }

  wall(): { readonly epoch_ms: number; readonly offset_minutes: number } {
    return { epoch_ms: Math.floor(performance.timeOrigin + performance.now() + this.#ahead_ms), offset_minutes: 0 - new Date().getTimezoneOffset() };
  }

  monotonic_ms(): number {
    return performance.now() + this.#passed_ms;
  }

  pass(ms: number): void {
    this.#ahead_ms += ms;
    this.#passed_ms += ms;
  }
}

/** The page's own objects; it is never asked to keep the data, because nobody is there to ask. */
const page: BrowserScope = {
  crypto,
  performance,
  navigator: {
    locks: navigator.locks,
    storage: { persisted: () => navigator.storage.persisted(), persist: () => navigator.storage.persisted() },
  },
  fetch: (target, request) => fetch(target, request),
  setTimeout: (action, ms) => Number(setTimeout(action, ms)),
  clearTimeout: (timer) => clearTimeout(timer),
};

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code} ${JSON.stringify(result.refusal.details ?? {})}`);
  return result.value;
}

async function opened(clock: ToldClock): Promise<Till> {
  const till = await openTill({
    ports: { ...browserPorts(page), clock },
    app_version: "bench",
    user_agent: navigator.userAgent,
    catalog: new LocalCatalog(() => new Promise((done) => setTimeout(done, 0))),
  });
  await until(() => till.state.value.phase !== "reading");
  return till;
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${holds.toString()}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** The device becomes a till, at a time that is told; it has its settings and its goods before it goes. */
export async function enrol(code: string, epochMs: number): Promise<void> {
  const till = await opened(new ToldClock(epochMs));
  must(await till.enrol(code, "Banc d’essai"));
  await until(() => till.state.value.settings !== undefined && till.catalog.status.value.phase === "ready" && till.catalog.status.value.items_count > 0);
  till.close();
}

/** Sells all day, changes cashiers, gives back now and then, and closes by counting. */
export async function sell(day: Day): Promise<DayDone> {
  const began = performance.now();
  const clock = new ToldClock(day.epoch_ms);
  const till = await opened(clock);
  await until(() => till.catalog.status.value.phase === "ready");
  const goods = (await till.catalog.inCategory(undefined)).filter((item) => item.unit === "C62");
  const dice = new Dice(day.seed);
  const cashiers = till.state.value.settings?.cashiers ?? [];
  let [refunds, switches, gross] = [0, 0, 0];
  for (let number = 0; number < day.sales; number += 1) {
    if (number % day.sales_per_cashier === 0) {
      const next = cashiers[switches % cashiers.length];
      if (next === undefined) throw new Error("nobody sells here");
      must(await till.signIn({ kind: "tap", cashier: next.id }));
      switches += 1;
    }
    const sale = await sellOnce(till, goods, dice);
    gross += sale.gross;
    if (dice.below(100) < 2) {
      const amount = minorUnits(Math.abs(must(await till.previewRefund(sale.ref, "all")).gross));
      must(await till.refundSale(sale.ref, "all", [{ kind: "card", amount }]));
      refunds += 1;
    }
    clock.pass(Math.floor(day.lasts_ms / day.sales));
  }
  const session = till.state.value.session;
  if (session === undefined) throw new Error("the day is not open");
  must(await till.closeSession({ amount: session.cash_expected, pieces: [] }));
  const unsent = till.sync.value.unsent_count;
  till.close();
  return { sales: day.sales, refunds, switches, gross, unsent, took_ms: Math.floor(performance.now() - began) };
}

async function sellOnce(till: Till, goods: readonly ItemDocument[], dice: Dice): Promise<SaleView> {
  // As the screen does: the deposit of a bottle stands below it.
  const basket = must(follow(filled(till, goods, dice), till.state.value.settings));
  const { gross } = priceBasket(basket, till.pricingContext());
  const isCash = dice.below(100) < 45;
  return must(await till.finalizeSale(basket, [isCash ? { kind: "cash" } : { kind: "card", amount: gross }])).sale;
}

/** One to five lines, sometimes several of one, sometimes an amount without an article, now and then a discount. */
function filled(till: Till, goods: readonly ItemDocument[], dice: Dice): Basket {
  let basket = emptyBasket();
  const count = 1 + dice.below(5);
  for (let line = 0; line < count; line += 1) {
    const item = goods[dice.below(goods.length)];
    if (item === undefined) throw new Error("there are no goods");
    basket = must(addItem(basket, item, milli(1000 * (1 + dice.below(3)))));
  }
  const rate = till.pricingContext().taxes?.[0];
  if (rate !== undefined && dice.below(100) < 10) basket = must(addAmount(basket, minorUnits(50 + dice.below(2_000)), rate));
  return dice.below(100) < 5 ? must(setBasketDiscount(basket, { kind: "rate", ppm: ppm(50_000) })) : basket;
}

/** The same throws on every machine. */
class Dice {
  readonly #random: ReturnType<typeof seededRandom>;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  below(limit: number): number {
    const [high = 0, low = 0] = this.#random.bytes(2);
    return (high * 256 + low) % limit;
  }
}

Object.assign(globalThis, { offline: { enrol, sell } });
