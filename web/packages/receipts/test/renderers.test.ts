import { describe, expect, test } from "vitest";
import {
  drawBitmap,
  drawerPulse,
  encodeText,
  escpos,
  htmlOf,
  layout,
  PROFILES,
  svgOf,
  writeMarkup,
  type Element,
  type Markup,
  type PrinterProfile,
  type ReceiptDocument,
  type TextLine,
} from "../src/index.ts";
import { bitmapOf } from "../src/bitmap.ts";
import { code128 } from "../src/code128.ts";
import { cases, documentOf } from "./cases.ts";
import { readPaper } from "./paper.ts";

const WIDE: PrinterProfile = { ...PROFILES["80"], columns: 48 };

/** What three renderings have in common: every letter in its order, whatever stands between words. A page of one byte has no U+2212. */
function letters(text: string): string {
  return text.replaceAll("\u2212", "-").replaceAll(/\s/gu, "");
}

function textOf(markup: Markup): string {
  return typeof markup === "string" ? markup : markup.children.map(textOf).join(" ");
}

/** The elements that stand for one row each: paragraphs and rows of a table; of a picture, its texts. */
function rowsOf(markup: Markup, tags: readonly string[]): readonly string[] {
  if (typeof markup === "string") return [];
  if (tags.includes(markup.tag)) return [textOf(markup)];
  return markup.children.flatMap((child) => rowsOf(child, tags));
}

/** Joins the paper's lines until each row of the page is complete, letter by letter; the rest must be nothing. */
function matchRows(rows: readonly string[], lines: readonly string[]): void {
  const left = [...lines];
  for (const row of rows) {
    const wanted = letters(row);
    let found = "";
    while (found.length < wanted.length) found += letters(left.shift() ?? "no line is left");
    expect(found).toBe(wanted);
  }
  expect(left).toEqual([]);
}

function isLatin(document: ReceiptDocument): boolean {
  return layout(document, 48).every((line) => line.line !== "text" || encodeText(line.text, "cp1252") !== undefined);
}

function codesOf(document: ReceiptDocument): readonly string[] {
  return document.blocks.flatMap((block) => (block.block === "qr" || block.block === "barcode" ? [block.text] : []));
}

const documents = cases().map((one) => [one.id, documentOf(one.given)] as const);

test.for(documents)("%s says the same on paper, on a page and in a picture", ([, document]) => {
  if (!isLatin(document)) return;
  const barcodes = document.blocks.flatMap((block) => (block.block === "barcode" ? [block.text] : []));
  for (const columns of [32, 42, 48]) {
    const paper = readPaper(escpos(document, { ...WIDE, columns }));
    const lines = paper.lines.filter((line) => !/^-+$/.test(line));
    const drawn = rowsOf(svgOf(document, columns), ["text"]);
    const page = rowsOf(htmlOf(document), ["p", "tr"]);

    matchRows(page.filter((row) => !barcodes.includes(row.trim())), lines);
    expect(drawn.filter((row) => !barcodes.includes(row)).map(letters)).toEqual(lines.map(letters));
    expect(paper.codes).toEqual(codesOf(document));
  }
});

