/**
 * @comptoir/till-core/exemptions: why customers owe no tax, as the shop wrote it down, and what they show for it. Only the sheet that asks
 * for it reads this file.
 */
import type { Basket, Exemption } from "./basket.ts";
import type { SettingsDocument } from "./documents.ts";
import { readInteger, readList, readObject, readOptionalText, readText, readTexts, Unreadable, type JsonObject } from "./reading.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { NoteView } from "./views.ts";

export type Evidence = "number" | "card" | "document";

/** A reason of the shop's own. `groups`: for whom; empty: for anybody. */
export interface ExemptionReason extends Exemption {
  readonly revision: number;
  readonly name: string;
  readonly asks?: Evidence;
  readonly groups: readonly string[];
}

/** A customer to whom the office granted one of the reasons, from a day to a day; `id` is what the sale names. */
export interface ExemptCustomer {
  readonly id: string;
  readonly name: string;
  readonly reason: ExemptionReason;
  readonly evidence: string;
  readonly valid_until: string;
  /** Whose account it is, where they have one. */
  readonly customer?: string;
}

/** Shorter ones are no number of a card. */
const CARD_CHARACTERS_MIN = 4;

const ASKED: readonly string[] = ["number", "card", "document"];

/** In the shop's order; none: it wrote nothing down, and the usual reasons are offered. What can't be read is left out. */
export function exemptionsOf(settings: SettingsDocument | undefined): readonly ExemptionReason[] {
  if (settings?.exemptions === undefined) return [];
  try {
    return readList(settings.exemptions, "exemptions").flatMap(readReason);
  } catch (unreadable) {
    if (unreadable instanceof Unreadable) return [];
    throw unreadable;
  }
}

/** Who owes no tax on this day (`2026-11-26`), by name. A till that was away looks at the last day by itself. */
export function exemptCustomersOf(settings: SettingsDocument | undefined, day: string): readonly ExemptCustomer[] {
  if (settings?.exempt_customers === undefined) return [];
  const reasons = exemptionsOf(settings);
  try {
    return readList(settings.exempt_customers, "exempt_customers").flatMap((value) => readCustomer(value, reasons, day));
  } catch (unreadable) {
    if (unreadable instanceof Unreadable) return [];
    throw unreadable;
  }
}

/** The customer has joined the basket: `evidence` is who they are and what proves it, as `makeNote` made it. */
export function exemptCustomer(basket: Basket, { id, reason }: ExemptCustomer, evidence: NoteView | undefined): Result<Basket> {
  if (isPromised(basket)) return refused("basket.promised");
  const exempted = exempt(basket, reason, evidence);
  return exempted.ok ? done({ ...exempted.value, exemption: { ...reasonOf(exempted.value), standing: id } }) : exempted;
}

/** Whose card was held to the reader: the office wrote its number down as what it saw, in whatever spelling. */
export function holderOf(customers: readonly ExemptCustomer[], code: string): ExemptCustomer | undefined {
  const wanted = spelled(code);
  return wanted.length < CARD_CHARACTERS_MIN ? undefined : customers.find(({ evidence }) => spelled(evidence) === wanted);
}

/** What was promised under the office's word goes under it, as long as that stands; else the customer is asked, as any is. */
export function grantedStill(basket: Basket, customers: readonly ExemptCustomer[]): { readonly basket: Basket; readonly customer?: ExemptCustomer } {
  const { exemption } = basket;
  if (exemption?.standing === undefined) return { basket };
  const customer = customers.find(({ id, reason }) => id === exemption.standing && reason.reason === exemption.reason);
  if (customer !== undefined) return { basket, customer };
  const { standing: _ended, ...asked } = exemption;
  return { basket: { ...basket, exemption: asked } };
}

