/**
 * Letters as one byte each. A printer gets one page for all it prints: encoders that switch pages by the letter print a Greek
 * euro sign on printers whose page is of another year.
 */

export type CodePage = "cp1252" | "cp858";

/** The number that ESC t knows the page by (Epson; most others follow). */
export const PAGE_NUMBERS: Readonly<Record<CodePage, number>> = { cp1252: 16, cp858: 19 };

/** 0x80 to 0xFF of each page; a space stands where the page has no letter. */
const UPPER: Readonly<Record<CodePage, string>> = {
  cp1252:
    "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ ¡¢£¤¥¦§¨©ª«¬ ®¯°±²³´µ¶·¸¹º»¼½¾¿" +
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
  cp858:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´ ±‗¾¶§÷¸°¨·¹³²■ ",
};

/** What stands for a letter that no page has, one for one so that columns stay where they are. */
const STAND_INS: Readonly<Record<string, string>> = {
  "\u00a0": " ",
  "\u00ad": "-",
  "\u2002": " ",
  "\u2003": " ",
  "\u2007": " ",
  "\u2008": " ",
  "\u2009": " ",
  "\u200a": " ",
  "\u202f": " ",
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": ",",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u2022": "·",
};

const TABLES = new Map<CodePage, ReadonlyMap<string, number>>();

function tableOf(page: CodePage): ReadonlyMap<string, number> {
  const known = TABLES.get(page);
  if (known !== undefined) return known;
  const table = new Map<string, number>();
  for (let code = 0x20; code < 0x7f; code += 1) table.set(String.fromCodePoint(code), code);
  for (const [place, letter] of Array.from(UPPER[page]).entries()) if (letter !== " ") table.set(letter, 0x80 + place);
  TABLES.set(page, table);
  return table;
}

/** The bytes of a text, or nothing when the page lacks one of its letters: then the line is printed as a picture. */
export function encodeText(text: string, page: CodePage): readonly number[] | undefined {
  const table = tableOf(page);
  const bytes: number[] = [];
  for (const letter of text.normalize("NFC")) {
    const byte = table.get(letter) ?? table.get(STAND_INS[letter] ?? "");
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return bytes;
}
