import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromBase64url } from "../src/encoding.ts";
import { noteCommitment, SALT_BYTES } from "../src/note.ts";

interface Vectors {
  readonly notes: readonly { readonly salt: string; readonly text: string; readonly commitment: string }[];
}

const vectors = JSON.parse(readFileSync(new URL("../../../../conformance/journal/notes.json", import.meta.url), "utf8")) as Vectors;

test("commitments to notes are the published ones", async () => {
  const made = vectors.notes.map(({ salt, text }) => {
    const bytes = fromBase64url(salt, SALT_BYTES);
    return bytes === undefined ? Promise.resolve("no salt") : noteCommitment(webcrypto.subtle, bytes, text);
  });

  expect(await Promise.all(made)).toEqual(vectors.notes.map(({ commitment }) => commitment));
});
