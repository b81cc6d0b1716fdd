import { generateKeyPairSync, sign, webcrypto } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  buildCertificate,
  buildEssentials,
  canonicalEntry,
  canonicalize,
  canonicalText,
  digest,
  EMPTY_DIGEST,
  type EntryObject,
  type Envelope,
  fromBase64url,
  fromHex,
  NotCanonical,
  parseCertificate,
  parseEnvelope,
  parseEssentials,
  makeWebCryptoSealer,
  seal,
  toBase64url,
  toHex,
  verifyCertificate,
  verifyEssentials,
  verifySeal,
} from "../src/index.ts";
import { subtle } from "./subtle.ts";

const pair = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
const sealer = makeWebCryptoSealer(subtle, pair.privateKey);

function envelope(body: EntryObject): Envelope {
  return {
    format: 1,
    organization: "0199f3a0-1000-7000-8000-00000000000a",
    till: "0199f3a0-1000-7000-8000-00000000000c",
    chain: "0199f3a0-1000-7abc-9def-0123456789ab",
    sequence: 1,
    previous: EMPTY_DIGEST,
    kind: "training",
    device_time: "2026-11-22T12:13:14.123+01:00",
    monotonic_ms: 1,
    boot: "00c0ffee00c0ffee",
    server_time_seen: "",
    catalog_position: 0,
    engine_version: 1,
    body,
  };
}

test("one byte changed anywhere and the seal is refused", async () => {
  const data = canonicalEntry(envelope({ name: "Crème", amount: 207 }));
  const sealed = await seal(sealer, data);

  expect(await verifySeal(subtle, pair.publicKey, data, sealed)).toBe(true);
  for (let index = 0; index < data.length; index += 1) {
    const changed = data.slice();
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(await verifySeal(subtle, pair.publicKey, changed, sealed), `byte ${String(index)}`).toBe(false);
  }
});

test("what was made is read back, byte for byte", () => {
  const text = fc.string({ unit: "grapheme" });
  const integer = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  const body = fc.dictionary(text, fc.oneof(text, integer, fc.array(fc.oneof(text, integer)), fc.dictionary(text, integer)));
  const isReadBack = fc.property(body, (members) => {
    const data = canonicalEntry(envelope(members));
    const read = parseEnvelope(data);
    expect(read.ok && canonicalize({ ...read.envelope })).toEqual(data);
  });
  fc.assert(isReadBack);
});

test("essentials made here are good here, and for no other amount", async () => {
  const essentials = {
    chain: "0199f3a0-1000-7abc-9def-0123456789ab",
    sequence: 7,
    gross: -1250,
    currency: "CHF",
    unixSeconds: 1_795_346_040,
    digest: await digest(subtle, canonicalEntry(envelope({}))),
  };

  const text = await buildEssentials(sealer, essentials);

  expect(parseEssentials(text)).toEqual(essentials);
  expect(await verifyEssentials(subtle, pair.publicKey, text)).toBe(true);
  expect(await verifyEssentials(subtle, pair.publicKey, text.replace("-1250", "-1251"))).toBe(false);
  expect(text.length).toBeLessThan(200);
});

test("a certificate made here is good here", async () => {
  const server = generateKeyPairSync("ed25519");
  const raw = server.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const certificate = {
    organization: "o",
    store: "s",
    till: "t",
    till_code: "Ä1",
    chain: "c",
    enrolment: 2,
    public_key: "k",
    algorithm: "ES256" as const,
    issued_at: "2026-11-22T10:00:00.000Z",
  };

  const text = await buildCertificate(
    (signed) => Promise.resolve(new Uint8Array(sign(null, signed, server.privateKey))),
    certificate,
  );

  expect(parseCertificate(text)).toEqual(certificate);
  expect(await verifyCertificate(subtle, toBase64url(raw), text)).toBe(true);
  expect(await verifyCertificate(subtle, toBase64url(raw), text.replace("Ä1", "A1"))).toBe(false);
});

test("an entry that passes a limit, or holds what none may, is a bug and throws", () => {
  expect(() => canonicalEntry(envelope({ a: 0.5 }))).toThrow(NotCanonical);
  expect(() => canonicalEntry(envelope({ a: "x".repeat(70_000) }))).toThrow(RangeError);
});

test("an undefined member is no absent member", () => {
  const members = { a: 1, b: undefined } as unknown as EntryObject;

  expect(() => canonicalText(members)).toThrow(NotCanonical);
});

test("base64url and hex are read only in their one spelling", () => {
  const bytes = fc.uint8Array({ maxLength: 70 });
  fc.assert(
    fc.property(bytes, (given) => {
      expect(toBase64url(given)).toBe(Buffer.from(given).toString("base64url"));
      expect(toHex(given)).toBe(Buffer.from(given).toString("hex"));
      expect(Array.from(fromBase64url(toBase64url(given), given.length) ?? [])).toEqual(Array.from(given));
      expect(Array.from(fromHex(toHex(given)) ?? [])).toEqual(Array.from(given));
    }),
  );

  expect(fromHex("AB")).toBeUndefined();
  expect(fromHex("abc")).toBeUndefined();
  expect(fromBase64url("AB", 1)).toBeUndefined();
  expect(fromBase64url("AA", 2)).toBeUndefined();
});
