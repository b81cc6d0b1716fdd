/**
 * Links that customers pay by themselves, as this till sees them. While one of its own is open the server's news are listened for; what is
 * paid whole, of goods that were put aside, is taken up and sealed as soon as nobody stands at the till.
 */
import { minorUnits, type Basket, type MinorUnits, type ParkedBasket, type PricedBasket } from "@comptoir/till-core";
import { isFreeAttempt } from "@comptoir/till-core/card-attempts";
import { linkAccountsOf, readLink, readLinkNews, type PayLink } from "@comptoir/till-core/pay-links";
import { parkLabel } from "../view/park-label.ts";
import { currencyOf } from "./card-payments.svelte.ts";
import type { Counter } from "./counter.svelte.ts";

const AGAIN_MS = 2_000;
const TEXT_MAX = 140;
const LINES_MAX = 300;

/** What the server said last of the store's links. */
class PayLinks {
  all = $state.raw<readonly PayLink[]>([]);
  channels = $state.raw<readonly string[]>([]);
  /** Nobody hears of payments without a line. */
  isUp = $state(true);
  mark = "";

  of(id: string | undefined): PayLink | undefined {
    return id === undefined ? undefined : this.all.find((one) => one.id === id);
  }

  /** Of goods that were put aside. */
  ofParked(parked: string): PayLink | undefined {
    return this.all.find((one) => one.parked === parked && one.taken === "");
  }
}

export const payLinks = new PayLinks();
/** Links that a panel shows: nobody else takes them. */
const shown = new Set<string>();
/** What was paid and could not be taken up, said once. */
const told = new Set<string>();
/** What the server has not heard yet of goods that were taken up or put aside. */
const unsaid = new Map<string, object>();
/** Nobody shall pay them any more, and the server has not heard it yet. */
const dropped = new Set<string>();
let wake: (() => void) | undefined;

/** One step for one link; `undefined` without a line, or where it is refused. */
export async function askLink(counter: Counter, place: string, body: object): Promise<PayLink | string | undefined> {
  const answer = await (await counter.till.rarely()).askLinks(place, body);
  payLinks.isUp = answer.kind !== "weather";
  if (answer.kind === "refusal") return answer.code;
  return answer.kind === "ok" ? readLink(answer.value) : undefined;
}

/** Asks for all of the store's. With `after`, the answer waits for news. */
export async function hearLinks(counter: Counter, after = ""): Promise<boolean> {
  const answer = await (await counter.till.rarely()).askLinks("", { after });
  payLinks.isUp = answer.kind === "ok";
  if (answer.kind !== "ok") return false;
  const { mark, channels, links } = readLinkNews(answer.value);
  payLinks.mark = mark;
  payLinks.channels = channels;
  payLinks.all = links;
  return true;
}

/** Somebody looks at this one: news are listened for, and no other part of the page takes its money. */
export function showLink(id: string): () => void {
  shown.add(id);
  wake?.();
  return () => shown.delete(id);
}

/** Where a customer pays it. */
export function addressOf({ address, path }: PayLink): string {
  return address === "" ? `${location.origin}${path}` : address;
}

/** A link as the goods stand: what the customer reads, and what is due. */
export function wishOf(counter: Counter, basket: Basket, priced: PricedBasket, amount: MinorUnits, more: { readonly account: string; readonly parked?: string; readonly is_held?: boolean }): object {
  const name = counter.words.say("sell.freeAmount");
  return {
    ...more,
    amount,
    text: parkLabel(basket, name).slice(0, TEXT_MAX),
    allows_parts: true,
    allows_tips: (counter.settings?.tenders?.tip_presets ?? []).length > 0,
    lines: basket.lines.slice(0, LINES_MAX).map((line, place) => ({
      name: line.name === undefined || line.name === "" ? name : line.name,
      quantity_milli: line.quantity_milli,
      amount: priced.lines[place]?.amount ?? 0,
    })),
  };
}

/** Goods with a link were put aside, or taken up again: while they are in hand nobody begins to pay. */
export function linkMoved(counter: Counter, basket: Basket, priced: PricedBasket, parked?: ParkedBasket): void {
  const { link } = basket;
  const account = payLinks.of(link)?.account ?? linkAccountsOf(counter.settings?.tenders)[0]?.id;
  if (link === undefined || account === undefined || priced.gross <= 0) return;
  unsaid.set(link, wishOf(counter, basket, priced, priced.gross, { account, ...parked === undefined ? { is_held: true } : { parked: parked.id } }));
  wake?.();
  void sayMoves(counter);
  if (parked === undefined) void tellOfPaid(counter, link, account);
}

