import type { Words } from "../words/words.svelte.ts";

/** What stands on the keyboards of those who speak the language: `Strg Z` for `Control+Z`. Most keys are called alike everywhere. */
export function keyNames(words: Pick<Words, "say">, shortcut: string): string {
  const named: Readonly<Record<string, string>> = {
    Control: words.say("keyboard.control"),
    Shift: words.say("keyboard.shift"),
    Delete: words.say("keyboard.delete"),
    Escape: words.say("keyboard.escape"),
    Page: words.say("keyboard.page"),
  };
  return shortcut
    .split("+")
    .map((key) => named[key] ?? key)
    .join(" ");
}
