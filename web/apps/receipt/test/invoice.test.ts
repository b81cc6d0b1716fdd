import type { Envelope } from "@comptoir/journal";
import { expect, test } from "vitest";
import { canBeInvoiced, readInvoice } from "../src/invoice.ts";
import { languages, wordsOf } from "../src/words.ts";

test("an answer is read member by member, and what is none is unreachable", () => {
  expect(readInvoice(true, { is_offered: true, number: "" })).toEqual({ kind: "state", state: { isOffered: true, number: "" } });
  expect(readInvoice(true, { is_offered: "yes", number: 7 })).toEqual({ kind: "state", state: { isOffered: false, number: "" } });
  expect(readInvoice(false, { code: "invoices.buyer_invalid" })).toEqual({ kind: "refused", code: "invoices.buyer_invalid" });
  expect(readInvoice(false, null)).toEqual({ kind: "refused", code: "unreachable" });
});

test("every language has the same refusals", () => {
  const english = Object.keys(wordsOf("en").invoice.refusals);

  for (const language of languages) expect(Object.keys(wordsOf(language).invoice.refusals)).toEqual(english);
});

test("a sale and a deposit can be invoiced, nothing else", () => {
  const entry: Envelope = {
    format: 1,
    organization: "o",
    till: "t",
    chain: "c",
    sequence: 1,
    previous: "",
    kind: "sale",
    device_time: "",
    monotonic_ms: 0,
    boot: "",
    server_time_seen: "",
    catalog_position: 0,
    engine_version: 2,
    body: {},
  };

  expect(canBeInvoiced(entry)).toBe(true);
  expect(canBeInvoiced({ ...entry, kind: "payment", body: { purpose: "deposit" } })).toBe(true);
  expect(canBeInvoiced({ ...entry, kind: "payment", body: { purpose: "cancellation" } })).toBe(false);
  expect(canBeInvoiced({ ...entry, kind: "refund" })).toBe(false);
  expect(canBeInvoiced(undefined)).toBe(false);
});
