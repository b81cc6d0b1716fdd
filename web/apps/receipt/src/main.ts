import "./style.css";
import "@comptoir/receipts/receipt.css";
import { parseEssentials } from "@comptoir/journal";
import { loadSpeech } from "@comptoir/receipts/words";
import { canBeInvoiced, offerInvoice } from "./invoice.ts";
import { judge } from "./judge.ts";
import { askShop } from "./proofs.ts";
import { drawJudged, drawNothing, drawWaiting } from "./view.ts";
import { chooseLanguage, wordsOf } from "./words.ts";

const language = chooseLanguage(navigator.languages);
const words = wordsOf(language);
document.documentElement.lang = language;
document.title = words.receipt;

/** The fragment never leaves the browser: only chain and sequence are asked for. */
async function show(place: HTMLElement): Promise<void> {
  const text = location.hash.slice(1);
  const essentials = parseEssentials(text);
  if (!essentials) {
    place.replaceChildren(drawNothing(words));
    return;
  }
  place.replaceChildren(drawWaiting(words));
  const asked = await askShop(essentials.chain, essentials.sequence);
  const subtle = window.isSecureContext ? crypto.subtle : undefined;
  const judgement = await judge(subtle, text, essentials, asked);
  const speech = await loadSpeech(language, judgement.shop?.country ?? "");
  const invoice = document.createElement("section");
  invoice.className = "invoice";
  place.replaceChildren(drawJudged(words, speech, essentials, text, judgement), invoice);
  if (canBeInvoiced(judgement.envelope)) offerInvoice(invoice, { words, language, country: judgement.shop?.country ?? "", essentials: text });
}

const place = document.getElementById("receipt");
if (!place) throw new Error("the page has no place for the receipt");
await show(place);
window.addEventListener("hashchange", () => {
  void show(place);
});
