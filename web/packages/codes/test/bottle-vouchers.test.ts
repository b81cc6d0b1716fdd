import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { amountOnVoucher } from "../src/index.ts";

interface Case {
  readonly id: string;
  readonly why: string;
  readonly pattern: string;
  readonly code: string;
  readonly expect: number | null;
}

const url = new URL("../../../../conformance/codes/bottle_vouchers.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(url, "utf8")) as { cases: readonly Case[] };

test.for(cases.map((one) => [one.id, one] as const))("%s", ([, one]) => {
  expect(amountOnVoucher(one.code, one.pattern) ?? null, one.why).toBe(one.expect);
});
