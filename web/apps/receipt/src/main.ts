import "./style.css";
import "@comptoir/receipts/receipt.css";
import { parseEssentials } from "@comptoir/journal";
import { loadSpeech } from "@comptoir/receipts/words";
import { askGrowth, compareKept } from "./heads.ts";
import { canBeInvoiced, offerInvoice } from "./invoice.ts";
import { drawWitnesses } from "./checks.ts";
import { judge, type Judgement } from "./judge.ts";
import { askShop } from "./proofs.ts";
import { rememberedTill, rememberTill } from "./remembered.ts";
import { drawHeads, drawJudged, drawNothing, drawWaiting } from "./view.ts";
import { heldKeys } from "./witnesses.ts";
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
  // The words come meanwhile: which country adds to them is in the answer.
  const [asked] = await Promise.all([askShop(essentials.chain, essentials.sequence), loadSpeech(language, "")]);
  const subtle = window.isSecureContext ? crypto.subtle : undefined;
  const { chain } = essentials;
  const held = { keys: heldKeys(), remembered: rememberedTill(chain), now: Math.floor(Date.now() / 1000) };
  const judgement = await judge(subtle, text, essentials, asked, held);
  if (judgement.shop && judgement.isVouched === true) rememberTill(chain, judgement.shop);
  const speech = await loadSpeech(language, judgement.shop?.country ?? "");
  const invoice = document.createElement("section");
  invoice.className = "invoice";
  place.replaceChildren(drawJudged(words, speech, essentials, text, judgement), ...witnessesOf(judgement, subtle, place), invoice);
  void sayOfHeads(judgement, subtle, invoice);
  if (canBeInvoiced(judgement.envelope)) offerInvoice(invoice, { words, language, country: judgement.shop?.country ?? "", essentials: text });
}

/** After the verdict, which does not wait for it: whether the log goes on from what this browser saw of it before. */
async function sayOfHeads({ log, shop, envelope }: Judgement, subtle: SubtleCrypto | undefined, before: HTMLElement): Promise<void> {
  if (log?.kind !== "holds" || !subtle || !shop?.logged || !envelope) return;
  const { note } = shop.logged;
  const compared = await compareKept(subtle, envelope.organization, note, askGrowth);
  if (compared.word !== "set_back" && compared.word !== "split") return;
  before.parentElement?.prepend(drawHeads(words, compared.word, compared.before, note));
}

/** Of a sale that the log proves. */
function witnessesOf({ log, shop }: Judgement, subtle: SubtleCrypto | undefined, place: HTMLElement): readonly Node[] {
  if (log?.kind !== "holds" || !subtle) return [];
  const again = () => void show(place);
  return [drawWitnesses({ words, language, subtle, timezone: shop?.timezone ?? "", said: log.witnesses, again })];
}

const place = document.getElementById("receipt");
if (!place) throw new Error("the page has no place for the receipt");
await show(place);
window.addEventListener("hashchange", () => {
  void show(place);
});
