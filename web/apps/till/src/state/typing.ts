import { createContext } from "svelte";
import { isSheetOpen, ownsKeys } from "../view/keyboard.ts";

/** A sheet that does not stand by then is not coming. */
const SHEET_MS = 2_000;

/** A keypad on the screen: it says whether a character was meant for it. */
export interface TypingTarget {
  readonly element: Element;
  type(character: string): boolean;
}

/**
 * Characters that a person typed where no field has the focus. They come from the reader's listener, a moment late, because
 * only their rhythm tells a person from a bar code reader: so no scan ever types into an amount.
 */
export class Typing {
  readonly #targets: TypingTarget[] = [];
  readonly #isSheetWanted: () => boolean;
  #held = "";

  /** `isSheetWanted`: whether a sheet stands, or is on its way. */
  constructor(isSheetWanted: () => boolean) {
    this.#isSheetWanted = isSheetWanted;
  }

  /** The keypad mounted last is asked first; the answer takes it off again. */
  join(target: TypingTarget): () => void {
    this.#targets.push(target);
    return () => {
      this.#targets.splice(this.#targets.indexOf(target), 1);
    };
  }

  /** A sheet may still be on its way: whoever types already means it, so its first character waits for it. */
  type(text: string, otherwise: (character: string) => void): void {
    this.#held += text;
    if (this.#held === text) this.#give(performance.now() + SHEET_MS, otherwise);
  }

  #give(latest: number, otherwise: (character: string) => void): void {
    if (this.#isSheetWanted() && !isSheetOpen() && performance.now() < latest) {
      requestAnimationFrame(() => this.#give(latest, otherwise));
      return;
    }
    const text = this.#held;
    this.#held = "";
    for (const character of text) {
      const target = [...this.#targets].reverse().find(({ element }) => ownsKeys(element));
      if (target?.type(character) !== true) otherwise(character);
    }
  }
}

export const [useTyping, giveTyping] = createContext<Typing>();
