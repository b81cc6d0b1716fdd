/** A slip for a table: how much, and the code by which guests see their bill and pay it. What they had is not on it: it is no bill. */
import type { ReceiptDocument } from "@comptoir/receipts";
import type { PayLink } from "@comptoir/till-core/pay-links";
import { addressOf } from "../state/pay-links.svelte.ts";
import type { Formats } from "../view/formats.ts";
import type { Words } from "../words/words.svelte.ts";

export function linkSlip(link: PayLink, words: Words, formats: Formats, shop: string): ReceiptDocument {
  const text = (content: string, size: "normal" | "double" = "normal", strong = false): ReceiptDocument["blocks"][number] => ({
    block: "text",
    text: content,
    align: "center",
    size,
    strong,
  });
  return {
    format: 1,
    language: words.language,
    title: words.say("links.title"),
    blocks: [
      text(shop, "normal", true),
      text(link.text),
      text(formats.amount(link.amount), "double", true),
      { block: "qr", text: addressOf(link) },
      text(words.say("links.paper")),
      { block: "mark", text: words.say("links.paperMark") },
    ],
  };
}
