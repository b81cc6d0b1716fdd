/**
 * node twin.mjs FOLDER: bundles the twins' answers (packages/till-core/bench/vectors.ts) into FOLDER/answer.js, one module without imports
 * that Node and a browser both take, and then answers the questions of stdin: JSON lines in, JSON lines out.
 */
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const folder = resolve(process.argv[2]);
const web = process.cwd();
const { resolve: placeOf } = createRequire(join(web, "package.json"));
const { build } = await import(pathToFileURL(placeOf("vite")).href);
// A browser has its own IndexedDB.
await import(pathToFileURL(placeOf("fake-indexeddb/auto")).href);

await build({
  configFile: false,
  logLevel: "error",
  root: web,
  build: {
    lib: { entry: join(web, "packages", "till-core", "bench", "vectors.ts"), formats: ["es"], fileName: () => "answer.js" },
    outDir: folder,
    emptyOutDir: false,
    target: "es2022",
  },
});
const { answer } = await import(pathToFileURL(join(folder, "answer.js")).href);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answered(JSON.parse(line)))}\n`);
}

/** What throws is an answer like any other: the bench counts it as failed. */
async function answered(question) {
  try {
    return await answer(question);
  } catch (error) {
    return { bug: String(error) };
  }
}