/** A basket that is thrown away, or paid otherwise: nobody shall pay its link. What was paid before that stays to be seen. */
export async function dropLink(counter: Counter, link: string): Promise<void> {
  unsaid.delete(link);
  dropped.add(link);
  const ended = await askLink(counter, `/${link}/withdraw`, {});
  if (ended === undefined) return;
  dropped.delete(link);
  if (typeof ended === "object" && ended.paid > 0 && ended.taken === "") {
    counter.warn(counter.words.say("links.paidAfterAll", { amount: counter.formats.amount(ended.paid) }));
  }
}

/** Listens as long as a link of this till is open; otherwise it sleeps until somebody makes one. */
export function watchLinks(counter: Counter): void {
  if (counter.till.training === undefined) void watch(counter);
}

async function watch(counter: Counter): Promise<void> {
  let isFirst = true;
  for (;;) {
    const hasAccounts = linkAccountsOf(counter.settings?.tenders).length > 0;
    const isWanted = shown.size + unsaid.size + dropped.size > 0 || payLinks.all.some((one) => one.is_ours || one.taken === "here");
    if (hasAccounts && (isFirst || isWanted)) {
      await sayMoves(counter);
      const heard = await hearLinks(counter, isFirst ? "" : payLinks.mark);
      if (heard) {
        isFirst = false;
        await settleTaken(counter);
        await takeUpPaid(counter);
      } else await pause(AGAIN_MS);
    } else await pause(hasAccounts ? 60_000 : 10_000);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = (): void => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function sayMoves(counter: Counter): Promise<void> {
  for (const link of dropped) await dropLink(counter, link);
  for (const [link, wish] of unsaid) {
    const answer = await askLink(counter, `/${link}`, wish);
    // What is over is said to whoever opens it; a line that breaks is tried again.
    if (answer !== undefined && unsaid.get(link) === wish) unsaid.delete(link);
  }
}

async function tellOfPaid(counter: Counter, link: string, account: string): Promise<void> {
  if (!await hearLinks(counter)) return;
  const known = payLinks.of(link);
  // Meanwhile its panel may stand, or the goods be gone again.
  if (known === undefined || known.paid === 0 || known.taken !== "" || shown.has(link) || counter.selling.offered.link !== link) return;
  counter.messages.show({
    text: counter.words.say("links.paidAlready", { amount: counter.formats.amount(known.paid) }),
    action: counter.words.say("links.open"),
    onaction: () => counter.paying.other(`link:${account}`),
    stays: true,
  });
}

/** Money that was given to this till and is in its sales is no news any more; what is not yet, is shown as free. */
async function settleTaken(counter: Counter): Promise<void> {
  const rare = await counter.till.rarely();
  for (const link of payLinks.all.filter((one) => one.taken === "here" && one.under_way === 0 && !shown.has(one.id))) {
    const free = await rare.keepPaid(link, currencyOf(counter) ?? 0);
    if (free.length === 0) await askLink(counter, `/${link.id}/settle`, {});
    else if (!told.has(link.id)) {
      told.add(link.id);
      const { settlePayments } = await import("./card-payments.svelte.ts");
      if (free.some(isFreeAttempt)) await settlePayments(counter);
    }
  }
}

/** Goods that were put aside here and are paid whole: sealed at once where nobody is served, otherwise said. */
async function takeUpPaid(counter: Counter): Promise<void> {
  for (const link of payLinks.all) {
    const { id, parked, state, is_ours: isOurs, is_held: isHeld, account, taken } = link;
    if (!isOurs || parked === undefined || state !== "paid" || isHeld || shown.has(id) || taken !== "") continue;
    if (isIdle(counter)) {
      await takeUp(counter, parked, account);
      return;
    }
    if (told.has(id)) continue;
    told.add(id);
    counter.messages.show({
      text: counter.words.say("links.paidWhole", { name: link.text, amount: counter.formats.amount(minorUnits(link.paid + link.tips)) }),
      action: counter.words.say("links.finish"),
      onaction: () => {
        if (isIdle(counter)) void takeUp(counter, parked, account);
        else counter.navigation.choose("parked");
      },
      stays: true,
    });
  }
}

function isIdle({ selling, paying, navigation, till }: Counter): boolean {
  const { cashier } = till.state.value;
  return selling.isEmpty && (paying.step === "basket" || paying.step === "paid") && navigation.sheet === undefined && cashier !== undefined;
}

async function takeUp(counter: Counter, parked: string, account: string): Promise<void> {
  if (await counter.selling.recall(parked, "") !== "refused") counter.paying.other(`link:${account}`);
}
