/** A page that shows what a printer can: letters with accents, the euro, the width, the knife. */
import { escpos, PROFILES, type ReceiptDocument } from "@comptoir/receipts";
import { rasterizeLine } from "@comptoir/receipts/raster";
import type { Words } from "../words/words.svelte.ts";

export function testPage(width: number, words: Words, at: string): Promise<Uint8Array<ArrayBuffer>> {
  const profile = PROFILES[width === 58 ? "58" : "80"];
  const text = (content: string, size: "normal" | "double" = "normal"): ReceiptDocument["blocks"][number] => ({
    block: "text",
    text: content,
    align: "center",
    size,
    strong: false,
  });
  const document: ReceiptDocument = {
    format: 1,
    language: words.language,
    title: words.say("print.testPage"),
    blocks: [
      text(words.say("print.testPage"), "double"),
      text(at),
      text("éèêëàâçùûôîï ÄÖÜäöüß œæ 12,34 €"),
      text("1234567890".repeat(Math.floor(profile.columns / 10))),
      { block: "qr", text: "https://comptoir.example/test" },
    ],
  };
  return Promise.resolve(new Uint8Array(escpos(document, profile, { rasterize: rasterizeLine })));
}
