import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "till-core",
    include: ["test/**/*.test.ts"],
    setupFiles: ["fake-indexeddb/auto"],
    testTimeout: 20_000,
  },
});
