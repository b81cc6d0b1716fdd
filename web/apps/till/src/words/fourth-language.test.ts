import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { en } from "./en.ts";

/** The two apps as they are, copied, and in each of them one more file of words: nothing else is touched. */
const WEB = fileURLToPath(new URL("../../../..", import.meta.url));
const SECONDS = 120;
let copy = "";

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), "comptoir-words-"));
  for (const app of ["till", "receipt"]) {
    cpSync(path.join(WEB, "apps", app), path.join(copy, "apps", app), { recursive: true, filter: (from) => path.basename(from) !== "node_modules" });
  }
  cpSync(path.join(WEB, "tsconfig.base.json"), path.join(copy, "tsconfig.base.json"));
  symlinkSync(path.join(WEB, "node_modules"), path.join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** By the command that builds it always: inside a test Svelte would build its slower, larger self. */
function built(app: string): string {
  const folder = path.join(copy, "built", app);
  const words = [path.join(copy, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "error", "--outDir", folder];
  execFileSync(process.execPath, words, { cwd: path.join(copy, "apps", app), env: { ...process.env, NODE_ENV: "production" }, stdio: "pipe" });
  return path.join(folder, "assets");
}

it("is one more file for the till, which the build cuts in two and the till finds by its name", { timeout: SECONDS * 1_000 }, async () => {
  const italian = { ...en, "app.name": "Cassa" };
  const lines = Object.entries(italian).map(([key, text]) => `  "${key}": ${JSON.stringify(text)},`);
  writeFileSync(path.join(copy, "apps/till/src/words/it.ts"), ["export const it = {", ...lines, "};", ""].join("\n"));

  const assets = built("till");

  const files = readdirSync(assets).filter((name) => /^it-[\w-]+[.]js$/.test(name));
  const halves = await Promise.all(
    files.map(async (name) => ((await import(pathToFileURL(path.join(assets, name)).href)) as { it: Record<string, string> }).it),
  );
  const keys = halves.flatMap((half) => Object.keys(half));
  expect(files.length).toBe(2);
  expect(keys.length).toBe(Object.keys(en).length);
  expect(Object.assign({}, ...halves)).toEqual(italian);
  const program = readdirSync(assets).filter((name) => name.endsWith(".js"));
  expect(program.some((name) => readFileSync(path.join(assets, name), "utf8").includes("./it.ts"))).toBe(true);
});

it("is one more file for the customer's receipt page", { timeout: SECONDS * 1_000 }, () => {
  const english = readFileSync(path.join(copy, "apps/receipt/src/words/en.ts"), "utf8");
  writeFileSync(path.join(copy, "apps/receipt/src/words/it.ts"), english.replace('receipt: "Receipt"', 'receipt: "Scontrino"'));

  const assets = built("receipt");

  expect(readdirSync(assets).some((name) => readFileSync(path.join(assets, name), "utf8").includes("Scontrino"))).toBe(true);
});
