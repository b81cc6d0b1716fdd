/** The envelope of format 1: made once, read from bytes, never rewritten. Twin of comptoir.journal.entry. */

import { canonicalize, checkEntryValue, ENTRY_DEPTH_MAX, type EntryObject, NotCanonical } from "./canonical.ts";
import { type Bytes, fromUtf8 } from "./encoding.ts";

export const FORMAT = 1;
export const ENTRY_BYTES_MAX = 64 * 1024;

/** The kinds of format 1. Any other kind is stored, not understood. */
export const ENTRY_KINDS = [
  "sale",
  "refund",
  "exchange",
  "payment",
  "order",
  "tender_correction",
  "late_tip",
  "provisional_bill",
  "invoice",
  "credit_note",
  "copy",
  "training",
  "cash_movement",
  "cash_count",
  "opening",
  "closing",
  "technical_event",
  "customer_correction",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What every entry says about itself; the names are the ones of the bytes. */
export interface Envelope {
  readonly format: 1;
  readonly organization: string;
  readonly till: string;
  readonly chain: string;
  readonly sequence: number;
  readonly previous: string;
  readonly kind: string;
  readonly device_time: string;
  readonly monotonic_ms: number;
  readonly boot: string;
  readonly server_time_seen: string;
  readonly catalog_position: number;
  readonly engine_version: number;
  readonly body: EntryObject;
}

export type EntryCode = "journal.too_large" | "journal.too_deep" | "journal.unreadable";
export type EntryResult =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly refusal: { readonly code: EntryCode } };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const BOOT = /^[0-9a-f]{16}$/;
const KIND = /^[a-z][a-z_]{0,39}$/;
const DEVICE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})\.\d{3}[+-](\d{2}):(\d{2})$/;
const SERVER_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})\.\d{3}Z$/;

/** The canonical bytes of an entry being made; what an entry may not hold is a bug and throws. */
export function canonicalEntry(envelope: Envelope): Bytes {
  const members: EntryObject = { ...envelope };
  const reason = checkEntryValue(members);
  if (reason) throw new NotCanonical(reason);
  const data = canonicalize(members);
  const code = checkLimits(data);
  if (code) throw new RangeError(`the entry passes a limit: ${code}`);
  return data;
}

/**
 * Read the envelope of bytes.
 *
 * Only reads: the seal is checked over these very bytes, so whether they are canonical
 * changes nothing. Unknown members are ignored and stay in the bytes.
 */
export function parseEnvelope(data: Uint8Array): EntryResult {
  const code = checkLimits(data);
  if (code) return { ok: false, refusal: { code } };
  const text = fromUtf8(data);
  const members = text === undefined ? undefined : parseObject(text);
  const envelope = members && readEnvelope(members);
  return envelope ? { ok: true, envelope } : { ok: false, refusal: { code: "journal.unreadable" } };
}

/** Why bytes are too large or nested too deep, before anything parses them. */
export function checkLimits(data: Uint8Array): EntryCode | undefined {
  if (data.length > ENTRY_BYTES_MAX) return "journal.too_large";
  return depthOf(data) > ENTRY_DEPTH_MAX ? "journal.too_deep" : undefined;
}

/** How deep JSON text nests: 0 for a bare value; brackets inside strings do not count. */
export function depthOf(data: Uint8Array): number {
  let depth = 0;
  let depthMax = 0;
  let isString = false;
  for (let index = 0; index < data.length; index += 1) {
    const byte = data[index];
    if (isString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) isString = false;
    } else if (byte === 0x22) isString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > depthMax) depthMax = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return depthMax;
}

/** The number that a customer holds: `A1-1-42`. Derived, never stored in an entry. */
export function receiptNumber(tillCode: string, enrolment: number, sequence: number): string {
  return `${tillCode}-${enrolment}-${sequence}`;
}

const OWN_ENROLMENTS = 1_000_000;

/**
 * The enrolment number of a chain that a till began by itself (revoked, or forked): a million and the last six hex digits of its
 * identifier. Both sides know it without asking, and no number of the server's own comes near.
 */
export function ownEnrolment(chain: string): number {
  return OWN_ENROLMENTS + Number.parseInt(chain.slice(-6), 16);
}

type Members = Readonly<Record<string, unknown>>;

function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEntryObject(value: unknown): value is EntryObject {
  return isMembers(value) && checkEntryValue(value, ENTRY_DEPTH_MAX - 1) === undefined;
}

function readEnvelope(members: Members): Envelope | undefined {
  const { format, organization, till, chain, sequence, previous, kind, body } = members;
  const { device_time, monotonic_ms, boot, server_time_seen, catalog_position, engine_version } = members;
  if (format !== FORMAT || !matches(organization, UUID) || !matches(till, UUID) || !matches(chain, UUID)) {
    return undefined;
  }
  if (!isCount(sequence) || sequence < 1 || !matches(previous, DIGEST) || !matches(boot, BOOT) || !matches(kind, KIND)) {
    return undefined;
  }
  if (!isTime(device_time, DEVICE_TIME)) return undefined;
  if (!isTime(server_time_seen, SERVER_TIME) && server_time_seen !== "") return undefined;
  if (!isCount(monotonic_ms) || !isCount(catalog_position) || !isCount(engine_version) || !isEntryObject(body)) {
    return undefined;
  }
  return {
    format,
    organization,
    till,
    chain,
    sequence,
    previous,
    kind,
    device_time,
    monotonic_ms,
    boot,
    server_time_seen,
    catalog_position,
    engine_version,
    body,
  };
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A time as the format writes it, and on the calendar: Date.parse would take the 30th of February. */
function isTime(value: unknown, pattern: RegExp): value is string {
  if (typeof value !== "string") return false;
  const found = pattern.exec(value);
  if (!found) return false;
  const [, day = "", hour = "", minute = "", second = "", offsetHour = "00", offsetMinute = "00"] = found;
  if (hour > "23" || minute > "59" || second > "59" || offsetHour > "23" || offsetMinute > "59") return false;
  const time = Date.parse(`${day}T00:00:00.000Z`);
  return day >= "0001" && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
