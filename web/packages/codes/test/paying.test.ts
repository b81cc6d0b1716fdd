import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { answer } from "../fuzz/answer.ts";
import { crc16, isCreditorReference, isIban, isQrReference, referencesOf } from "../src/paying/index.ts";

interface Vectors {
  readonly cases: readonly { readonly id: string; readonly why: string; readonly expect?: string; readonly refusal?: string }[];
  readonly references: readonly { readonly attempt: string; readonly why: string; readonly expect: unknown }[];
}

const url = new URL("../../../../conformance/payments/qr_texts.json", import.meta.url);
const { cases, references } = JSON.parse(readFileSync(url, "utf8")) as Vectors;

test.for(cases.map((one) => [one.id, one] as const))("%s", ([, one]) => {
  const expected = one.refusal === undefined ? { ok: true, text: one.expect } : { ok: false, refusal: one.refusal };

  expect(answer(one as unknown as Parameters<typeof answer>[0]), one.why).toEqual(expected);
});

test.for(references)("references of $attempt", ({ attempt, why, expect: expected }) => {
  const found = referencesOf(attempt);

  expect(found, why).toEqual(expected);
  expect([isCreditorReference(found.creditor), isQrReference(found.qr)]).toEqual([true, true]);
});

test("published samples of the sums", () => {
  expect(crc16("123456789")).toBe("29B1");
  expect(isCreditorReference("RF18539007547034")).toBe(true);
  expect(isCreditorReference("RF19539007547034")).toBe(false);
  expect(isQrReference("210000000003139471430009017")).toBe(true);
  expect([isIban("GB82WEST12345698765432"), isIban("GB82WEST12345698765423")]).toEqual([true, false]);
});
