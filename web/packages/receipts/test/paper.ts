/** Reads ESC/POS bytes back into what stands on the paper: the words of the test, not of the encoder. */

export interface Paper {
  readonly lines: readonly string[];
  readonly codes: readonly string[];
  readonly pictures: readonly { readonly width: number; readonly height: number }[];
  readonly pulses: number;
  readonly cuts: number;
  readonly page: number;
}

/** Page 16 where it is not Latin-1, from the Unicode consortium's table; Node's own decoder takes it for Latin-1. */
const CP1252: Readonly<Record<number, string>> = {
  0x80: "€", 0x82: "‚", 0x84: "„", 0x85: "…", 0x8c: "Œ", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x96: "–", 0x97: "—", 0x9c: "œ",
}; // prettier-ignore
/** Page 19 by its letters of French and German, from the Unicode consortium's CP850 table with the euro at D5. */
const CP858: Readonly<Record<number, string>> = {
  0x80: "Ç", 0x81: "ü", 0x82: "é", 0x83: "â", 0x84: "ä", 0x85: "à", 0x87: "ç", 0x88: "ê", 0x89: "ë", 0x8a: "è", 0x8b: "ï", 0x8c: "î",
  0x8e: "Ä", 0x90: "É", 0x93: "ô", 0x94: "ö", 0x96: "û", 0x97: "ù", 0x99: "Ö", 0x9a: "Ü", 0x9c: "£", 0x9e: "×", 0xb7: "À", 0xd5: "€",
  0xe1: "ß", 0xf8: "°",
}; // prettier-ignore

export function readPaper(bytes: Uint8Array): Paper {
  const lines: string[] = [];
  const codes: string[] = [];
  const pictures: { width: number; height: number }[] = [];
  let [pulses, cuts, page, at, stored] = [0, 0, 0, 0, ""];
  let current: number[] = [];
  const take = (count: number): Uint8Array => bytes.subarray(at, (at += count));
  const letters = (): string =>
    current.map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : (upper(byte, page) ?? `<${byte}>`))).join("");
  while (at < bytes.length) {
    const [byte = 0] = take(1);
    if (byte === 0x0a) {
      if (current.length > 0) lines.push(letters());
      current = [];
    } else if (byte === 0x1b) {
      const [command = 0] = take(1);
      if (command === 0x40) continue;
      if (command === 0x74) page = take(1)[0] ?? 0;
      else if (command === 0x70) {
        take(3);
        pulses += 1;
      } else if (command === 0x45 || command === 0x61 || command === 0x64) take(1);
      else throw new Error(`ESC ${command}`);
    } else if (byte === 0x1d) {
      const [command = 0] = take(1);
      if (command === 0x21 || command === 0x68 || command === 0x77 || command === 0x48) take(1);
      else if (command === 0x56) {
        take(2);
        cuts += 1;
      } else if (command === 0x76) {
        take(2);
        const [xl = 0, xh = 0, yl = 0, yh = 0] = take(4);
        const [wide, height] = [xl + 256 * xh, yl + 256 * yh];
        take(wide * height);
        pictures.push({ width: wide * 8, height });
      } else if (command === 0x28) {
        const [, low = 0, high = 0] = take(3);
        const data = take(low + 256 * high);
        if (data[1] === 0x50) stored = new TextDecoder().decode(data.subarray(3));
        if (data[1] === 0x51) codes.push(stored);
      } else if (command === 0x6b) {
        const [, length = 0] = take(2);
        codes.push(new TextDecoder().decode(take(length)).slice(2));
      } else throw new Error(`GS ${command}`);
    } else {
      current.push(byte);
    }
  }
  return { lines, codes, pictures, pulses, cuts, page };
}

function upper(byte: number, page: number): string | undefined {
  if (page === 19) return CP858[byte];
  if (page !== 16) return undefined;
  return byte < 0xa0 ? CP1252[byte] : String.fromCharCode(byte);
}
