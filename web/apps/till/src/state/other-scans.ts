import { findCoupon, type ItemDocument, type Scan } from "@comptoir/till-core";
import { giveBackOf } from "@comptoir/till-core/deposits";
import type { Counter } from "./counter.svelte.ts";
import { joinByCustomerCard } from "./customer-card.ts";
import { joinByCard } from "./exempting.ts";

const AGENT = "comptoir-agent:";
const UNREADABLE = new Map<string, "sell.labelForeign" | "sell.labelWithoutItem">([
  ["gs1.foreign_currency", "sell.labelForeign"],
  ["gs1.no_item", "sell.labelWithoutItem"],
]);

/**
 * What a reader read that joins no basket as goods: an empty bottle, a receipt, a coupon, a machine's voucher, the card of a
 * customer who owes no tax, a device with printers, or nothing that the shop knows.
 */
export async function takeOther(counter: Counter, scan: Scan): Promise<void> {
  switch (scan.kind) {
    case "item":
      takeEmpties(counter, scan.item);
      return;
    case "receipt":
      return openReceipt(counter, scan.essentials);
    case "unknown":
      if (await joinByCustomerCard(counter, scan.code)) return;
      if (scan.code.startsWith(AGENT) && (await import("./pair-offer.ts")).offerPairing(counter, scan.code)) return;
      if ((await isCoupon(counter, scan.code)) || (await isBottleVoucher(counter, scan.code)) || (await joinByCard(counter, scan.code))) return;
      counter.feedback.unknown();
      if (scan.is_misread) counter.warn(counter.words.say("sell.codeMisread", { code: scan.code }));
      else {
        offerArticle(counter, scan.code);
        await offerElsewhere(counter, scan.code);
      }
      return;
    case "unreadable":
      counter.feedback.unknown();
      counter.warn(counter.words.say(UNREADABLE.get(scan.reason) ?? "sell.labelBroken"));
  }
}

/** Says at once whether it gives something for what is in the basket; of a code that another till used, where that was. */
export async function useCoupon(counter: Counter, code: string): Promise<boolean> {
  const { selling, words } = counter;
  const used = await (await counter.till.rarely()).couponUsed(code);
  if (used?.ok === false) {
    counter.refuse(used.refusal.code, used.refusal.details);
    return true;
  }
  const before = selling.priced.gross;
  if (!selling.addCoupon(code)) return false;
  const taken = before - selling.priced.gross;
  const text = taken > 0 ? words.say("terms.couponGives", { amount: counter.formats.amount(-taken) }) : words.say("terms.couponWaits");
  counter.messages.show({ text });
  return true;
}

/** A code on a flyer or a phone that an offer waits for. */
async function isCoupon(counter: Counter, code: string): Promise<boolean> {
  if (findCoupon(counter.till.pricingContext(), code) === undefined) return false;
  counter.feedback.scanned();
  return useCoupon(counter, code);
}

/** While empties are counted, a bottle's own barcode is a bottle that came back. */
function takeEmpties(counter: Counter, item: ItemDocument): void {
  const { feedback, paying, selling, words } = counter;
  if (paying.isCommitted) {
    feedback.unknown();
    counter.warn(words.say("pay.finishFirst"));
    return;
  }
  paying.leave();
  if (selling.change((basket) => giveBackOf(basket, counter.settings, item))) feedback.scanned();
}

/** The voucher of a reverse vending machine joins the basket, once; what it gives is said. */
async function isBottleVoucher(counter: Counter, code: string): Promise<boolean> {
  const { words, selling, paying } = counter;
  const read = await counter.till.readBottleVoucher(code, words.say("deposit.voucher"));
  if (read === undefined) return false;
  if (paying.isCommitted) {
    counter.feedback.unknown();
    counter.warn(words.say("pay.finishFirst"));
  } else if (!read.ok) counter.refuse(read.refusal.code, read.refusal.details);
  else if (selling.lines.some((line) => line.bottle_voucher === code)) counter.refuse("deposit.voucher_used");
  else {
    paying.leave();
    if (!selling.addLine(read.value)) return true;
    counter.feedback.scanned();
    counter.messages.show({ text: words.say("deposit.voucherTaken", { amount: counter.formats.amount(read.value.unit_price) }) });
  }
  return true;
}

/** The basket stays as it is, whatever becomes of the code. */
function offerArticle(counter: Counter, code: string): void {
  const text = counter.words.say("sell.unknownCode", { code });
  if (!counter.till.canCreateArticle()) {
    counter.warn(text);
    return;
  }
  counter.messages.show({ text, tone: "warn", action: counter.words.say("article.create"), onaction: () => counter.nameCode(code) });
}

/** The goods are in somebody's hand: what this store does not carry is named as soon as the server says it, and may be sold. */
async function offerElsewhere(counter: Counter, code: string): Promise<void> {
  const item = await counter.till.findElsewhere(code);
  if (item === undefined) return;
  const { formats, messages, words } = counter;
  const text = words.say("sell.elsewhere", { name: item.name, amount: formats.amount(item.unit_price) });
  messages.show({
    text,
    tone: "warn",
    action: words.say("sell.sellIt"),
    onaction: () => {
      if (counter.add(item, code)) counter.feedback.scanned();
    },
  });
}

/** The customer's receipt, held under the reader: the sale opens, ready to be refunded. */
async function openReceipt(counter: Counter, essentials: string): Promise<void> {
  const found = await counter.till.saleOfReceipt(essentials);
  if (!found.ok) {
    counter.feedback.unknown();
    counter.refuse(found.refusal.code);
    return;
  }
  counter.feedback.scanned();
  counter.navigation.openSale(found.value.ref);
}
