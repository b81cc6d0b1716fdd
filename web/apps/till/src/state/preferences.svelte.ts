import { isLanguage, type Language } from "../words/words.svelte.ts";

export const themes = ["auto", "light", "dark", "outdoor"] as const;
export type Theme = (typeof themes)[number];
export const papers = ["80", "58"] as const;
export type Paper = (typeof papers)[number];

/** The printer that this device's receipts come out of: an agent's, or one that needs none (`way`). */
export interface ChosenPrinter {
  readonly way?: "direct" | "shell";
  readonly agent_key: string;
  readonly printer: string;
  readonly name: string;
  readonly width_mm: number;
  readonly has_drawer: boolean;
}

export const printings = ["asked", "always"] as const;
export type Printing = (typeof printings)[number];

export const sizes = ["normal", "big"] as const;
export type Size = (typeof sizes)[number];
export const hands = ["right", "left"] as const;
/** Whose thumb: it decides on which side the basket and the paying keys stand. */
export type Hand = (typeof hands)[number];
export const motions = ["auto", "off"] as const;
export type Motion = (typeof motions)[number];

const KEY = "comptoir-till-preferences";

interface Stored {
  readonly language: Language;
  readonly theme: Theme;
  readonly sounds: boolean;
  readonly vibration: boolean;
  readonly paper: Paper;
  readonly printer: ChosenPrinter | undefined;
  readonly printing: Printing | undefined;
  readonly size: Size;
  readonly hand: Hand;
  readonly motion: Motion;
  /** Hardware beside the printer (`equipment.svelte.ts`, which is loaded only then). */
  readonly hasEquipment: boolean;
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

const ways = ["direct", "shell"] as const;

export function readPrinter(value: unknown): ChosenPrinter | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("agent_key" in value && "printer" in value && "name" in value && "width_mm" in value && "has_drawer" in value)) return undefined;
  const { agent_key: agentKey, printer, name, width_mm: width, has_drawer: hasDrawer } = value;
  if (typeof agentKey !== "string" || typeof printer !== "string" || typeof name !== "string") return undefined;
  const way = "way" in value ? ways.find((known) => known === value.way) : undefined;
  const chosen = { agent_key: agentKey, printer, name, width_mm: width === 58 ? 58 : 80, has_drawer: hasDrawer === true };
  return way === undefined ? chosen : { ...chosen, way };
}

/** How this device speaks and looks. It belongs to the device, not to the till: no entry knows of it. */
export class Preferences {
  #stored: Stored;

  constructor() {
    const stored = read();
    const { language, theme, sounds, vibration, paper, printer, printing, size, hand, motion } = stored;
    this.#stored = $state.raw<Stored>({
      language: typeof language === "string" && isLanguage(language) ? language : preferredLanguage(),
      theme: themes.find((known) => known === theme) ?? "auto",
      sounds: sounds !== false,
      vibration: vibration !== false,
      paper: papers.find((known) => known === paper) ?? "80",
      printer: readPrinter(printer),
      printing: printings.find((known) => known === printing),
      size: sizes.find((known) => known === size) ?? "normal",
      hand: hands.find((known) => known === hand) ?? "right",
      motion: motions.find((known) => known === motion) ?? "auto",
      hasEquipment: stored["hasEquipment"] === true,
    });
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

  get printer(): ChosenPrinter | undefined {
    return this.#stored.printer;
  }

  /** Whether paper comes by itself after each sale; `undefined`: nobody said, and the law of the country decides (`due.ts`). */
  get printing(): Printing | undefined {
    return this.#stored.printing;
  }

  get size(): Size {
    return this.#stored.size;
  }

  get hand(): Hand {
    return this.#stored.hand;
  }

  /** Off: nothing moves, also where the device itself would let it. */
  get motion(): Motion {
    return this.#stored.motion;
  }

  get hasEquipment(): boolean {
    return this.#stored.hasEquipment;
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
