import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { serviceWorker } from "./build/service-worker.ts";

export default defineConfig({
  base: "/till/",
  plugins: [svelte(), serviceWorker()],
  define: { __APP_VERSION__: JSON.stringify(process.env["npm_package_version"] ?? "0.1.0") },
  build: {
    target: "es2022",
    outDir: "../../../server/src/comptoir/config/web/till",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The wasm of the barcode reader must stay a file of its own, loaded when the camera opens.
    assetsInlineLimit: 2048,
  },
  worker: { format: "es" },
});
