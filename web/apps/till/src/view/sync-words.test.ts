import type { SyncStatus } from "@comptoir/till-core";
import { expect, it } from "vitest";
import { Words } from "../words/words.svelte.ts";
import { Formats } from "./formats.ts";
import { pillOf, placesOf } from "./sync-words.ts";

const formats = new Formats({ locale: "en-GB", currency: "EUR", exponent: 2, timezone: "Europe/Paris" });
const NOW = 1_795_000_000_000;

function sync(changes: Partial<SyncStatus>): SyncStatus {
  return { phase: "offline", trouble: "offline", unsent_count: 3, unsent_since_ms: NOW - 60_000, quarantined_count: 0, relayed_count: 0, ...changes };
}

it("says that what waits is safe in two places only when all of it is", async () => {
  const words = await Words.of("en");
  const pill = (status: SyncStatus): string => pillOf(status, false, NOW, words, formats).text;

  expect(pill(sync({}))).toBe("Offline · 3 to send");
  expect(pill(sync({ relayed_count: 2, relayed_by: "Pi" }))).toBe("Offline · 3 to send");
  expect(pill(sync({ relayed_count: 3, relayed_by: "Pi" }))).toBe("3 to send · safe in 2 places");
  expect(pill(sync({ unsent_count: 0 }))).toBe("Offline, selling");
});

it("an entry that a person must look at comes first", async () => {
  const words = await Words.of("en");

  expect(pillOf(sync({ relayed_count: 3, relayed_by: "Pi", quarantined_count: 1 }), false, NOW, words, formats).tone).toBe("bad");
});

it("names the places, and how much is in the second", async () => {
  const words = await Words.of("en");
  const places = (status: SyncStatus): string => placesOf(status, words, formats);

  expect(places(sync({}))).toBe("in 1 place: this device");
  expect(places(sync({ relayed_count: 2, relayed_by: "Pi" }))).toBe("in 1 place: this device; 2 of 3 also with Pi");
  expect(places(sync({ relayed_count: 3, relayed_by: "Pi" }))).toBe("in 2 places: this device and Pi");
});
