import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const LANGUAGE = /[/]src[/]words[/][a-z]{2}[.]ts(?:[?]rest)?$/;
const WORDS = /[/]src[/]words[/]/;
const REST = "?rest";
/** What stands on the first screen of a till that is about to sell; any other waits for all words (start.ts). */
const FIRST = ["start.ts", "screens/Locked.svelte", "screens/Opening.svelte"];
const IMPORT = /^\s*(?:import|export)\s(?!type\s)[^;]*?from\s+"([.][^"]+)"/gm;
const LITERAL = /"([\w.]+)"/g;
const WORD = /^\s*"([\w.]+)": .*$/gm;

/**
 * Cuts each language in two: what the first screens say, and the rest (`?rest`), which is fetched when there is time. So a cold
 * start does not grow with every screen that is added. Which words those are is read from the sources: nobody keeps a list.
 */
export function earlyWords(source: string): Plugin {
  let said: ReadonlySet<string> = new Set();
  return {
    name: "comptoir-early-words",
    apply: "build",
    buildStart(): void {
      said = literalsBelow(FIRST.map((name) => path.join(source, name)));
    },
    load: {
      filter: { id: LANGUAGE },
      handler(id): string {
        const wantsRest = id.endsWith(REST);
        const file = wantsRest ? id.slice(0, -REST.length) : id;
        const lines = [...wordsOf(file)].filter(([key]) => said.has(key.replace(/[.](?:one|other)$/, "")) !== wantsRest);
        if (lines.length === 0) throw new Error(`${id}: no word was found in it`);
        return `export const ${path.basename(file, ".ts")} = {\n${lines.map(([, line]) => line).join("\n")}\n};\n`;
      },
    },
  };
}

/** The lines of a language by their keys: those of its rooms, and those that stand in its own file. */
function wordsOf(file: string): ReadonlyMap<string, string> {
  const rooms = file.slice(0, -".ts".length);
  const files = existsSync(rooms) ? readdirSync(rooms).map((name) => path.join(rooms, name)) : [];
  const lines = [...files, file].flatMap((name) => [...readFileSync(name, "utf8").matchAll(WORD)]);
  return new Map(lines.map(([line, key = ""]) => [key, line]));
}

/** Every text in quotes of these files and of what they import at once; `import()` is later. */
function literalsBelow(roots: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || WORDS.test(file)) continue;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, literal] of text.matchAll(LITERAL)) if (literal !== undefined) found.add(literal);
    for (const [, name] of text.matchAll(IMPORT)) if (name !== undefined && /[.](?:ts|svelte)$/.test(name)) waiting.push(path.join(path.dirname(file), name));
  }
  return found;
}
