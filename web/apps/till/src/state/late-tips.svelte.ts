/** A tip that comes after the sale, by the terminal that took the sale's money: loaded when somebody gives one. */
import { isFreeTip, isOpenAttempt } from "@comptoir/till-core/card-attempts";
import { canTipLater } from "@comptoir/till-core/card-holds";
import type { MinorUnits, SaleView } from "@comptoir/till-core";
import { tipLater } from "./card-holds.svelte.ts";
import { follow, type CardPayment } from "./card-payments.svelte.ts";
import type { Counter } from "./counter.svelte.ts";

export interface LateCardTip {
  readonly amount: MinorUnits;
  /** The attempt by which the terminal added it; absent where no terminal was asked. */
  readonly payment?: string;
}

/** What is to be noted; nothing where the terminal did not add it. What it added before a crash is noted now, and not added again. */
export async function cardTip(counter: Counter, sale: SaleView, tip: MinorUnits, show: (payment: CardPayment | undefined) => void): Promise<LateCardTip | undefined> {
  const ids = new Set(sale.tenders.map((tender) => tender.payment));
  const attempts = await (await counter.till.rarely()).attempts();
  const [paid, ...others] = attempts.filter(({ id, kind, state }) => ids.has(id) && state === "approved" && (kind === "payment" || kind === "capture"));
  if (paid === undefined || others.length > 0) return { amount: tip };
  const { words } = counter;
  if (!canTipLater(paid.driver)) {
    counter.warn(words.say("holds.tipByHand"));
    return { amount: tip };
  }
  const before = attempts.find((one) => one.kind === "tip" && one.reverses === paid.id && (isOpenAttempt(one) || isFreeTip(one)));
  const payment = before === undefined ? await tipLater(counter, paid, tip) : follow(counter, before);
  show(payment);
  const ended = await payment?.over();
  show(undefined);
  if (ended?.state === "approved") return { amount: ended.amount, payment: ended.id };
  if (ended !== undefined) counter.warn(words.say("holds.tipNot"));
  return undefined;
}
