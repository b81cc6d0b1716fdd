/**
 * How long 50 lines take with 500 promotions and 20 price lists: `node fuzz/bench.mjs`. One JSON object.
 *
 * Vite bundles the engine first, as the till does.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const outDir = await mkdtemp(join(tmpdir(), "comptoir-bench-"));
try {
  const bundle = await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: fileURLToPath(new URL("bench.ts", import.meta.url)),
      outDir,
      rollupOptions: { output: { entryFileNames: "bench.mjs" } },
    },
  });
  const { measure } = await import(pathToFileURL(join(outDir, bundle.output[0].fileName)).href);
  console.log(JSON.stringify(measure()));
} finally {
  await rm(outDir, { recursive: true });
}
