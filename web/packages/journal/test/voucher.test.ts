import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { makeVoucherCode, readForeignCode, readVoucherCode, voucherIdentifier, writeVoucherCode } from "../src/voucher.ts";

interface Vectors {
  readonly organization: string;
  readonly made: readonly { readonly random: string; readonly code: string; readonly identifier: string }[];
  readonly spellings: readonly { readonly text: string; readonly code: string }[];
  readonly refused: readonly string[];
  readonly foreign: readonly { readonly text: string; readonly code: string }[];
  readonly not_foreign: readonly string[];
}

const vectors = JSON.parse(readFileSync(new URL("../../../../conformance/journal/vouchers.json", import.meta.url), "utf8")) as Vectors;

test("codes and identifiers are the published ones", async () => {
  for (const { random, code, identifier } of vectors.made) {
    expect(makeVoucherCode(Uint8Array.from(Buffer.from(random, "hex")))).toBe(code);
    expect(await voucherIdentifier(webcrypto.subtle, vectors.organization, code)).toBe(identifier);
    expect(readVoucherCode(writeVoucherCode(code))).toBe(code);
  }
  expect(vectors.spellings.map(({ text }) => readVoucherCode(text))).toEqual(vectors.spellings.map(({ code }) => code));
  expect(vectors.refused.map((text) => readVoucherCode(text))).toEqual(vectors.refused.map(() => undefined));
  expect(vectors.foreign.map(({ text }) => readForeignCode(text))).toEqual(vectors.foreign.map(({ code }) => code));
  expect(vectors.not_foreign.map((text) => readForeignCode(text))).toEqual(vectors.not_foreign.map(() => undefined));
});