function spelled(text: string): string {
  return text.toLocaleUpperCase("en").replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function reasonOf({ exemption }: Basket): Exemption {
  if (exemption === undefined) throw new Error("an exemption without a reason");
  return exemption;
}

/** Those for everybody and those for this customer's group, which stand first. */
export function offeredTo(reasons: readonly ExemptionReason[], group: string | undefined): readonly ExemptionReason[] {
  return [...forGroup(reasons, group), ...reasons.filter(({ groups }) => groups.length === 0)];
}

/** The reasons that are for this group and not for everybody: whoever chooses it is asked. */
export function forGroup(reasons: readonly ExemptionReason[], group: string | undefined): readonly ExemptionReason[] {
  return group === undefined ? [] : reasons.filter(({ groups }) => groups.includes(group));
}

/**
 * The basket owes no tax for this reason; `evidence` is what the customer showed, as `makeNote` made it. What was promised keeps the
 * reason for which it was: only the evidence comes then.
 */
export function exempt(basket: Basket, reason: ExemptionReason, evidence: NoteView | undefined): Result<Basket> {
  const { asks: _asks, groups: _groups, ...now } = reason;
  if (isPromised(basket) && basket.exemption?.reason !== reason.reason) return refused("basket.promised");
  const exemption = isPromised(basket) ? (basket.exemption ?? now) : now;
  return done({ ...basket, exemption: { ...exemption, ...(evidence === undefined ? {} : { evidence }) } });
}

/** What the till has to ask for before it is paid: goods that were promised without tax go to whoever shows it. */
export function unproved(basket: Pick<Basket, "exemption">, reasons: readonly ExemptionReason[]): ExemptionReason | undefined {
  const reason = reasons.find((one) => one.reason === basket.exemption?.reason);
  return reason?.asks === undefined || basket.exemption?.evidence !== undefined ? undefined : reason;
}

/** As an order's entry says it; what was shown then is shown again when the goods go. */
export function promisedExemption(source: JsonObject): Exemption {
  const [name, vatex, mention] = [readOptionalText(source, "name"), readOptionalText(source, "vatex"), readOptionalText(source, "mention")];
  const standing = readOptionalText(source, "standing");
  return {
    category: readText(source, "category"),
    reason: readText(source, "reason"),
    ...(source["revision"] === undefined ? {} : { revision: readInteger(source, "revision") }),
    ...(name === undefined ? {} : { name }),
    ...(mention === undefined ? {} : { mention }),
    ...(vatex === undefined ? {} : { vatex }),
    ...(standing === undefined ? {} : { standing }),
  };
}

function isPromised(basket: Basket): boolean {
  return basket.lines.some(({ stated }) => stated !== undefined);
}

/** A reason of one group is no reason of another: whoever chooses another customer is asked again. */
export function withoutForeignExemption(basket: Basket, reasons: readonly ExemptionReason[]): Basket {
  const reason = reasons.find((one) => one.reason === basket.exemption?.reason);
  if (reason === undefined || basket.exemption?.standing !== undefined || isPromised(basket) || offeredTo([reason], basket.customer_groups?.[0]).length > 0) return basket;
  const { exemption: _before, ...rest } = basket;
  return rest;
}

function readReason(value: unknown): readonly ExemptionReason[] {
  try {
    const source = readObject(value, "exemption");
    const [vatex, mention, asks] = [readOptionalText(source, "vatex"), readOptionalText(source, "mention"), readOptionalText(source, "evidence")];
    return [
      {
        category: readText(source, "category"),
        reason: readText(source, "id"),
        revision: readInteger(source, "revision"),
        name: readText(source, "name"),
        ...(mention === undefined ? {} : { mention }),
        ...(vatex === undefined ? {} : { vatex }),
        ...(isEvidence(asks) ? { asks } : {}),
        groups: source["groups"] === undefined ? [] : readTexts(source, "groups"),
      },
    ];
  } catch (unreadable) {
    if (unreadable instanceof Unreadable) return [];
    throw unreadable;
  }
}

function readCustomer(value: unknown, reasons: readonly ExemptionReason[], day: string): readonly ExemptCustomer[] {
  try {
    const source = readObject(value, "exempt_customer");
    const reason = reasons.find((one) => one.reason === source["reason"]);
    const [from, until] = [readText(source, "valid_from"), readText(source, "valid_until")];
    if (reason === undefined || day < from || day > until) return [];
    const customer = readOptionalText(source, "customer");
    const granted = { id: readText(source, "id"), name: readText(source, "name"), reason, evidence: readText(source, "evidence"), valid_until: until };
    return [{ ...granted, ...(customer === undefined ? {} : { customer }) }];
  } catch (unreadable) {
    if (unreadable instanceof Unreadable) return [];
    throw unreadable;
  }
}

function isEvidence(text: string | undefined): text is Evidence {
  return text !== undefined && ASKED.includes(text);
}
