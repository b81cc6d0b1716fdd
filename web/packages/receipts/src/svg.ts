/** A document as a picture of the paper: every letter in its column, as the printer sets it. */
import { bitmapOf, isDark } from "./bitmap.ts";
import { code128 } from "./code128.ts";
import type { ReceiptDocument } from "./document.ts";
import { layout, widthOf, type Line, type TextLine } from "./layout.ts";
import { element, type Element, type Markup } from "./markup.ts";
import { pathOf, qrModules } from "./qr.ts";

/** Dots of one column and one line of a printer's font A. */
const CELL = 12;
const ROW = 30;
const MARGIN = 24;
const MODULE = 4;
const BARS = 72;

interface Drawn {
  readonly height: number;
  readonly markup: readonly Markup[];
}

export function svgOf(document: ReceiptDocument, columns: number): Element {
  const width = columns * CELL;
  const parts: Markup[] = [];
  let top = MARGIN;
  for (const line of layout(document, columns)) {
    const drawn = draw(line, width);
    parts.push(element("g", { transform: `translate(${MARGIN} ${top})` }, ...drawn.markup));
    top += drawn.height;
  }
  const wide = width + 2 * MARGIN;
  const high = top + MARGIN;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${wide} ${high}`,
    width: String(wide),
    height: String(high),
    role: "img",
    "aria-label": document.title,
    lang: document.language,
  };
  const style = { fill: "#000000", "font-family": "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace", "font-size": "20" };
  return element("svg", attributes, element("path", { d: `M0 0h${wide}v${high}h-${wide}z`, fill: "#ffffff" }), element("g", style, ...parts));
}

function draw(line: Line, width: number): Drawn {
  switch (line.line) {
    case "text":
      return textOf(line);
    case "rule":
      return { height: ROW, markup: [element("path", { d: `M0 ${ROW >> 1}h${width}`, stroke: "#000000", "stroke-dasharray": "6 6" })] };
    case "logo": {
      const bitmap = bitmapOf(line);
      if (bitmap === undefined || bitmap.width > width) return { height: 0, markup: [] };
      const rows = Array.from({ length: bitmap.height }, (_, y) => Array.from({ length: bitmap.width }, (_unused, x) => isDark(bitmap, x, y)));
      return { height: bitmap.height + ROW, markup: [placed(pathOf(rows), (width - bitmap.width) >> 1, 0, 1, 1)] };
    }
    case "qr": {
      const modules = qrModules(line.text);
      const side = modules.length * MODULE;
      return { height: side + 2 * ROW, markup: [placed(pathOf(modules), (width - side) >> 1, ROW, MODULE, MODULE)] };
    }
    case "barcode": {
      const modules = code128(line.text);
      const bars = placed(pathOf([modules]), (width - modules.length * 2) >> 1, ROW >> 1, 2, BARS);
      const label = { x: String(width >> 1), y: String(BARS + ROW + 8), "text-anchor": "middle" };
      return { height: BARS + 2 * ROW, markup: [bars, element("text", label, line.text)] };
    }
  }
}

function textOf(line: TextLine): Drawn {
  const across = line.size === "double" ? 2 : 1;
  const down = line.size === "normal" ? 1 : 2;
  const text = line.text.trimStart();
  const height = ROW * down;
  if (text === "") return { height, markup: [] };
  const attributes = {
    transform: `translate(${(widthOf(line.text) - widthOf(text)) * CELL * across} ${22 * down}) scale(${across} ${down})`,
    textLength: String(widthOf(text) * CELL),
    lengthAdjust: "spacingAndGlyphs",
    // Spaces between a name and its price are columns too.
    style: "white-space: pre",
    ...(line.strong ? { "font-weight": "700" } : {}),
  };
  return { height, markup: [element("text", attributes, text)] };
}

function placed(path: string, x: number, y: number, across: number, down: number): Markup {
  return element("path", { d: path, transform: `translate(${x} ${y}) scale(${across} ${down})`, "shape-rendering": "crispEdges" });
}
