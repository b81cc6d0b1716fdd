import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  canonicalize,
  canonicalText,
  certificateDigest,
  checkEntryValue,
  digest,
  EMPTY_DIGEST,
  ENTRY_KINDS,
  essentialsClaim,
  fromUtf8,
  type JsonValue,
  type KeyHandle,
  loadPublicKey,
  NotCanonical,
  parseCertificate,
  parseEnvelope,
  parseEssentials,
  ownEnrolment,
  receiptNumber,
  toUtf8,
  verifyCertificate,
  verifyEssentials,
  verifyMessage,
  verifySeal,
} from "../src/index.ts";
import { subtle } from "./subtle.ts";
import { type EnvelopeCase, load, SHARED_VECTORS } from "./vectors.ts";

const canonical = load("canonical");
const numbers = load("numbers");
const chain = load("chain");
const envelopes = load("envelopes");
const essentials = load("essentials");
const certificate = load("certificate");

async function keyOf(text: string): Promise<KeyHandle> {
  const key = await loadPublicKey(subtle, text);
  if (!key) throw new Error("the vector's key is no key");
  return key;
}

test.for(canonical.cases)("canonical bytes and digest: $id", async ({ value, text, digest: expected }) => {
  expect(checkEntryValue(value)).toBeUndefined();
  expect(canonicalText(value)).toBe(text);
  expect(await digest(subtle, canonicalize(value))).toBe(expected);
});

test.for(canonical.refused)("what an entry may not hold: $id", ({ value, reason }) => {
  let found: string | undefined = checkEntryValue(value);
  if (!found) {
    try {
      canonicalize(value);
    } catch (error) {
      if (error instanceof NotCanonical) found = error.reason;
    }
  }

  expect(found).toBe(reason);
});

test.for(numbers.cases)("doubles print as in RFC 8785: $text", ({ double, text }) => {
  expect(canonicalText(Buffer.from(double, "hex").readDoubleBE())).toBe(text);
});

test("what is not finite has no canonical form", () => {
  for (const bits of numbers.refused) {
    expect(() => canonicalText(Buffer.from(bits, "hex").readDoubleBE())).toThrow(NotCanonical);
  }
});

const jcs = `${SHARED_VECTORS}jcs/testdata/`;
test.skipIf(!existsSync(jcs))("public vectors of JCS (skipped where ../shared/vectors/jcs is absent)", () => {
  const names = readdirSync(`${jcs}input`);

  for (const name of names) {
    const data = canonicalize(JSON.parse(readFileSync(`${jcs}input/${name}`, "utf8")) as JsonValue);
    expect(Buffer.from(data).equals(readFileSync(`${jcs}output/${name}`)), name).toBe(true);
  }
  expect(names).toHaveLength(6);
});

test("the chain links and its seals are good", async () => {
  const key = await keyOf(chain.public_key);
  let previous = EMPTY_DIGEST;

  for (const [index, entry] of chain.entries.entries()) {
    const data = toUtf8(entry.text);
    const read = parseEnvelope(data);
    if (!read.ok) throw new Error(read.refusal.code);
    expect([read.envelope.sequence, read.envelope.previous]).toEqual([index + 1, previous]);
    expect(canonicalText({ ...read.envelope })).toBe(entry.text);
    expect(await digest(subtle, data)).toBe(entry.digest);
    expect(await verifySeal(subtle, key, data, entry.seal)).toBe(true);
    previous = entry.digest;
  }
});

test.for(chain.also_good)("a seal that must be taken: $why", async ({ text, seal }) => {
  expect(await verifySeal(subtle, await keyOf(chain.public_key), toUtf8(text), seal)).toBe(true);
});

test.for(chain.tampered)("tampered: $why", async ({ text, seal }) => {
  expect(await verifySeal(subtle, await keyOf(chain.public_key), toUtf8(text), seal)).toBe(false);
});

test.for(chain.bad_keys)("a bad key: $why", async ({ text }) => {
  expect(await loadPublicKey(subtle, text)).toBeUndefined();
});

test("the receipt number is derived", () => {
  const { till_code, enrolment, sequence, text } = chain.receipt_number;

  expect(receiptNumber(till_code, enrolment, sequence)).toBe(text);
});

test("a chain that a till began by itself has a number that both sides derive, and the word of the key before", async () => {
  const { own_chain: own } = chain;
  const before = await loadPublicKey(subtle, own.previous_public_key);
  if (before === undefined) throw new Error("a key of the vectors");

  expect(ownEnrolment(own.chain)).toBe(own.enrolment);
  expect(await verifyMessage(subtle, before, toUtf8(own.message), own.vouched)).toBe(true);
  expect(await verifyMessage(subtle, before, toUtf8(`${own.message} `), own.vouched)).toBe(false);
});

test("the kinds are those of format 1", () => {
  expect(ENTRY_KINDS).toEqual(envelopes.kinds);
});

test.for(envelopes.cases)("envelope: $id", (one) => {
  const read = parseEnvelope(toUtf8(envelopeText(one)));

  expect(read.ok ? "ok" : read.refusal.code, one.why).toBe(one.expect);
});

test.for(essentials.good)("essentials: $why", async ({ text, essentials: given }) => {
  const { unix_seconds, ...rest } = given;
  const expected = { ...rest, unixSeconds: unix_seconds };

  expect(parseEssentials(text)).toEqual(expected);
  expect(text.startsWith(`${essentialsClaim(expected)}.`)).toBe(true);
  expect(await verifyEssentials(subtle, await keyOf(essentials.public_key), text)).toBe(true);
});

test.for(essentials.forged)("forged essentials: $why", async ({ text }) => {
  expect(parseEssentials(text)).toBeDefined();
  expect(await verifyEssentials(subtle, await keyOf(essentials.public_key), text)).toBe(false);
});

test.for(essentials.unreadable)("unreadable essentials: $why", async ({ text }) => {
  expect(parseEssentials(text)).toBeUndefined();
  expect(await verifyEssentials(subtle, await keyOf(essentials.public_key), text)).toBe(false);
});

test("the certificate is read and its signature is good", async () => {
  expect(parseCertificate(certificate.text)).toEqual(certificate.certificate);
  expect(await verifyCertificate(subtle, certificate.server_key, certificate.text)).toBe(true);
  expect(await certificateDigest(subtle, certificate.text)).toBe(certificate.digest);
});

test.for(certificate.forged)("forged certificate: $why", async ({ text }) => {
  expect(await verifyCertificate(subtle, certificate.server_key, text)).toBe(false);
});

test.for(certificate.unreadable)("unreadable certificate: $why", ({ text }) => {
  expect(parseCertificate(text)).toBeUndefined();
});

test("bytes that are no UTF-8 are no envelope", () => {
  const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d);

  expect(fromUtf8(bytes)).toBeUndefined();
  expect(parseEnvelope(bytes)).toEqual({ ok: false, refusal: { code: "journal.unreadable" } });
});

function envelopeText(one: EnvelopeCase): string {
  if (one.text !== undefined) return one.text;
  const members = { ...envelopes.base, ...one.change };
  const kept = Object.fromEntries(Object.entries(members).filter(([name]) => !(one.remove ?? []).includes(name)));
  if (one.depth !== undefined) {
    const mark = JSON.stringify({ ...kept, body: { a: "here" } });
    return mark.replace('"here"', "[".repeat(one.depth) + "]".repeat(one.depth));
  }
  if (one.bytes !== undefined) {
    const missing = one.bytes - toUtf8(JSON.stringify({ ...kept, body: { a: "" } })).length;
    kept["body"] = { a: "x".repeat(missing) };
  }
  return JSON.stringify(kept);
}
