/** The shared vectors, loaded as they are. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonValue } from "../src/index.ts";

export const CONFORMANCE = fileURLToPath(new URL("../../../../conformance/", import.meta.url));
export const SHARED_VECTORS = fileURLToPath(new URL("../../../../../shared/vectors/", import.meta.url));

interface Sealed {
  readonly why: string;
  readonly text: string;
  readonly seal: string;
}

interface Text {
  readonly why: string;
  readonly text: string;
}

export interface Vectors {
  readonly canonical: {
    readonly cases: readonly { id: string; why: string; value: JsonValue; text: string; digest: string }[];
    readonly refused: readonly { id: string; why: string; value: JsonValue; reason: string }[];
  };
  readonly numbers: { readonly cases: readonly { double: string; text: string }[]; readonly refused: readonly string[] };
  readonly chain: {
    readonly public_key: string;
    readonly receipt_number: { till_code: string; enrolment: number; sequence: number; text: string };
    readonly own_chain: {
      chain: string;
      enrolment: number;
      public_key: string;
      previous_public_key: string;
      message: string;
      vouched: string;
    };
    readonly entries: readonly { text: string; digest: string; seal: string }[];
    readonly also_good: readonly Sealed[];
    readonly tampered: readonly Sealed[];
    readonly bad_keys: readonly Text[];
  };
  readonly envelopes: {
    readonly kinds: readonly string[];
    readonly base: Readonly<Record<string, JsonValue>>;
    readonly cases: readonly EnvelopeCase[];
  };
  readonly essentials: {
    readonly public_key: string;
    readonly good: readonly {
      why: string;
      text: string;
      essentials: {
        chain: string;
        sequence: number;
        gross: number;
        currency: string;
        unix_seconds: number;
        digest: string;
      };
    }[];
    readonly forged: readonly Text[];
    readonly unreadable: readonly Text[];
  };
  readonly certificate: {
    readonly server_key: string;
    readonly certificate: Readonly<Record<string, JsonValue>>;
    readonly text: string;
    readonly digest: string;
    readonly forged: readonly Text[];
    readonly unreadable: readonly Text[];
  };
}

export interface EnvelopeCase {
  readonly id: string;
  readonly why: string;
  readonly change?: Readonly<Record<string, JsonValue>>;
  readonly remove?: readonly string[];
  readonly text?: string;
  readonly depth?: number;
  readonly bytes?: number;
  readonly expect: string;
}

export function load<Name extends keyof Vectors>(name: Name): Vectors[Name] {
  return JSON.parse(readFileSync(`${CONFORMANCE}journal/${name}.json`, "utf8")) as Vectors[Name];
}
