import { expect, it } from "vitest";
import { Words } from "../words/words.svelte.ts";
import { keyNames } from "./key-names.ts";

async function named(language: string, ...shortcuts: readonly string[]): Promise<readonly string[]> {
  const words = await Words.of(language);
  await words.complete();
  return shortcuts.map((shortcut) => keyNames(words, shortcut));
}

it("calls a key as the keyboards of the language do, and leaves alone what is called alike everywhere", async () => {
  expect(await named("de", "Control+Z", "Shift+Enter", "Escape", "F9")).toEqual(["Strg Z", "Umschalt Enter", "Esc", "F9"]);
  expect(await named("fr", "Control+Delete", "Shift+Enter", "Escape", "4")).toEqual(["Ctrl Suppr", "Maj Enter", "Échap", "4"]);
  expect(await named("en", "Control+Delete", "Page")).toEqual(["Ctrl Delete", "Page"]);
});
