import { de } from "./de.ts";
import { en, type Catalogue, type Key } from "./en.ts";
import { fr } from "./fr.ts";

export const languages = ["fr", "de", "en"] as const;
export type Language = (typeof languages)[number];
export const languageNames: Readonly<Record<Language, string>> = { fr: "Français", de: "Deutsch", en: "English" };

/** A key whose words depend on a count: written `basket.items` for `basket.items.one` and `basket.items.other`. */
export type CountKey = StemOf<Key>;
type StemOf<K> = K extends `${infer Stem}.other` ? (`${Stem}.one` extends Key ? Stem : never) : never;

type Fillings = Readonly<Record<string, string | number>>;

const catalogues: Readonly<Record<Language, Catalogue>> = { fr, de, en };

export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text);
}

export function isKey(text: string): text is Key {
  return Object.hasOwn(en, text);
}

function fill(text: string, fillings: Fillings): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(fillings[name] ?? whole));
}

/** The words of one language. A component asks by key; the compiler knows every key. */
export class Words {
  #language = $state<Language>("en");
  readonly #catalogue = $derived(catalogues[this.#language]);
  readonly #plural = $derived(new Intl.PluralRules(this.#language));

  constructor(language: Language) {
    this.#language = language;
  }

  get language(): Language {
    return this.#language;
  }

  speak(language: Language): void {
    this.#language = language;
  }

  say(key: Key, fillings: Fillings = {}): string {
    return fill(this.#catalogue[key], fillings);
  }

  count(key: CountKey, count: number): string {
    const form = this.#plural.select(count) === "one" ? ("one" as const) : ("other" as const);
    return fill(this.#catalogue[`${key}.${form}`], { count });
  }
}
