import { exemptionsOf, forGroup, withoutForeignExemption } from "@comptoir/till-core/exemptions";
import type { Counter } from "./counter.svelte.ts";
import { exemptCustomers, joinExempt } from "./exempting.ts";

/** A customer's card under the reader: the basket is theirs, with their prices, and without tax where the office said so. */
export async function joinByCustomerCard(counter: Counter, code: string): Promise<boolean> {
  if (counter.settings?.customer_cards === undefined) return false;
  const { feedback, messages, paying, selling, words } = counter;
  const rare = await counter.till.rarely();
  const holder = await rare.cardHolder(code);
  if (holder === undefined) return false;
  if (paying.isCommitted) {
    feedback.unknown();
    counter.warn(words.say("pay.finishFirst"));
    return true;
  }
  paying.leave();
  selling.commitEntry();
  const reasons = exemptionsOf(counter.settings);
  const group = counter.settings.customer_groups.find(({ id, is_staff: isStaff }) => id === holder.group && !isStaff);
  const isJoined = selling.alter((basket) => withoutForeignExemption(rare.joinCustomer(rare.withoutBuyer(basket), holder, group?.id), reasons));
  if (!isJoined) return true;
  feedback.scanned();
  const text = group === undefined ? words.say("terms.holder", { name: holder.name }) : words.say("terms.holderOf", { name: holder.name, group: group.name });
  const free = exemptCustomers(counter).find(({ customer }) => customer === holder.id);
  if (free !== undefined) await joinExempt(counter, free);
  else if (forGroup(reasons, group?.id).length === 0) messages.show({ text });
  else {
    const offer = { action: words.say("terms.exempt"), onaction: () => counter.navigation.show("terms") };
    messages.show({ text: `${text}. ${words.say("terms.exemptOffer")}`, ...offer });
  }
  counter.discounted(isJoined);
  return true;
}
