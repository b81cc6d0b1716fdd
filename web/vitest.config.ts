import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*"],
    passWithNoTests: true,
    // The rooms keep nothing in their modules: each worker loads them once, in half the time.
    isolate: false,
  },
});
