/** The tree over an organization's log (RFC 6962, 2.1), as far as a reader needs it. Twin of comptoir.journal.merkle. */

import { type Bytes, concat, toHex } from "./encoding.ts";
import type { Subtle } from "./seal.ts";

const HASH_BYTES = 32;

export async function leafHash(subtle: Subtle, data: Uint8Array): Promise<Bytes> {
  return hashed(subtle, concat(Uint8Array.of(0), data));
}

/** Whether the leaf (its hash) stands at `index` of the tree with this root. */
export async function verifyInclusion(
  subtle: Subtle,
  leaf: Bytes,
  index: number,
  size: number,
  proof: readonly Bytes[],
  root: Bytes,
): Promise<boolean> {
  if (!(index >= 0 && index < size) || ![leaf, root, ...proof].every(isHash)) return false;
  const sides = besides(index, size);
  if (sides.length !== proof.length) return false;
  let found = leaf;
  for (const [place, beside] of proof.entries()) {
    found = await (sides[place] === "right" ? parent(subtle, found, beside) : parent(subtle, beside, found));
  }
  return toHex(found) === toHex(root);
}

/** Whether the tree of `size` leaves begins with the one of `earlier`. */
export async function verifyConsistency(
  subtle: Subtle,
  earlier: number,
  size: number,
  proof: readonly Bytes[],
  before: Bytes,
  root: Bytes,
): Promise<boolean> {
  if (!(earlier >= 0 && earlier <= size) || ![before, root, ...proof].every(isHash)) return false;
  if (earlier === 0 || earlier === size) {
    const same = earlier === 0 ? await hashed(subtle, new Uint8Array()) : root;
    return proof.length === 0 && toHex(before) === toHex(same);
  }
  const { sides, isFirst } = towards(earlier, size);
  const [first, ...steps] = isFirst ? [before, ...proof] : proof;
  if (first === undefined || steps.length !== sides.length) return false;
  let [old, now] = [first, first];
  for (const [place, beside] of steps.entries()) {
    if (sides[place] === "right") now = await parent(subtle, now, beside);
    else [old, now] = [await parent(subtle, beside, old), await parent(subtle, beside, now)];
  }
  return toHex(old) === toHex(before) && toHex(now) === toHex(root);
}

type Side = "left" | "right";

/** From below: on which side of the way to this leaf the other half lies. */
function besides(index: number, size: number): readonly Side[] {
  const found: Side[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    found.push(index < middle ? "right" : "left");
    if (index < middle) end = middle;
    else start = middle;
  }
  return found.reverse();
}

/** The way to the last whole part of the earlier tree; `isFirst`: that part is the earlier tree itself. */
function towards(earlier: number, size: number): { readonly sides: readonly Side[]; readonly isFirst: boolean } {
  const sides: Side[] = [];
  let [start, end] = [0, size];
  while (earlier !== end) {
    const middle = start + split(end - start);
    sides.push(earlier <= middle ? "right" : "left");
    if (earlier <= middle) end = middle;
    else start = middle;
  }
  return { sides: sides.reverse(), isFirst: start === 0 };
}

/** The largest power of two below. */
function split(count: number): number {
  let found = 1;
  while (found * 2 < count) found *= 2;
  return found;
}

function parent(subtle: Subtle, left: Bytes, right: Bytes): Promise<Bytes> {
  return hashed(subtle, concat(Uint8Array.of(1), left, right));
}

async function hashed(subtle: Subtle, data: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-256", data));
}

function isHash(value: Bytes): boolean {
  return value.length === HASH_BYTES;
}
