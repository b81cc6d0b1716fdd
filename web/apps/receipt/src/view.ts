/** Draws the receipt with DOM calls only: nothing that came from outside is ever read as HTML. */

import type { Essentials } from "@comptoir/journal";
import type { Speech } from "@comptoir/receipts";
import { drawReceipt } from "@comptoir/receipts/dom";
import { drawChecks, drawKeepsake } from "./checks.ts";
import { element } from "./elements.ts";
import { moment, money } from "./formats.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { keepsakeOf } from "./keeping.ts";
import type { Shop } from "./proofs.ts";
import { receiptOf } from "./receipt.ts";
import type { Words } from "./words.ts";

const TONES: Readonly<Record<Verdict, "good" | "warn" | "bad">> = {
  genuine: "good",
  not_received: "warn",
  forged: "bad",
  not_vouched: "bad",
  contradicted: "bad",
  not_proven: "bad",
  denied: "bad",
  unknown: "warn",
  unreachable: "warn",
  unchecked: "warn",
};
const MARKS = { good: "M5 12.5l4.5 4.5L19 7.5", warn: "M12 6v7M12 17v.01", bad: "M6 6l12 12M18 6L6 18" } as const;
const SVG = "http://www.w3.org/2000/svg";

export function drawWaiting(words: Words): Node {
  return element("p", "quiet", words.checking);
}

export function drawNothing(words: Words): Node {
  return element("article", "paper", element("h1", "", words.noReceipt), element("p", "", words.noReceiptHelp));
}

export function drawJudged(words: Words, speech: Speech, essentials: Essentials, text: string, judgement: Judgement): Node {
  const paper = element("article", "paper");
  paper.append(
    drawVerdict(words, judgement.verdict),
    judgement.envelope && judgement.shop
      ? drawReceipt(receiptOf(judgement.envelope, judgement.shop, text, speech))
      : drawEssentials(words, speech.language, essentials, judgement.shop),
    drawFoot(words, essentials, text, judgement),
  );
  return paper;
}

function drawVerdict(words: Words, verdict: Verdict): Node {
  const tone = TONES[verdict];
  const { title, text } = words.verdicts[verdict];
  return element(
    "section",
    `verdict ${tone}`,
    mark(MARKS[tone]),
    element("div", "", element("h1", "", title), element("p", "", text)),
  );
}

/** What the shop signed before and what it signs now do not fit: said above all else, with both to take away. */
export function drawHeads(words: Words, word: "set_back" | "split", before: string, now: string): HTMLElement {
  const { title, text } = words.heads[word];
  const link = element("a", "button", words.heads.save);
  link.setAttribute("href", URL.createObjectURL(new Blob([`${before}\n${now}`], { type: "text/plain" })));
  link.setAttribute("download", "two-heads.txt");
  const tone = word === "split" ? "bad" : "warn";
  return element("section", `heads ${tone}`, mark(MARKS[tone]), element("div", "", element("h2", "", title), element("p", "", text), link));
}

/** All that can be said without the sale: what stands in the code. */
function drawEssentials(words: Words, language: string, essentials: Essentials, shop: Shop | undefined): Node {
  const head = element("header", "head");
  if (shop) {
    head.append(element("h2", "", shop.store));
    for (const line of shop.address.split("\n")) if (line !== "") head.append(element("p", "quiet", line));
    if (shop.phone !== "") head.append(element("p", "quiet", shop.phone));
  } else {
    head.append(element("h2", "", words.paperSays));
  }
  const kind = essentials.gross < 0 ? words.refund : words.receipt;
  head.append(
    element("p", "amount", money(essentials.gross, essentials.currency, language, shop?.exponent)),
    element("p", "", shop ? `${kind} ${shop.number}` : kind),
    element("p", "quiet", moment(essentials.unixSeconds, shop?.timezone ?? "", language)),
  );
  return head;
}

function drawFoot(words: Words, essentials: Essentials, text: string, judgement: Judgement): Node {
  const foot = element("footer", "foot");
  const print = element("button", "", words.print);
  print.setAttribute("type", "button");
  print.addEventListener("click", () => {
    window.print();
  });
  const facts = element("dl", "facts");
  facts.append(...fact(words.chain, `${essentials.chain} · ${essentials.sequence}`), ...fact(words.digest, essentials.digest));
  const details = element("details", "", element("summary", "", words.details), ...drawChecks(words, judgement), facts);
  const keepsake = keepsakeOf(text, essentials, judgement, new Date().toISOString());
  foot.append(print, ...drawKeepsake(words, keepsake), details);
  return foot;
}

function fact(name: string, value: string, style = ""): readonly Node[] {
  return [element("dt", style, name), element("dd", style, value)];
}

function mark(path: string): Node {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}
