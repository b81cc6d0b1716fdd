import type { Catalogue, Key } from "./en.ts";

/** Each file of this folder is a language, named by its code: a new file is a new language, and nothing else names it. */
const FIRST = filesByCode(import.meta.glob<Exports>("./[a-z][a-z].ts"));
const REST = filesByCode(import.meta.glob<Exports>("./[a-z][a-z].ts", { query: "?rest" }));

export const languages: readonly string[] = [...FIRST.keys()].sort();
export type Language = string;

/** What its own speakers call a language. */
export function languageName(language: Language): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1);
}

/** A key whose words depend on a count: written `basket.items` for `basket.items.one` and `basket.items.other`. */
export type CountKey = StemOf<Key>;
type StemOf<K> = K extends `${infer Stem}.other` ? (`${Stem}.one` extends Key ? Stem : never) : never;

type Fillings = Readonly<Record<string, string | number>>;

type Known = Partial<Catalogue>;
/** A file exports its catalogue under the language's code. */
type Exports = Readonly<Record<string, Known>>;
type Load = () => Promise<Exports>;

function filesByCode(files: Readonly<Record<string, Load>>): ReadonlyMap<string, Load> {
  return new Map(Object.entries(files).map(([file, load]) => [file.slice(2, 4), load]));
}

/**
 * One file a language: a till loads the one it speaks. All are kept by the service worker, so a change needs no network. A build cuts
 * it in two (build/early-words.ts): what the first screens say, and the rest.
 */
async function load(files: ReadonlyMap<string, Load>, language: Language): Promise<Known> {
  const found = (await files.get(language)?.())?.[language];
  if (found === undefined) throw new Error(`a build without the words of ${language}`);
  return found;
}

/** So that a change of language needs no network. */
export async function fetchAllWords(): Promise<void> {
  await Promise.all([...FIRST.values(), ...REST.values()].map((file) => file()));
}

export function isLanguage(text: string): boolean {
  return FIRST.has(text);
}

function fill(text: string, fillings: Fillings): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(fillings[name] ?? whole));
}

interface Spoken {
  readonly language: Language;
  readonly catalogue: Known;
  readonly plural: Intl.PluralRules;
}

/** The words of one language. A component asks by key; the compiler knows every key. */
export class Words {
  #spoken: Spoken;

  private constructor(spoken: Spoken) {
    this.#spoken = $state.raw(spoken);
  }

  /** Enough for the first screen; call `complete` when it is shown. */
  static async of(language: Language): Promise<Words> {
    return new Words({ language, catalogue: await load(FIRST, language), plural: new Intl.PluralRules(language) });
  }

  /** The words of everything else. Until they are there a sentence is empty, and is filled in where it stands. */
  async complete(): Promise<void> {
    const { language } = this.#spoken;
    const rest = await load(REST, language);
    if (language === this.#spoken.language) this.#spoken = { ...this.#spoken, catalogue: { ...this.#spoken.catalogue, ...rest } };
  }

  get language(): Language {
    return this.#spoken.language;
  }

  async speak(language: Language): Promise<void> {
    if (language === this.#spoken.language) return;
    const words = await Words.of(language);
    await words.complete();
    this.#spoken = words.#spoken;
  }

  /** Whether a code from elsewhere has a sentence. */
  knows(text: string): text is Key {
    return Object.hasOwn(this.#spoken.catalogue, text);
  }

  say(key: Key, fillings: Fillings = {}): string {
    return fill(this.#spoken.catalogue[key] ?? "", fillings);
  }

  count(key: CountKey, count: number): string {
    const { plural, catalogue } = this.#spoken;
    const form = plural.select(count) === "one" ? ("one" as const) : ("other" as const);
    return fill(catalogue[`${key}.${form}`] ?? "", { count });
  }
}
