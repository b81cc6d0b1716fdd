import { isLanguage, type Language } from "../words/words.svelte.ts";

export const themes = ["auto", "light", "dark", "outdoor"] as const;
export type Theme = (typeof themes)[number];
export const papers = ["80", "58"] as const;
export type Paper = (typeof papers)[number];

const KEY = "comptoir-till-preferences";

interface Stored {
  readonly language: Language;
  readonly theme: Theme;
  readonly sounds: boolean;
  readonly vibration: boolean;
  readonly paper: Paper;
}

function preferredLanguage(): Language {
  for (const tag of navigator.languages) {
    const language = tag.slice(0, 2);
    if (isLanguage(language)) return language;
  }
  return "en";
}

function read(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof stored === "object" && stored !== null ? { ...stored } : {};
  } catch {
    // Storage that is blocked or garbled costs a preference, never a sale.
    return {};
  }
}

/** How this device speaks and looks. It belongs to the device, not to the till: no entry knows of it. */
export class Preferences {
  #stored = $state.raw<Stored>({ language: "en", theme: "auto", sounds: true, vibration: true, paper: "80" });

  constructor() {
    const stored = read();
    const { language, theme, sounds, vibration, paper } = stored;
    this.#stored = {
      language: typeof language === "string" && isLanguage(language) ? language : preferredLanguage(),
      theme: themes.find((known) => known === theme) ?? "auto",
      sounds: sounds !== false,
      vibration: vibration !== false,
      paper: papers.find((known) => known === paper) ?? "80",
    };
  }

  get language(): Language {
    return this.#stored.language;
  }

  get theme(): Theme {
    return this.#stored.theme;
  }

  get sounds(): boolean {
    return this.#stored.sounds;
  }

  get vibration(): boolean {
    return this.#stored.vibration;
  }

  get paper(): Paper {
    return this.#stored.paper;
  }

  change(change: Partial<Stored>): void {
    this.#stored = { ...this.#stored, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#stored));
    } catch {
      // As above: the choice then lasts until the page closes.
    }
  }
}
