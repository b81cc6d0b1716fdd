import { defineConfig } from "vite";

export default defineConfig({
  base: "/r/",
  build: {
    target: "es2022",
    outDir: "../../../server/src/comptoir/config/web/r",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
});
