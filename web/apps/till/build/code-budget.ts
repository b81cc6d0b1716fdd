import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What `comptoir bench till` calls code_kb_gz must stay below this, in bytes. */
const BYTES_MAX = 100_000;
/** The key of a sentence that the first screen says. */
const A_FIRST_WORD = "state.inSync";

/**
 * Refuses a build whose first screen needs more code than a cheap phone should read before it can take an amount. Whoever meets
 * this loads the new screen late (`import()`), as App.svelte does.
 */
export function codeBudget(): Plugin {
  return {
    name: "comptoir-code-budget",
    apply: "build",
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir = "" }): void {
        const page = readFileSync(path.join(dir, "index.html"), "utf8");
        const named = [...page.matchAll(/assets\/[^"]+\.(?:js|css)/g)].map(([name]) => name);
        const bytes = ["index.html", "sw.js", ...new Set(named)].reduce((sum, name) => sum + packed(path.join(dir, name)), wordsOf(dir));
        if (bytes > BYTES_MAX) throw new Error(`the till needs ${bytes} bytes of code before it can sell, more than ${BYTES_MAX}: load something later`);
        this.info(`${bytes} bytes of code before a sale, of ${BYTES_MAX}`);
      },
    },
  };
}

/** The first words of the language that needs most; a till reads one of them. They name the till, and say nothing of a later sheet. */
function wordsOf(dir: string): number {
  const files = readdirSync(path.join(dir, "assets")).filter((name) => /^[a-z]{2}-[\w-]+\.js$/.test(name));
  const first = files.filter((name) => readFileSync(path.join(dir, "assets", name), "utf8").includes(A_FIRST_WORD));
  if (first.length === 0) throw new Error(`no file of words holds ${A_FIRST_WORD}`);
  return Math.max(...first.map((name) => packed(path.join(dir, "assets", name))));
}

function packed(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}
