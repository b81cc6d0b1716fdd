import { createContext } from "svelte";
import { ownsKeys } from "../view/keyboard.ts";

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

  /** The keypad mounted last is asked first; the answer takes it off again. */
  join(target: TypingTarget): () => void {
    this.#targets.push(target);
    return () => {
      this.#targets.splice(this.#targets.indexOf(target), 1);
    };
  }

  type(text: string, otherwise: (character: string) => void): void {
    for (const character of text) {
      const target = [...this.#targets].reverse().find(({ element }) => ownsKeys(element));
      if (target?.type(character) !== true) otherwise(character);
    }
  }
}

export const [useTyping, giveTyping] = createContext<Typing>();
