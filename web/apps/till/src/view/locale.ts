import type { Language } from "../words/words.svelte.ts";

/** Where each language is at home: there it writes dates and figures as the country does. */
const HOMES: Readonly<Partial<Record<Language, readonly string[]>>> = {
  fr: ["FR", "BE", "CH", "LU", "MC", "CA"],
  de: ["DE", "AT", "CH", "LI", "LU"],
  en: ["GB", "IE", "US", "CA", "AU", "NZ", "ZA", "SG", "IN", "MT"],
};

/** An English-speaking cashier in Paris reads British figures: `en-FR` would mix a comma with a point. */
export function localeOf(language: Language, country: string | undefined): string {
  const homes = HOMES[language] ?? [new Intl.Locale(language).maximize().region ?? ""];
  return `${language}-${country !== undefined && homes.includes(country) ? country : (homes[0] ?? "")}`;
}
