import { expect, test } from "vitest";

import { afterAnswer, fiscalSettings, NO_OUTAGE, type FiscalDraft } from "../src/fiscal/plugin.ts";

const draft = (id: string): FiscalDraft => ({ id, kind: "sale", till: "T1", chain: "c", sequence: 1, number: "T1-1-1", device_time: "", body: {} });
const NOON = "2026-11-27T12:00:00.000+01:00";
const LATER = "2026-11-27T12:05:00.000+01:00";

test("an outage begins with a failure and ends with the next seal", () => {
  const began = afterAnswer(NO_OUTAGE, draft("a"), { outcome: "failed", code: "no_device" }, NOON);
  const goesOn = afterAnswer(began.outage, draft("b"), { outcome: "failed", code: "other" }, LATER);
  const ended = afterAnswer(goesOn.outage, draft("b"), { outcome: "sealed", members: { n: 1 } }, LATER);

  expect(began).toEqual({ outage: { began_at: NOON, code: "no_device", pending: [] }, begins: true, ends: false });
  expect(goesOn).toEqual({ outage: began.outage, begins: false, ends: false });
  expect(ended).toEqual({ outage: NO_OUTAGE, begins: false, ends: true });
});

test("what nobody knows is found before an outage ends", () => {
  const lost = afterAnswer(NO_OUTAGE, draft("a"), { outcome: "unknown", code: "reply_lost" }, NOON);
  const soldOn = afterAnswer(lost.outage, draft("b"), { outcome: "sealed", members: { n: 2 } }, LATER);
  const found = afterAnswer(soldOn.outage, draft("a"), { outcome: "sealed", members: { n: 1 }, found: true }, LATER);

  expect(lost.begins).toBe(true);
  expect(soldOn).toEqual({ outage: { began_at: NOON, code: "reply_lost", pending: [draft("a")] }, begins: false, ends: false });
  expect(found).toEqual({ outage: NO_OUTAGE, begins: false, ends: true });
});

test("what the plugin tells its tills is read, and nothing that is none", () => {
  expect(fiscalSettings({ fiscal: { plugin: "fr", facts: { build: "0123" } } })).toEqual({ plugin: "fr", facts: { build: "0123" } });
  expect(fiscalSettings({ fiscal: { plugin: "fr" } })).toEqual({ plugin: "fr", facts: {} });
  expect([undefined, null, "fr", { plugin: 1 }, {}].map((fiscal) => fiscalSettings({ fiscal }))).toEqual(Array(5).fill(undefined));
});
