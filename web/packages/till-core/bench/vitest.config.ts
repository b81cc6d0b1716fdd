import { defineConfig } from "vitest/config";

export default defineConfig({ test: { name: "till-core-bench", include: ["*.bench.ts"], testTimeout: 120_000 } });
