import type { ClosingView, SessionView } from "@comptoir/till-core";
import type { Words } from "../words/words.svelte.ts";
import type { Formats } from "./formats.ts";

export interface ClosingRow {
  readonly name: string;
  readonly value: string;
}

/** What happened since the opening, in the order a shopkeeper checks it. */
export function sessionRows(session: SessionView, words: Words, formats: Formats): readonly ClosingRow[] {
  return [
    { name: words.say("closing.sales"), value: `${formats.integer(session.sales_count)} · ${formats.amount(session.gross)}` },
    { name: words.say("closing.refunds"), value: `${formats.integer(session.refunds_count)} · ${formats.amount(session.refunded)}` },
    ...session.tenders.map((tender) => ({
      name: words.say(tender.kind === "card" ? "pay.card" : "pay.cash"),
      value: formats.amount(tender.amount),
    })),
    { name: words.say("closing.float"), value: formats.amount(session.float) },
  ];
}

/** The Z report: the session, the drawer, and the totals that never go back to zero. */
export function closingRows(closing: ClosingView, words: Words, formats: Formats): readonly ClosingRow[] {
  return [
    ...sessionRows(closing, words, formats),
    { name: words.say("closing.expected"), value: formats.amount(closing.cash_expected) },
    { name: words.say("closing.counted"), value: formats.amount(closing.cash_counted) },
    { name: words.say("closing.difference"), value: formats.difference(closing.cash_difference) },
    { name: words.say("closing.perpetual"), value: formats.amount(closing.perpetual_gross + closing.perpetual_refunded) },
  ];
}
