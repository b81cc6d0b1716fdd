import type { Catalogue, Key } from "./en.ts";

export const languages = ["fr", "de", "en"] as const;
export type Language = (typeof languages)[number];
export const languageNames: Readonly<Record<Language, string>> = { fr: "Français", de: "Deutsch", en: "English" };

/** A key whose words depend on a count: written `basket.items` for `basket.items.one` and `basket.items.other`. */
export type CountKey = StemOf<Key>;
type StemOf<K> = K extends `${infer Stem}.other` ? (`${Stem}.one` extends Key ? Stem : never) : never;

type Fillings = Readonly<Record<string, string | number>>;

type Known = Partial<Catalogue>;

/**
 * One file a language: a till loads the one it speaks. All are kept by the service worker, so a change needs no network. A build cuts
 * it in two (build/early-words.ts): what the first screens say, and the rest.
 */
async function loadFirst(language: Language): Promise<Known> {
  switch (language) {
    case "fr":
      return (await import("./fr.ts")).fr;
    case "de":
      return (await import("./de.ts")).de;
    case "en":
      return (await import("./en.ts")).en;
  }
}

async function loadRest(language: Language): Promise<Known> {
  switch (language) {
    case "fr":
      return (await import("./fr.ts?rest")).fr;
    case "de":
      return (await import("./de.ts?rest")).de;
    case "en":
      return (await import("./en.ts?rest")).en;
  }
}

export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text);
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
    return new Words({ language, catalogue: await loadFirst(language), plural: new Intl.PluralRules(language) });
  }

  /** The words of everything else. Until they are there a sentence is empty, and is filled in where it stands. */
  async complete(): Promise<void> {
    const { language } = this.#spoken;
    const rest = await loadRest(language);
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
