// Builds the back office's stylesheet, script and typeface into the server's static folder.
// The stylesheet holds the utility classes that the Django templates use, so they are its sources.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(here, "../../../server/src/comptoir/config/web/static/backoffice");
const require = createRequire(import.meta.url);

rmSync(output, { recursive: true, force: true });
mkdirSync(join(output, "fonts"), { recursive: true });

const tailwind = join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist/index.mjs");
execFileSync(process.execPath, [tailwind, "-i", "src/app.css", "-o", join(output, "app.css"), "--minify"], {
  cwd: here,
  stdio: ["ignore", "ignore", "inherit"],
});

copyFileSync(
  require.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", {
    paths: [join(here, "../../packages/ui")],
  }),
  join(output, "fonts/inter-latin.woff2"),
);
copyFileSync(join(here, "src/icon.svg"), join(output, "icon.svg"));

// htmx reads pieces of pages that this server sent to this page. It names no policy of Trusted Types, so it is given one:
// under it, and nothing else, a text becomes a page (ADR 0066).
const SINKS = [
  ["Document.parseHTMLUnsafe(resp)", "Document.parseHTMLUnsafe(piece.createHTML(resp))"],
  ["parser.parseFromString(resp, 'text/html')", "parser.parseFromString(piece.createHTML(resp), 'text/html')"],
];
const htmxByPolicy = {
  name: "htmx-by-policy",
  transform(code, id) {
    if (!/htmx\.org/.test(id)) return null;
    const policy = 'const piece = globalThis.trustedTypes?.createPolicy("htmx", { createHTML: (text) => text }) ?? { createHTML: (text) => text };\n';
    return {
      code: SINKS.reduce((text, [sink, wrapped]) => {
        if (text.split(sink).length !== 2) throw new Error(`htmx no longer holds ${sink} once: look at Trusted Types anew`);
        return text.replace(sink, wrapped);
      }, policy + code),
      map: null,
    };
  },
};

await build({
  plugins: [htmxByPolicy],
  configFile: false,
  root: here,
  logLevel: "error",
  build: {
    outDir: output,
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      input: join(here, "src/app.ts"),
      output: { entryFileNames: "app.js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