describe("ESC/POS", () => {
  const [, document] = documents.find(([id]) => id === "sale-cash-change")!;

  test("begins with its page, opens the drawer before anything is printed, cuts at the end", () => {
    const bytes = escpos(document, WIDE, { opens_drawer: true });

    expect([...bytes.subarray(0, 10)]).toEqual([0x1b, 0x40, 0x1b, 0x74, 16, 0x1b, 0x70, 0, 25, 250]);
    expect([...bytes.subarray(-4)]).toEqual([0x1d, 0x56, 0x42, 0]);
    expect(readPaper(bytes)).toMatchObject({ pulses: 1, cuts: 1, page: 16 });
    expect(readPaper(escpos(document, PROFILES["58"]))).toMatchObject({ pulses: 0, cuts: 0 });
    expect([...drawerPulse()]).toEqual([0x1b, 0x70, 0, 25, 250]);
  });

  test("spells euro and accents in either page", () => {
    for (const code_page of ["cp1252", "cp858"] as const) {
      const paper = readPaper(escpos(document, { ...WIDE, code_page }));

      expect(paper.lines.some((line) => /^Total +18,06 €$/.test(line)), code_page).toBe(true);
      expect(paper.lines[0]?.trim(), code_page).toBe("Épicerie du Marché");
    }
  });

  test("gives a code the largest modules that fit", () => {
    const text = codesOf(document)[0]!;
    const sizes = [PROFILES["58"], WIDE].map((profile) => {
      const bytes = [...escpos(document, profile)];
      const at = bytes.findIndex((byte, index) => byte === 0x43 && bytes[index - 1] === 0x31 && bytes[index - 4] === 0x6b);
      return bytes[at + 1];
    });

    // 130 bytes are version 6: 41 modules and a quiet zone of 8. A real code of 220 is version 9: 53 modules.
    expect(text.length).toBe(130);
    expect(sizes).toEqual([6, 6]);
    const long: ReceiptDocument = { ...document, blocks: [{ block: "qr", text: "x".repeat(320) }] };
    expect([...escpos(long, PROFILES["58"])].slice(22, 25)).toEqual([0x31, 0x43, 5]);
  });

  test("prints a picture of a line that its page cannot spell, and of every line where it must", () => {
    const rasterized: string[] = [];
    const rasterize = (line: TextLine, profile: PrinterProfile) => {
      rasterized.push(line.text);
      return drawBitmap(profile.dots, 30, (x, y) => x === y);
    };
    const [, japanese] = documents.find(([id]) => id === "yen-no-minor-unit")!;

    const one = readPaper(escpos(japanese, WIDE, { rasterize }));
    expect(rasterized).toEqual(["抹茶ラテ 大                            1,200,000"]);
    expect(one.pictures).toEqual([{ width: 576, height: 30 }]);
    expect(one.lines.join("\n")).not.toContain("?");

    rasterized.length = 0;
    const all = readPaper(escpos(document, { ...WIDE, text: "picture" }, { rasterize }));
    expect(all.lines.filter((line) => !/^-+$/.test(line))).toEqual([]);
    expect(rasterized).toHaveLength(layout(document, 48).filter((line) => line.line === "text").length);

    expect(readPaper(escpos(japanese, WIDE)).lines).toContain("???????? ??                            1,200,000");
  });

  test("leaves out a logo that is not what it says, or wider than the head", () => {
    const [, drawn] = documents.find(([id]) => id === "header-footer-logo")!;
    const logo = drawn.blocks.find((block) => block.block === "logo")!;

    expect(readPaper(escpos(drawn, WIDE)).pictures).toEqual([{ width: 16, height: 2 }]);
    const broken: ReceiptDocument = { ...drawn, blocks: [{ ...logo, height: 3 }, { ...logo, bits: "ÿ" }] };
    expect(readPaper(escpos(broken, WIDE)).pictures).toEqual([]);
    expect(readPaper(escpos(drawn, { ...WIDE, dots: 8 })).pictures).toEqual([]);
    expect([...(bitmapOf(logo)?.rows ?? [])]).toEqual([0xff, 0x00, 0x0f, 0xf0]);
  });
});

test("markup trusts no text", () => {
  const evil: ReceiptDocument = { format: 1, language: 'fr"><script>', title: "", blocks: [{ block: "mark", text: "<b>&\"" }] };

  expect(writeMarkup(htmlOf(evil))).toBe(
    '<div class="receipt" lang="fr&quot;&gt;&lt;script&gt;"><p class="mark">&lt;b&gt;&amp;&quot;</p></div>',
  );
});

test("a picture is as wide as its columns", () => {
  const picture: Element = svgOf(documents[0]![1], 32);

  expect(picture.attributes["width"]).toBe(String(32 * 12 + 48));
});

test("Code 128 refuses letters that it cannot print", () => {
  expect(code128("A1-1-42")).toHaveLength(11 * 9 + 13);
  expect(() => code128("é")).toThrow(RangeError);
});
