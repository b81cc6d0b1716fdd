import type { PieceLabel } from "@comptoir/till-core";
import type { Words } from "../words/words.svelte.ts";
import type { Formats } from "./formats.ts";

/** What the code on a piece said of it: `Lot L42 · N° de série 7`. */
export function labelWords({ lot, serial, expires }: PieceLabel, words: Words, formats: Formats): string {
  return [
    ...(lot ? [words.say("sell.lot", { lot })] : []),
    ...(serial ? [words.say("sell.serial", { serial })] : []),
    ...(expires ? [words.say("sell.useBy", { date: formats.date(expires) })] : []),
  ].join(" · ");
}
