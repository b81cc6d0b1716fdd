/** The vectors that both languages pass, on this side. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { webcrypto } from "node:crypto";
import { expect, test } from "vitest";

import { columnOf } from "../src/fiscal/austria/categories.ts";
import { chainValue, decimal, ocrText, qrText, type Amounts } from "../src/fiscal/austria/machine-code.ts";
import { DeviceFailed, issue, isOut, OutOfOrder, type ReceiptKind, type RegisterState } from "../src/fiscal/austria/register.ts";
import { toBase64 } from "../src/fiscal/austria/texts.ts";
import { encryptTurnover, turnoverKey, TurnoverTooLarge, type TurnoverSubtle } from "../src/fiscal/austria/turnover.ts";

interface Row {
  readonly kind: ReceiptKind;
  readonly receipt?: string;
  readonly local_time?: string;
  readonly amounts: readonly [number, number, number, number, number];
  readonly is_device_out: boolean;
}

interface Vectors {
  readonly key: string;
  readonly amounts: readonly { cents: number; text: string }[];
  readonly chain: readonly { previous: string; value: string }[];
  readonly turnover: readonly { register: string; receipt: string; cents: string; counter_bytes: number; encrypted: string; why: string }[];
  readonly turnover_refused: readonly { cents: string; counter_bytes: number }[];
  readonly columns: readonly { tax_rate_ppm: number; day: string; column: string | null }[];
  readonly register: {
    readonly register: string;
    readonly counter_bytes: number;
    readonly trust_center: string;
    readonly key_id: string;
    readonly receipts: readonly (Row & { jws: string; qr: string; ocr: string; turnover: string })[];
  };
  readonly refused: readonly (Row & { why: string; before: number })[];
}

const FILE = fileURLToPath(new URL("../../../../conformance/fiscal/rksv.json", import.meta.url));
const vectors = JSON.parse(readFileSync(FILE, "utf8")) as Vectors;
const subtle = webcrypto.subtle as unknown as TurnoverSubtle;
const rawKey = new Uint8Array(Buffer.from(vectors.key, "base64"));
const FRESH: RegisterState = { register: vectors.register.register, turnover: "0", last_jws: "" };
const device = {
  trust_center: vectors.register.trust_center,
  key_id: vectors.register.key_id,
  sign: () => Promise.resolve(new Uint8Array(Array.from({ length: 64 }, (_, at) => at))),
};

const amountsOf = ([normal, reduced_1, reduced_2, zero, special]: Row["amounts"]): Amounts => ({ normal, reduced_1, reduced_2, zero, special });

const draftOf = (row: Row) => ({
  receipt: row.receipt ?? "T1-1-99",
  local_time: row.local_time ?? "2026-11-27T18:00:00",
  kind: row.kind,
  amounts: amountsOf(row.amounts),
});

const means = async () => ({ subtle, key: await turnoverKey(subtle, rawKey), counter_bytes: vectors.register.counter_bytes });

test("amounts and chain values", async () => {
  for (const { cents, text } of vectors.amounts) expect(decimal(cents)).toBe(text);
  for (const { previous, value } of vectors.chain) expect(toBase64(await chainValue(subtle, previous))).toBe(value);
});

test("the counter is what openssl makes of it", async () => {
  const key = await turnoverKey(subtle, rawKey);
  for (const row of vectors.turnover) {
    const encrypted = await encryptTurnover(subtle, key, row.register, row.receipt, BigInt(row.cents), row.counter_bytes);
    expect(toBase64(encrypted), row.why).toBe(row.encrypted);
  }
  for (const { cents, counter_bytes } of vectors.turnover_refused) {
    await expect(encryptTurnover(subtle, key, "T1-1", "T1-1-1", BigInt(cents), counter_bytes)).rejects.toThrow(TurnoverTooLarge);
  }
  await expect(encryptTurnover(subtle, key, "T1-1", "T1-1-1", 0n, 4)).rejects.toThrow("5 to 16");
});

test("the key cannot be read out of the browser", async () => {
  const key = await turnoverKey(subtle, rawKey);
  expect(key.extractable).toBe(false);
  await expect(webcrypto.subtle.exportKey("raw", key as unknown as CryptoKey)).rejects.toThrow();
});

test("columns by day", () => {
  for (const { tax_rate_ppm, day, column } of vectors.columns) expect(columnOf(tax_rate_ppm, day) ?? null).toBe(column);
});

test("a register, receipt by receipt", async () => {
  const tools = await means();
  let state = FRESH;
  for (const row of vectors.register.receipts) {
    const issued = await issue(tools, state, draftOf(row), device, row.is_device_out);
    state = issued.state;
    expect(issued.jws, row.receipt).toBe(row.jws);
    expect(qrText(issued.payload, issued.signature)).toBe(row.qr);
    expect(ocrText(issued.payload, issued.signature)).toBe(row.ocr);
    expect([state.turnover, isOut(state)]).toEqual([row.turnover, row.is_device_out]);
  }
});

test("what the order of the law refuses", async () => {
  const tools = await means();
  for (const row of vectors.refused) {
    let state = FRESH;
    for (const before of vectors.register.receipts.slice(0, row.before)) {
      state = (await issue(tools, state, draftOf(before), device, before.is_device_out)).state;
    }
    await expect(issue(tools, state, draftOf(row), device, row.is_device_out), row.why).rejects.toThrow(OutOfOrder);
  }
});

test("a device that does not sign makes the receipt say so, and any other failure flies", async () => {
  const tools = await means();
  const started = await issue(tools, FRESH, draftOf({ kind: "start", amounts: [0, 0, 0, 0, 0], is_device_out: false }), device);
  const sale = draftOf({ kind: "standard", receipt: "T1-1-2", amounts: [100, 0, 0, 0, 0], is_device_out: false });

  const pulled = await issue(tools, started.state, sale, { ...device, sign: () => Promise.reject(new DeviceFailed("pulled")) });
  const broken = issue(tools, started.state, sale, { ...device, sign: () => Promise.reject(new Error("a bug")) });

  expect([isOut(pulled.state), pulled.state.turnover]).toEqual([true, "100"]);
  await expect(broken).rejects.toThrow("a bug");
});
