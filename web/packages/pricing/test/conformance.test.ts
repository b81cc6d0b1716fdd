import { expect, test } from "vitest";
import { answer } from "../fuzz/answer.ts";
import { CASH_ROUNDING_RULES, CURRENCY_EXPONENTS, gtinCheckDigit, isGtin, normalizeGtin, uuid7 } from "../src/index.ts";
import { load, pricingCases } from "./cases.ts";

test.for(pricingCases().map((one) => [one.id, one] as const))("%s", ([, one]) => {
  const found = answer(one);

  const compared = Object.fromEntries(Object.keys(one.expect).map((name) => [name, found[name]]));
  expect(compared, one.why).toEqual(one.expect);
});

test("the cash rounding table is the published one", () => {
  const published = load("cash_rounding_table.json") as {
    rules: Record<string, unknown>[];
  };

  const ours = CASH_ROUNDING_RULES.map(({ validFrom, exactUpTo, isHalfDown, isWholeOnly, ...rule }) => ({
    ...rule,
    valid_from: validFrom,
    exact_up_to: exactUpTo,
    is_half_down: isHalfDown,
    is_whole_only: isWholeOnly,
  }));

  expect(ours).toEqual(published.rules.map(({ source: _source, ...row }) => row));
});

test("barcodes have the same check digit and the same long form as on the server", () => {
  const gtin = load("journal/gtin.json") as {
    valid: { text: string; normalized: string }[];
    invalid: { text: string }[];
    check_digits: { payload: string; digit: number }[];
  };

  for (const { text, normalized } of gtin.valid) {
    expect(normalizeGtin(text)).toBe(normalized);
    expect(isGtin(normalized)).toBe(true);
  }
  for (const { text } of gtin.invalid) {
    expect(normalizeGtin(text)).toBeUndefined();
    expect(isGtin(text)).toBe(false);
  }
  for (const { payload, digit } of gtin.check_digits) expect(gtinCheckDigit(payload)).toBe(digit);
});

test("identifiers are the ones of RFC 9562", () => {
  const { cases } = load("journal/identifiers.json") as { cases: { unix_ms: number; random: string; uuid: string }[] };

  for (const { unix_ms, random, uuid } of cases) {
    expect(uuid7(unix_ms, Uint8Array.from(Buffer.from(random, "hex")))).toBe(uuid);
  }
});

test("currencies have the exponents of ISO 4217", () => {
  const { exponents } = load("currency_exponents.json") as { exponents: Record<string, number> };

  expect(Object.fromEntries(CURRENCY_EXPONENTS)).toEqual(exponents);
});
