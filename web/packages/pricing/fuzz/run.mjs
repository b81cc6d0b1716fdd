/**
 * Answers questions of the differential test: JSON lines in, JSON lines out, in order.
 *
 * node run.mjs <module>: the module exports `answer(question)`. Vite bundles it into a
 * temporary folder first, because Node 20 reads no TypeScript.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { build } from "vite";

const outDir = await mkdtemp(join(tmpdir(), "comptoir-fuzz-"));
try {
  const bundle = await build({
    configFile: false,
    logLevel: "error",
    // The bundle runs in a folder without packages.
    ssr: { noExternal: true },
    build: { ssr: resolve(process.argv[2]), outDir, rollupOptions: { output: { entryFileNames: "answer.mjs" } } },
  });
  const { answer } = await import(pathToFileURL(join(outDir, bundle.output[0].fileName)).href);

  const answers = [];
  for await (const line of createInterface({ input: process.stdin })) {
    answers.push(JSON.stringify(await answerOrBug(answer, JSON.parse(line))));
  }
  process.stdout.write(`${answers.join("\n")}\n`);
} finally {
  await rm(outDir, { recursive: true });
}

/** What throws is a bug, and an answer like any other: the other side will disagree. */
async function answerOrBug(answer, question) {
  try {
    return await answer(question);
  } catch (error) {
    return { bug: String(error) };
  }
}
