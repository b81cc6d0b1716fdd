/** Events of renewed keys and the office's entries: the same bytes, digests and words in both languages. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { canonicalize, digest, type EntryObject, fromUtf8, loadPublicKey, sha256Hex, toUtf8, verifyMessage } from "../src/index.ts";
import { subtle } from "./subtle.ts";
import { CONFORMANCE } from "./vectors.ts";

interface Case {
  readonly id: string;
  readonly value: EntryObject;
  readonly text: string;
  readonly digest: string;
}

interface EventVectors {
  readonly entries: readonly Case[];
  readonly office: readonly Case[];
  readonly renewal: Readonly<Record<"chain" | "token" | "public_key" | "previous_public_key" | "proof_message" | "proof" | "vouched_message" | "vouched", string>>;
  readonly refused: readonly { readonly id: string; readonly key: "public_key" | "previous_public_key"; readonly message: string; readonly seal: string }[];
}

const vectors = JSON.parse(readFileSync(`${CONFORMANCE}journal/events.json`, "utf8")) as EventVectors;

async function isGood(key: string, message: string, seal: string): Promise<boolean> {
  const loaded = await loadPublicKey(subtle, key);
  return loaded !== undefined && verifyMessage(subtle, loaded, toUtf8(message), seal);
}

test.for(vectors.entries)("an event has these bytes and this digest: $id", async ({ value, text, digest: expected }) => {
  const bytes = canonicalize(value);

  expect(fromUtf8(bytes)).toBe(text);
  expect(await digest(subtle, bytes)).toBe(expected);
});

test("the office's entries have these bytes and follow each other", async () => {
  let before = "0".repeat(64);
  for (const { value, text, digest: expected } of vectors.office) {
    expect(fromUtf8(canonicalize(value))).toBe(text);
    expect(await sha256Hex(subtle, toUtf8(`comptoir-office-v1\n${text}`))).toBe(expected);
    expect(value["previous"]).toBe(before);
    before = expected;
  }
});

test("both keys speak for a renewal", async () => {
  const { renewal } = vectors;

  expect(renewal.proof_message).toBe(`comptoir-renew-v1\n${renewal.chain}\n${await sha256Hex(subtle, toUtf8(renewal.token))}`);
  expect(renewal.vouched_message).toBe(`comptoir-renewed-by-v1\n${renewal.chain}\n${renewal.public_key}`);
  expect(await isGood(renewal.public_key, renewal.proof_message, renewal.proof)).toBe(true);
  expect(await isGood(renewal.previous_public_key, renewal.vouched_message, renewal.vouched)).toBe(true);
});

test.for(vectors.refused)("a word of the wrong key is none: $id", async ({ key, message, seal }) => {
  expect(await isGood(vectors.renewal[key], message, seal)).toBe(false);
});
