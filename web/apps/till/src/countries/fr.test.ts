import type { FiscalPaper } from "@comptoir/till-core/fiscal";
import { expect, test } from "vitest";

import { plugin } from "./fr.ts";

const paper = (locale: string, lines_count: number): FiscalPaper => ({
  number: "A1-1-42", fiscal: undefined, lines_count, copy_number: 0, is_training: false, app_version: "0.1.0", locale,
});

test("a French paper says which program made it and how many lines it has", () => {
  const told = { plugin: "fr", facts: { build: "0123456789abcdef" } };

  expect(plugin.slots?.(told, paper("fr-FR", 3))).toEqual({ lines: ["3 lignes · Comptoir 0.1.0 · 0123456789abcdef"] });
  expect(plugin.slots?.(told, paper("fr-FR", 1)).lines).toEqual(["1 ligne · Comptoir 0.1.0 · 0123456789abcdef"]);
  expect(plugin.reportLines?.(told, "0.1.0", "fr")).toEqual(["Comptoir 0.1.0 · 0123456789abcdef"]);
  expect(plugin.slots?.({ plugin: "fr", facts: {} }, paper("de", 2)).lines).toEqual(["2 Zeilen · Comptoir 0.1.0"]);
});
