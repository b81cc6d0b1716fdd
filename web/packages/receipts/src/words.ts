/** The words of one language and how it writes figures: data, one file a language (server/src/comptoir/receipts/words). */

export interface FormatWords {
  readonly decimal: string;
  readonly group: string;
  readonly percent: string;
  /** `{currency}` and `{amount}`. */
  readonly money: string;
  /** `{y}`, `{m}`, `{d}`, `{H}`, `{M}`. */
  readonly moment: string;
}

export interface RegionWords {
  readonly formats?: Partial<FormatWords>;
  readonly words?: Readonly<Record<string, string>>;
}

export interface ReceiptWords {
  readonly language: string;
  readonly formats: FormatWords;
  /** What a country writes otherwise. */
  readonly regions: Readonly<Record<string, RegionWords>>;
  readonly units: Readonly<Record<string, string>>;
  readonly tenders: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string>>;
}

export class Speech {
  readonly language: string;
  readonly formats: FormatWords;
  readonly #words: ReceiptWords;

  constructor(words: ReceiptWords, country: string) {
    const region = words.regions[country];
    this.language = words.language;
    this.formats = { ...words.formats, ...region?.formats };
    this.#words = { ...words, words: { ...words.words, ...region?.words } };
  }

  /** A word that is missing is a fault of the file; what a customer sees then is its name, not a blank. */
  say(name: string, fillings: Readonly<Record<string, string>> = {}): string {
    return fill(this.#words.words[name] ?? name, fillings);
  }

  tender(kind: string): string {
    return this.#words.tenders[kind] ?? kind;
  }

  unit(code: string): string {
    return this.#words.units[code] ?? "";
  }
}

export function fill(pattern: string, fillings: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => fillings[name] ?? whole);
}
