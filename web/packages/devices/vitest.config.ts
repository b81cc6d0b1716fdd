import { defineConfig } from "vitest/config";

// The @point-of-sale packages are for browsers alone, and say so.
const conditions = ["browser", "import", "default"];

export default defineConfig({
  test: { name: "devices", include: ["test/**/*.test.ts"], testTimeout: 20_000 },
  resolve: { conditions },
  ssr: { resolve: { conditions } },
});
