/**
 * Canonical JSON (RFC 8785, JCS) and the stricter form that entries use.
 *
 * Its twin is server/src/comptoir/journal/canonical.py.
 */

import { type Bytes, toUtf8 } from "./encoding.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };
export type EntryValue = number | string | readonly EntryValue[] | { readonly [name: string]: EntryValue };
export type EntryObject = { readonly [name: string]: EntryValue };

export type NotCanonicalReason =
  | "lone_surrogate"
  | "not_finite"
  | "integer_range"
  | "literal"
  | "float"
  | "depth"
  | "type";

export const ENTRY_DEPTH_MAX = 16;

/** The value has no canonical form: our own code built it, so it is a bug and thrown. */
export class NotCanonical extends Error {
  readonly reason: NotCanonicalReason;

  constructor(reason: NotCanonicalReason) {
    super(`no canonical form: ${reason}`);
    this.name = "NotCanonical";
    this.reason = reason;
  }
}

/** The canonical bytes of any JSON value. */
export function canonicalize(value: JsonValue): Bytes {
  return toUtf8(canonicalText(value));
}

/** The same as text, for a line of the device door. */
export function canonicalText(value: JsonValue): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return printNumber(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object") throw new NotCanonical("type");
  const members: string[] = [];
  // The default order of sort is by UTF-16 code units, as RFC 8785 §3.2.3 wants.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) throw new NotCanonical("type");
    members.push(`${quote(name)}:${canonicalText(member)}`);
  }
  return `{${members.join(",")}}`;
}

/**
 * Why a value may not stand in an entry, or undefined: no floats, booleans, null, and no
 * deep nesting. An absent value is an absent member; a flag is a kind or a 1. So the bytes
 * never depend on how a language prints numbers.
 */
export function checkEntryValue(value: unknown, depthMax: number = ENTRY_DEPTH_MAX): NotCanonicalReason | undefined {
  if (typeof value === "string") return undefined;
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return undefined;
    return Number.isInteger(value) ? "integer_range" : "float";
  }
  if (value === null || typeof value === "boolean") return "literal";
  if (typeof value !== "object") return "type";
  if (depthMax < 1) return "depth";
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) {
    const reason = checkEntryValue(member, depthMax - 1);
    if (reason) return reason;
  }
  return undefined;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function quote(text: string): string {
  // With the u flag a surrogate matches only where its other half is missing.
  if (/[\uD800-\uDFFF]/u.test(text)) throw new NotCanonical("lone_surrogate");
  return JSON.stringify(text);
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonical("not_finite");
  return JSON.stringify(value);
}
