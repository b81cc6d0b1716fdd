import { defineConfig } from "vitest/config";

// The @point-of-sale packages are for browsers alone, and say so.
const conditions = ["browser", "import", "default"];

export default defineConfig({
  test: { name: "devices", include: ["test/**/*.test.ts"] },
  resolve: { conditions },
  ssr: { resolve: { conditions } },
});
