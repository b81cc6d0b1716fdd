import { webcrypto } from "node:crypto";
import { concat, type Ed25519Subtle, leafHash, toUtf8 } from "@comptoir/journal";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type AskGrowth, compareHeads, compareKept } from "../src/heads.ts";

const subtle = webcrypto.subtle as unknown as Ed25519Subtle;
const SHOP = "0198c1a0-0000-7000-8000-000000000001";
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const signature = `\u2014 comptoir/${SHOP} ${base64(new Uint8Array(68))}\n`;

const parent = async (left: Uint8Array, right: Uint8Array) =>
  new Uint8Array(await webcrypto.subtle.digest("SHA-256", concat(Uint8Array.of(1), left, right)));
const leaf = async (text: string) => leafHash(subtle, toUtf8(text));
const head = (size: number, root: Uint8Array, name = `comptoir/${SHOP}`) => `${name}\n${size}\n${base64(root)}\n\n${signature}`;
const never: AskGrowth = () => Promise.reject(new Error("nobody was to be asked"));
const answers =
  (answer: Awaited<ReturnType<AskGrowth>>): AskGrowth =>
  () =>
    Promise.resolve(answer);

async function logs() {
  const [one, two, other] = [await leaf("one"), await leaf("two"), await leaf("another")];
  return { one, two, small: head(1, one), large: head(2, await parent(one, two)), split: head(2, await parent(other, two)) };
}

test("a log that only grew goes on, whichever of the two heads was seen first", async () => {
  const { two, small, large } = await logs();
  const asked: unknown[] = [];
  const ask: AskGrowth = (...said) => {
    asked.push(said);
    return Promise.resolve([base64(two)]);
  };
  expect(await compareHeads(subtle, small, large, ask)).toBe("goes_on");
  expect(await compareHeads(subtle, large, small, ask)).toBe("goes_on");
  expect(await compareHeads(subtle, large, large, never)).toBe("goes_on");
  expect(asked).toEqual([
    [`comptoir/${SHOP}`, 1, 2],
    [`comptoir/${SHOP}`, 1, 2],
  ]);
});

test("two heads that can't come from one history are a split view", async () => {
  const { two, small, large, split } = await logs();
  expect(await compareHeads(subtle, large, split, never)).toBe("split");
  expect(await compareHeads(subtle, small, split, answers([base64(two)]))).toBe("split");
  expect(await compareHeads(subtle, small, large, answers([]))).toBe("split");
  expect(await compareHeads(subtle, small, large, answers(["no"]))).toBe("split");
  expect(await compareHeads(subtle, small, large, answers("refused"))).toBe("split");
});

test("a stale head that the shop can't lead up to the kept one was set back, and so is a later age", async () => {
  const { one, small, large } = await logs();
  expect(await compareHeads(subtle, large, small, answers("refused"))).toBe("set_back");
  expect(await compareHeads(subtle, large, head(1, one, `comptoir/${SHOP}/2`), never)).toBe("set_back");
  expect(await compareHeads(subtle, head(1, one, `comptoir/${SHOP}/2`), large, never)).toBe("split");
});

test("a shop that can't be asked is not accused", async () => {
  const { small, large } = await logs();
  expect(await compareHeads(subtle, small, large, answers("unreachable"))).toBe("unknown");
  expect(await compareHeads(subtle, "no head", large, never)).toBe("unknown");
});

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, text: string) => kept.set(name, text) });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("the browser keeps the largest head that went on, and evidence as it was", async () => {
  const { two, small, large, split } = await logs();
  expect(await compareKept(subtle, SHOP, small, never)).toEqual({ word: "goes_on", before: "" });
  expect(await compareKept(subtle, SHOP, large, answers([base64(two)]))).toEqual({ word: "goes_on", before: small });
  expect(await compareKept(subtle, SHOP, small, answers([base64(two)]))).toEqual({ word: "goes_on", before: large });
  expect(await compareKept(subtle, SHOP, split, never)).toEqual({ word: "split", before: large });
  expect(await compareKept(subtle, SHOP, split, never)).toEqual({ word: "split", before: large });
});
