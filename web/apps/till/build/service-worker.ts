import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin, Rolldown } from "vite";

type OutputBundle = Rolldown.OutputBundle;

const SOURCE = new URL("../src/service-worker.js", import.meta.url);
/** Copied from public/ by Vite, hence not in the bundle; listed here because a cold start offline needs them. */
const PUBLIC_FILES = ["manifest.webmanifest", "icons/icon-192.png", "icons/icon.svg"];

function isDecoder(part: OutputBundle[string] | undefined): boolean {
  return part?.type === "chunk" && part.moduleIds.some((id) => /[/]barcode-detector[/]|[/]zxing-wasm[/]/.test(id));
}

/**
 * Writes sw.js: our few lines with a version made of the content of this build's files, and the list of them, which belongs to that
 * version. `core` must be there before the new version may start; `later` (the camera's decoder) is fetched when there is time.
 */
export function serviceWorker(): Plugin {
  return {
    name: "comptoir-service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle): void {
        const files = Object.keys(bundle).filter((name) => !name.endsWith(".map"));
        const later = files.filter((name) => name.endsWith(".wasm") || isDecoder(bundle[name]));
        const core = [...files.filter((name) => !later.includes(name) && name !== "index.html"), ...PUBLIC_FILES];
        const digest = createHash("sha256");
        for (const [name, part] of Object.entries(bundle)) {
          digest.update(name).update(part.type === "chunk" ? part.code : part.source);
        }
        const version = digest.digest("hex").slice(0, 12);
        const source = readFileSync(SOURCE, "utf8").replace("__VERSION__", version);
        this.emitFile({ type: "asset", fileName: "sw.js", source });
        this.emitFile({ type: "asset", fileName: `files-${version}.json`, source: JSON.stringify({ core: ["./", ...core], later }) });
      },
    },
  };
}
