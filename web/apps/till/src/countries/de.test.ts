import type { FiscalPaper } from "@comptoir/till-core/fiscal";
import { expect, test } from "vitest";

import { plugin } from "./de.ts";

const told = { plugin: "de", facts: {} };
const paper = (locale: string, fiscal: FiscalPaper["fiscal"], isTraining = false): FiscalPaper => ({
  number: "A1-1-42", fiscal, lines_count: 1, copy_number: 0, is_training: isTraining, app_version: "0.1.0", locale,
});

test("a German paper says that the device was out, in the law's words and the reader's", () => {
  const out = { plugin: "de", outage: "no_device" };

  expect(plugin.slots?.(told, paper("de-DE", out)).lines).toEqual(["TSE ausgefallen"]);
  expect(plugin.slots?.(told, paper("fr-FR", out)).lines).toEqual(["TSE ausgefallen · dispositif de sécurité en panne"]);
  expect(plugin.slots?.(told, paper("de-DE", { plugin: "de", signature: "x" })).lines).toEqual([]);
  expect(plugin.slots?.(told, paper("de-DE", undefined)).lines).toEqual([]);
  expect(plugin.slots?.(told, paper("de-DE", out, true)).lines).toEqual([]);
});
