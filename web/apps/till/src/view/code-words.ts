import type { Words } from "../words/words.svelte.ts";

/** The words of a code that comes from the shop's data; one from a newer server is shown as it came. */
export function codeWords(words: Words, family: "allergen" | "restriction" | "reason", code: string): string {
  const key = `${family}.${code}`;
  return words.knows(key) ? words.say(key) : code;
}
