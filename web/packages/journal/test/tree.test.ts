import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Bytes } from "../src/index.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../src/merkle.ts";
import { readCheckpoint, readNote, readVerifier, signedAt } from "../src/signed-note.ts";
import { subtle } from "./subtle.ts";
import { CONFORMANCE } from "./vectors.ts";

interface Tree {
  readonly inclusion: readonly { index: number; size: number; leaf: string; proof: readonly string[]; root: string }[];
  readonly consistency: readonly { earlier: number; size: number; before: string; proof: readonly string[]; root: string }[];
  readonly head: { note: string; log: string; witness: string; witnessed_at: number; size: number; root: string };
}

const tree = JSON.parse(readFileSync(`${CONFORMANCE}journal/tree.json`, "utf8")) as Tree;
const bytes = (text: string): Bytes => new Uint8Array(Buffer.from(text, "base64"));
const OTHER = new Uint8Array(32);

test("a leaf is shown to be in its tree, at its place, and in no other", async () => {
  for (const { index, size, leaf, proof, root } of tree.inclusion) {
    const data = await leafHash(subtle, new TextEncoder().encode(`comptoir leaf ${index}`));
    expect(Buffer.from(data).toString("base64")).toBe(leaf);
    const steps = proof.map(bytes);
    expect(await verifyInclusion(subtle, data, index, size, steps, bytes(root))).toBe(true);
    expect(await verifyInclusion(subtle, OTHER, index, size, steps, bytes(root))).toBe(false);
    expect(await verifyInclusion(subtle, data, index, size, [...steps, OTHER], bytes(root))).toBe(false);
    expect(await verifyInclusion(subtle, data, size, size, steps, bytes(root))).toBe(false);
    if (size > 1) expect(await verifyInclusion(subtle, data, (index + 1) % size, size, steps, bytes(root))).toBe(false);
  }
});

test("a later tree is shown to hold the earlier one", async () => {
  for (const { earlier, size, before, proof, root } of tree.consistency) {
    const steps = proof.map(bytes);
    expect(await verifyConsistency(subtle, earlier, size, steps, bytes(before), bytes(root))).toBe(true);
    expect(await verifyConsistency(subtle, earlier, size, steps, OTHER, bytes(root))).toBe(false);
    expect(await verifyConsistency(subtle, earlier, size, [...steps, OTHER], bytes(before), bytes(root))).toBe(false);
    for (const place of steps.keys()) {
      const forged = steps.map((step, index) => (index === place ? OTHER : step));
      expect(await verifyConsistency(subtle, earlier, size, forged, bytes(before), bytes(root))).toBe(false);
    }
  }
});

test("a head is believed of its log and of its witness, and of nobody else", async () => {
  const { head } = tree;
  const note = readNote(head.note);
  const [log, witness] = await Promise.all([readVerifier(subtle, head.log), readVerifier(subtle, head.witness)]);
  if (!note || !log || !witness) throw new Error("unreadable");
  expect(await signedAt(subtle, note, log)).toBe(0);
  expect(await signedAt(subtle, note, witness)).toBe(head.witnessed_at);
  expect(readCheckpoint(note.text)).toEqual({ origin: log.name, size: head.size, root: bytes(head.root) });
  expect(await signedAt(subtle, note, { ...log, key: witness.key })).toBeUndefined();
  expect(await signedAt(subtle, { ...note, text: note.text.replace("\n23\n", "\n24\n") }, log)).toBeUndefined();
  expect(await signedAt(subtle, { ...note, text: note.text.replace("\n23\n", "\n24\n") }, witness)).toBeUndefined();
  expect(await readVerifier(subtle, head.log.replace(/\+[0-9a-f]{8}\+/u, "+00000000+"))).toBeUndefined();
});

test.for(["", "text\n", "text\n\n", "text\n\n\u2014 name\n", "text\n\n- name AAAAAAA=\n", "text\n\n\u2014 name AAAAAAA=", "a\tb\n\n\u2014 n AAAAAAA=\n", "text\n\n\u2014 name AAAAAA\n", "text\n\n\u2014 name AAAA\n"])(
  "what is no note is refused: %j",
  (text) => {
    expect(readNote(text)).toBeUndefined();
  },
);

test.for(["o\n01\nAA==\n", `o\n-1\n${"A".repeat(43)}=\n`, `\n1\n${"A".repeat(43)}=\n`, "o\n1\nAAAA\n", "o\n1\n"])("what is no head is refused: %j", (text) => {
  expect(readCheckpoint(text)).toBeUndefined();
});
