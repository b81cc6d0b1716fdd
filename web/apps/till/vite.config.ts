import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { codeBudget } from "./build/code-budget.ts";
import { earlyWords } from "./build/early-words.ts";
import { preloads } from "./build/preloads.ts";
import { serviceWorker } from "./build/service-worker.ts";

export default defineConfig({
  base: "/till/",
  plugins: [svelte(), earlyWords(fileURLToPath(new URL("src", import.meta.url))), preloads(), serviceWorker(), codeBudget()],
  define: { __APP_VERSION__: JSON.stringify(process.env["npm_package_version"] ?? "0.1.0") },
  build: {
    target: "es2022",
    outDir: "../../../server/src/comptoir/config/web/till",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The wasm of the barcode reader must stay a file of its own, loaded when the camera opens.
    assetsInlineLimit: 2048,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // A cold start asks for three scripts: what opens the tables, all that sells, and the words. Left alone, each part that a
          // later screen shares would be a file of its own, eleven of them.
          groups: [
            { name: "early", test: /till-core[/]src[/]early|view[/]obstacles|vite[/]preload-helper|rolldown[/]runtime/, priority: 2 },
            { name: "till", test: /till[/]src[/]start/, priority: 1 },
            // What is loaded together is one file: the service worker names every file before a sale can be taken.
            // A till with a country's device seals by it, so it must not lie in what is only needed later.
            { name: "finish", test: /till-core[/]src[/]finish[.]ts/, priority: 1 },
            { name: "late", test: /till-core[/]src[/](?:late|refund-ways|counted-tenders|tips)[.]ts/ },
            {
              name: "payments",
              test: /parts[/](?:OtherPanel|PaperPanel|ForeignPanel|GiftCardPanel|AccountPanel|FirstAsked|TypedPayment|SplitPanel|OtherTenders|VoucherCode|TipBar|TipSheet|GiveBack)[.]svelte|other-tenders|tip-presets/,
            },
            { name: "sheets", test: /parts[/](?:Menu|More|State|Cashier|Why|Park|Keys|Discount|Line|Weigh|Gate|Favorites|Terms|Item)Sheet[.]svelte/ },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
});
