/** Builds a document on a page with DOM calls only: nothing that came from outside is ever read as HTML. */
import { htmlOf, type Markup, type ReceiptDocument } from "../src/index.ts";

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "g", "path", "text"]);

export function drawReceipt(receipt: ReceiptDocument): Node {
  return build(htmlOf(receipt));
}

export function build(markup: Markup): Node {
  if (typeof markup === "string") return document.createTextNode(markup);
  const made = DRAWN.has(markup.tag) ? document.createElementNS(SVG, markup.tag) : document.createElement(markup.tag);
  for (const [name, value] of Object.entries(markup.attributes)) made.setAttribute(name, value);
  made.append(...markup.children.map(build));
  return made;
}
