import { exempt, exemptCustomer, exemptCustomersOf, grantedStill, holderOf, type ExemptCustomer } from "@comptoir/till-core/exemptions";
import type { Basket, NoteView, Result } from "@comptoir/till-core";
import type { Counter } from "./counter.svelte.ts";

/** Who owes no tax today, by the office's word. */
export function exemptCustomers(counter: Counter): readonly ExemptCustomer[] {
  return exemptCustomersOf(counter.settings, counter.till.pricingContext().day);
}

/** The customer joins the basket: chosen in the sheet, by their card or by their account. Nothing is asked. */
export async function joinExempt(counter: Counter, customer: ExemptCustomer): Promise<boolean> {
  const evidence = await evidenceOf(counter, customer);
  counter.selling.commitEntry();
  return take(counter, customer, exemptCustomer(counter.selling.offered, customer, evidence));
}

/** A card under the reader whose number the office wrote down. */
export async function joinByCard(counter: Counter, code: string): Promise<boolean> {
  const holder = holderOf(exemptCustomers(counter), code);
  if (holder === undefined) return false;
  if (counter.paying.isCommitted) {
    counter.feedback.unknown();
    counter.warn(counter.words.say("pay.finishFirst"));
    return true;
  }
  counter.paying.leave();
  counter.feedback.scanned();
  await joinExempt(counter, holder);
  return true;
}

/** The account that is to pay belongs to somebody who owes no tax: what is due becomes less before it is written there. */
export async function joinByAccount(counter: Counter, account: string): Promise<void> {
  const { paying, selling } = counter;
  if (paying.tenders.length > 0 || selling.terms.exemption !== undefined) return;
  const holder = exemptCustomers(counter).find(({ customer }) => customer === account);
  if (holder !== undefined) await joinExempt(counter, holder);
}

/** An order that was made under the office's word needs nothing to be shown again, as long as that stands. */
export async function joinByOrder(counter: Counter, recalled: Basket): Promise<Basket> {
  const { basket, customer } = grantedStill(recalled, exemptCustomers(counter));
  if (customer === undefined) return basket;
  const proved = exempt(basket, customer.reason, await evidenceOf(counter, customer));
  return proved.ok ? proved.value : basket;
}

async function evidenceOf(counter: Counter, { name, evidence }: ExemptCustomer): Promise<NoteView | undefined> {
  return (await counter.till.rarely()).makeNote(`${name} · ${evidence}`, false);
}

function take(counter: Counter, { name, valid_until: until }: ExemptCustomer, exempted: Result<Basket>): boolean {
  if (!exempted.ok) {
    counter.refuse(exempted.refusal.code, exempted.refusal.details);
    return false;
  }
  if (!counter.selling.alter(() => exempted.value)) return false;
  counter.messages.show({ text: counter.words.say("terms.exemptGranted", { name, day: counter.formats.date(until) }) });
  return true;
}
