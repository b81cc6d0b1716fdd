/** A document as elements for a page and a printer's driver; `receipt.css` gives them their look. */
import { bitmapOf, isDark } from "./bitmap.ts";
import { code128 } from "./code128.ts";
import type { Block, PairBlock, ReceiptDocument, TableBlock } from "./document.ts";
import { element, type Element, type Markup } from "./markup.ts";
import { pathOf, qrModules } from "./qr.ts";

export function htmlOf(document: ReceiptDocument): Element {
  return element("div", { class: "receipt", lang: document.language }, ...document.blocks.map(markupOf));
}

function markupOf(block: Block): Markup {
  switch (block.block) {
    case "text":
      return element("p", { class: classes("text", block.align, block.size, block.strong ? "strong" : "") }, block.text);
    case "mark":
      return element("p", { class: "mark" }, block.text);
    case "pair":
      return pairOf(block);
    case "table":
      return tableOf(block);
    case "rule":
      return element("hr", {});
    case "logo":
      return logoOf(block);
    case "qr":
      return square(block.text);
    case "barcode":
      return barcodeOf(block.text);
  }
}

function pairOf(block: PairBlock): Markup {
  const look = classes("pair", block.size, block.strong ? "strong" : "", block.is_detail ? "detail" : "");
  return element("p", { class: look }, element("span", {}, block.name), ...(block.value === "" ? [] : [" ", element("span", { class: "value" }, block.value)]));
}

function tableOf(block: TableBlock): Markup {
  const row = (tag: string, cells: readonly string[]): Markup => element("tr", {}, ...cells.map((cell) => element(tag, {}, cell)));
  return element("table", {}, element("thead", {}, row("th", block.head)), element("tbody", {}, ...block.rows.map((cells) => row("td", cells))));
}

function logoOf(block: Block & { readonly block: "logo" }): Markup {
  const bitmap = bitmapOf(block);
  if (bitmap === undefined) return "";
  const rows = Array.from({ length: bitmap.height }, (_, y) => Array.from({ length: bitmap.width }, (_unused, x) => isDark(bitmap, x, y)));
  return drawing({ width: bitmap.width, height: bitmap.height, path: pathOf(rows) }, { class: "logo", "aria-hidden": "true" });
}

/** Always dark on white, with its quiet zone: a phone must read it in every theme. */
function square(text: string): Markup {
  const modules = qrModules(text);
  const size = modules.length + 8;
  const moved = element("path", { d: pathOf(modules), transform: "translate(4 4)" });
  const ground = element("path", { d: `M0 0h${size}v${size}h-${size}z`, fill: "#ffffff" });
  return element("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": "QR", "shape-rendering": "crispEdges" }, ground, moved);
}

function barcodeOf(text: string): Markup {
  const modules = code128(text);
  const look = { class: "bars", preserveAspectRatio: "none", "aria-hidden": "true" };
  const bars = drawing({ width: modules.length, height: 1, path: pathOf([modules]) }, look);
  return element("p", { class: "barcode" }, bars, element("span", {}, text));
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly path: string;
}

function drawing({ width, height, path }: Drawing, look: Readonly<Record<string, string>>): Markup {
  return element("svg", { viewBox: `0 0 ${width} ${height}`, "shape-rendering": "crispEdges", ...look }, element("path", { d: path }));
}

function classes(...names: readonly string[]): string {
  return names.filter((name) => name !== "").join(" ");
}

