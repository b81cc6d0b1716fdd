import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What `comptoir bench till` calls code_kb_gz must stay below this, in bytes. */
const BYTES_MAX = 100_000;

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

/** The first words of the language that needs most; a till reads one of them. Each language has two files, and the smaller is first. */
function wordsOf(dir: string): number {
  const files = new Map<string, number[]>();
  for (const name of readdirSync(path.join(dir, "assets"))) {
    const language = /^([a-z]{2})-[\w-]+\.js$/.exec(name)?.[1];
    if (language !== undefined) files.set(language, [...(files.get(language) ?? []), packed(path.join(dir, "assets", name))]);
  }
  return Math.max(...[...files.values()].map((sizes) => Math.min(...sizes)));
}

function packed(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}
