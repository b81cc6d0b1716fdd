/**
 * Links: pages on which customers pay what lies before a till, by themselves or several of them (docs/adr/0048). The server says what was
 * paid and gives it to one till; that till writes each part down as an approved payment and spends it in the transaction of its sale.
 */
import { attemptsOf, isFreeAttempt, keepAttempts, type CardAttempt } from "./card-attempts.ts";
import type { TillContext } from "./context.ts";
import type { DoorAnswer } from "./door/door.ts";
import { read } from "./door/late-answers.ts";
import { parseJson, readFlag, readInteger, readList, readObject, readOptionalText, readText, readTexts, type JsonObject } from "./reading.ts";
import type { TenderSettings } from "./tender-settings.ts";
import { minorUnits, type MinorUnits } from "./units.ts";

/** Who such payments were taken by: no agent, and no terminal. */
export const LINK_KEY = "link";

export interface LinkAccount {
  readonly id: string;
  readonly name: string;
}

/** One customer's part. `differs`: the provider took other figures, and a person looks at it. */
export interface LinkPart {
  readonly id: string;
  readonly amount: MinorUnits;
  readonly tip: MinorUnits;
  readonly state: "pending" | "approved" | "differs";
}

export interface PayLink {
  readonly id: string;
  readonly path: string;
  /** Whole, where the server knows its own; otherwise the page's origin stands before `path`. */
  readonly address: string;
  readonly account: string;
  readonly account_name: string;
  readonly amount: MinorUnits;
  readonly text: string;
  readonly paid: MinorUnits;
  readonly tips: MinorUnits;
  readonly under_way: MinorUnits;
  readonly state: string;
  readonly is_held: boolean;
  /** This till made it. */
  readonly is_ours: boolean;
  readonly parked?: string;
  /** Which till its money was given to. */
  readonly taken: "" | "here" | "elsewhere";
  readonly made_ms: number;
  readonly parts: readonly LinkPart[];
}

/** The store's, and by which mark to ask again. */
export interface LinkNews {
  readonly mark: string;
  readonly channels: readonly string[];
  readonly links: readonly PayLink[];
}

export function linkAccountsOf(settings: TenderSettings | undefined): readonly LinkAccount[] {
  return readList(settings?.links ?? [], "links").map((value) => {
    const source = readObject(value, "link");
    return { id: readText(source, "id"), name: readText(source, "name") };
  });
}

export async function askLinks({ facts, ports }: TillContext, place: string, body: object): Promise<DoorAnswer<JsonObject>> {
  const { chain } = facts;
  if (chain === undefined || chain.is_local) return { kind: "weather", weather: "server" };
  return read(await ports.door.ask(chain.token, { about: "links", place, body }), (text) => readObject(parseJson(text), "links"));
}

export function readLinkNews(source: JsonObject): LinkNews {
  return {
    mark: readText(source, "mark"),
    channels: readTexts(source, "channels"),
    links: readList(source["links"], "links").map((value) => readLink(readObject(value, "link"))),
  };
}

export function readLink(source: JsonObject): PayLink {
  const parked = source["parked"] === null ? undefined : readOptionalText(source, "parked");
  const { taken } = source;
  return {
    id: readText(source, "id"),
    path: readText(source, "path"),
    address: readText(source, "address"),
    account: readText(source, "account"),
    account_name: readText(source, "account_name"),
    amount: minorUnits(readInteger(source, "amount")),
    text: readText(source, "text"),
    paid: minorUnits(readInteger(source, "paid")),
    tips: minorUnits(readInteger(source, "tips")),
    under_way: minorUnits(readInteger(source, "under_way")),
    state: readText(source, "state"),
    is_held: readFlag(source, "is_held"),
    is_ours: readFlag(source, "is_ours"),
    ...(parked === undefined ? {} : { parked }),
    taken: taken === "" || taken === "here" ? taken : "elsewhere",
    made_ms: readInteger(source, "made_ms"),
    parts: readList(source["tries"], "tries").flatMap((value) => {
      const part = readObject(value, "try");
      const state = readText(part, "state");
      if (state !== "pending" && state !== "approved" && state !== "differs") return [];
      return [{ id: readText(part, "id"), amount: minorUnits(readInteger(part, "amount")), tip: minorUnits(readInteger(part, "tip")), state }];
    }),
  };
}

/** Only of a link that the server gave to this till. Kept twice, each part is one payment: what was spent stays spent. */
export async function keepPaid(context: TillContext, link: PayLink, currency: number): Promise<readonly CardAttempt[]> {
  if (link.taken !== "here") return [];
  const wall = context.ports.clock.wall();
  const paid = link.parts.filter(({ state }) => state === "approved");
  await keepAttempts(
    context,
    paid.map(({ id, amount, tip }) => ({
      id,
      kind: "payment",
      amount,
      tip,
      currency,
      driver: "link",
      agent_key: LINK_KEY,
      terminal: link.account,
      terminal_name: link.account_name.slice(0, 80),
      made_ms: wall.epoch_ms,
      cashier: context.facts.cashier ?? "",
      state: "approved",
      needs_person: false,
      events: [{ at_ms: wall.epoch_ms, state: "approved", source: "till", trouble: "" }],
      untold: true,
    })),
  );
  const ids = new Set(paid.map(({ id }) => id));
  return (await attemptsOf(context)).filter((one) => ids.has(one.id) && isFreeAttempt(one)).reverse();
}
