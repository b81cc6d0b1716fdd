/** Draws the receipt with DOM calls only: nothing that came from outside is ever read as HTML. */

import type { Essentials } from "@comptoir/journal";
import { readSale, type Line, type Sale } from "./body.ts";
import { moment, money, quantity, rate } from "./formats.ts";
import type { Judgement, Verdict } from "./judge.ts";
import type { Shop } from "./proofs.ts";
import type { Words } from "./words.ts";

type Child = Node | string;

const TONES: Readonly<Record<Verdict, "good" | "warn" | "bad">> = {
  genuine: "good",
  not_received: "warn",
  forged: "bad",
  contradicted: "bad",
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

export function drawReceipt(words: Words, language: string, essentials: Essentials, judgement: Judgement): Node {
  const sale = judgement.body === undefined ? undefined : readSale(judgement.body);
  const paper = element("article", "paper");
  paper.append(
    drawVerdict(words, judgement.verdict),
    drawHead(words, language, essentials, judgement.shop, sale),
    ...(sale ? drawSale(words, language, essentials.currency, sale) : []),
    drawFoot(words, essentials, judgement.shop),
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

function drawHead(words: Words, language: string, essentials: Essentials, shop: Shop | undefined, sale: Sale | undefined): Node {
  const head = element("header", "head");
  if (shop) {
    head.append(element("h2", "", shop.store));
    for (const line of shop.address.split("\n")) if (line !== "") head.append(element("p", "quiet", line));
    if (shop.phone !== "") head.append(element("p", "quiet", shop.phone));
  } else {
    head.append(element("h2", "", words.paperSays));
  }
  const kind = sale?.isRefund === true || essentials.gross < 0 ? words.refund : words.receipt;
  head.append(
    element("p", "amount", money(essentials.gross, essentials.currency, language)),
    element("p", "", shop ? `${kind} ${shop.number}` : kind),
    element("p", "quiet", moment(essentials.unixSeconds, shop?.timezone ?? "", language)),
  );
  return head;
}

function drawSale(words: Words, language: string, currency: string, sale: Sale): readonly Node[] {
  const amount = (value: number): string => money(value, currency, language);
  const lines = element("table", "lines");
  const body = element("tbody", "");
  for (const line of sale.lines) body.append(drawLine(words, language, line, amount));
  lines.append(body);

  const totals = element("dl", "totals");
  totals.append(...fact(words.net, amount(sale.net)));
  for (const row of sale.taxes) totals.append(...fact(words.tax(rate(row.ratePpm, language)), amount(row.tax)));
  totals.append(...fact(words.total, amount(sale.gross), "strong"));
  if (sale.cashRounding !== 0) totals.append(...fact(words.rounding, amount(sale.cashRounding)));
  for (const tender of sale.tenders) {
    totals.append(...fact(words.tenders[tender.kind] ?? tender.kind, amount(tender.amount)));
    if (tender.received !== undefined && (tender.change ?? 0) !== 0) {
      totals.append(...fact(words.received, amount(tender.received), "quiet"));
      totals.append(...fact(words.change, amount(tender.change ?? 0), "quiet"));
    }
  }
  return [lines, totals];
}

function drawLine(words: Words, language: string, line: Line, amount: (value: number) => string): Node {
  const name = element("th", "", line.name === "" ? words.freeAmount : line.name);
  name.setAttribute("scope", "row");
  const isOnePiece = line.quantityMilli === 1000 && line.unit === "C62";
  if (!isOnePiece) {
    name.append(element("span", "quiet", `${quantity(line.quantityMilli, line.unit, language)} × ${amount(line.unitPrice)}`));
  }
  if (line.discount !== 0) name.append(element("span", "quiet", `${words.discount} ${amount(-line.discount)}`));
  return element("tr", "", name, element("td", "", amount(line.amount)));
}

function drawFoot(words: Words, essentials: Essentials, shop: Shop | undefined): Node {
  const foot = element("footer", "foot");
  const legal = shop ? [shop.legalEntity, shop.registration, shop.taxNumber].filter((text) => text !== "").join(" · ") : "";
  if (legal !== "") foot.append(element("p", "quiet", legal));
  const print = element("button", "", words.print);
  print.setAttribute("type", "button");
  print.addEventListener("click", () => {
    window.print();
  });
  const facts = element("dl", "facts");
  facts.append(...fact(words.chain, `${essentials.chain} · ${essentials.sequence}`), ...fact(words.digest, essentials.digest));
  const details = element("details", "", element("summary", "", words.details), element("p", "", words.howChecked), facts);
  foot.append(print, details);
  return foot;
}

function fact(name: string, value: string, style = ""): readonly Node[] {
  return [element("dt", style, name), element("dd", style, value)];
}

function element(tag: string, style: string, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (style !== "") made.className = style;
  made.append(...children);
  return made;
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
