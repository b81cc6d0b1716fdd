import { webcrypto } from "node:crypto";
import { concat, type Ed25519Subtle, leafHash, toBase64url, toHex, toUtf8 } from "@comptoir/journal";
import { expect, test } from "vitest";
import { judgeLog } from "../src/log.ts";
import type { LoggedEntry } from "../src/proofs.ts";

const subtle = webcrypto.subtle as unknown as Ed25519Subtle;
const SHOP = "0198c1a0-0000-7000-8000-000000000001";
const SUBJECT = "0198c1a0-0000-7000-8000-000000000003";
const DIGEST = "ab".repeat(32);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

async function hashed(...parts: readonly Uint8Array[]) {
  return new Uint8Array(await webcrypto.subtle.digest("SHA-256", concat(...parts)));
}

/** A log of two lines, the sale the second of them, under a head that this key signed. */
async function logOf(name = `comptoir/${SHOP}`) {
  const pair = (await webcrypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
  const raw = new Uint8Array(await webcrypto.subtle.exportKey("raw", pair.publicKey));
  const before = await leafHash(subtle, toUtf8("another line"));
  const leaf = await leafHash(subtle, toUtf8(`comptoir-log-v1\nsales.entry\n${SUBJECT}\n${DIGEST}\n`));
  const text = `${name}\n2\n${base64(await hashed(Uint8Array.of(1), before, leaf))}\n`;
  const typed = concat(Uint8Array.of(1), raw);
  const keyHash = (await hashed(toUtf8(`${name}\n`), typed)).slice(0, 4);
  const signed = new Uint8Array(await webcrypto.subtle.sign("Ed25519", pair.privateKey, toUtf8(text)));
  const note = `${text}\n\u2014 ${name} ${base64(concat(keyHash, signed))}\n`;
  const key = `${name}+${toHex(keyHash)}+${base64(typed)}`;
  const logged: LoggedEntry = { topic: "sales.entry", subject: SUBJECT, index: 1, size: 2, path: [base64(before)], note, key };
  return { logged, serverKey: toBase64url(raw) };
}

test("the log holds a sale that its signed head proves, also under the number of a later age", async () => {
  for (const name of [`comptoir/${SHOP}`, `comptoir/${SHOP}/2`]) {
    const { logged, serverKey } = await logOf(name);
    expect(await judgeLog(subtle, logged, SHOP, DIGEST, serverKey)).toEqual({ kind: "holds", size: 2, witnesses: { held: [], strangers: [] } });
  }
});

test("whatever does not fit breaks the proof", async () => {
  const { logged, serverKey } = await logOf();
  const other = await logOf();
  const stranger = await logOf("comptoir/0198c1a0-0000-7000-8000-000000000009");
  const wrong: readonly Partial<LoggedEntry>[] = [
    { subject: SHOP }, { topic: "other" }, { index: 0 }, { size: 3 }, { path: [] }, { path: ["no"] }, { path: [...logged.path, ...logged.path] },
    { note: other.logged.note }, { key: other.logged.key }, { note: "no" }, { key: "no" }, { note: logged.note.replace("\n2\n", "\n3\n") },
  ];
  for (const changes of wrong) {
    expect([changes, await judgeLog(subtle, { ...logged, ...changes }, SHOP, DIGEST, serverKey)]).toEqual([changes, { kind: "broken" }]);
  }
  expect(await judgeLog(subtle, logged, SHOP, "cd".repeat(32), serverKey)).toEqual({ kind: "broken" });
  // A head of another key, and one of another organization's log.
  expect(await judgeLog(subtle, other.logged, SHOP, DIGEST, serverKey)).toEqual({ kind: "broken" });
  expect(await judgeLog(subtle, stranger.logged, SHOP, DIGEST, stranger.serverKey)).toEqual({ kind: "broken" });
});

test("a browser without Ed25519 can't say", async () => {
  const { logged, serverKey } = await logOf();
  const without: Ed25519Subtle = {
    digest: subtle.digest.bind(subtle),
    sign: subtle.sign.bind(subtle),
    verify: subtle.verify.bind(subtle),
    importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")),
  };
  expect(await judgeLog(without, logged, SHOP, DIGEST, serverKey)).toEqual({ kind: "unknown" });
});

/** A witness's key and its line under a head. */
async function witnessOf(note: string, name: string, seconds: number) {
  const pair = (await webcrypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
  const typed = concat(Uint8Array.of(4), new Uint8Array(await webcrypto.subtle.exportKey("raw", pair.publicKey)));
  const keyHash = (await hashed(toUtf8(`${name}\n`), typed)).slice(0, 4);
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  const text = note.slice(0, note.indexOf("\n\n") + 1);
  const signed = new Uint8Array(await webcrypto.subtle.sign("Ed25519", pair.privateKey, toUtf8(`cosignature/v1\ntime ${seconds}\n${text}`)));
  return { key: `${name}+${toHex(keyHash)}+${base64(typed)}`, line: `\u2014 ${name} ${base64(concat(keyHash, time, signed))}\n` };
}

test("a witness counts by the key that the customer holds, and by no word of the shop's", async () => {
  const { logged, serverKey } = await logOf();
  const witness = await witnessOf(logged.note, "witness.example", 1_795_000_000);
  const cosigned = { ...logged, note: logged.note + witness.line };
  const silent = await witnessOf(logged.note, "other.example", 1);
  const words = async (entry: LoggedEntry, keys: readonly string[]) => {
    const log = await judgeLog(subtle, entry, SHOP, DIGEST, serverKey, keys);
    return log.kind === "holds" ? log.witnesses : log.kind;
  };

  expect(await words(cosigned, [])).toEqual({ held: [], strangers: ["witness.example"] });
  expect(await words(cosigned, [witness.key, silent.key])).toEqual({
    held: [
      { name: "witness.example", key: witness.key, at: 1_795_000_000 },
      { name: "other.example", key: silent.key, at: undefined },
    ],
    strangers: [],
  });
  // The same name with another key, and a cosignature of another head.
  const namesake = await witnessOf(logged.note, "witness.example", 1_795_000_000);
  expect(await words(cosigned, [namesake.key])).toEqual({
    held: [{ name: "witness.example", key: namesake.key, at: undefined }],
    strangers: ["witness.example"],
  });
  const elsewhere = await witnessOf(logged.note.replace("\n2\n", "\n3\n"), "witness.example", 5);
  expect(await words({ ...logged, note: logged.note + elsewhere.line }, [elsewhere.key])).toMatchObject({ held: [{ at: undefined }] });
  // The log's own key is no witness's, and nonsense is nobody's.
  expect(await words(cosigned, [logged.key, "nonsense"])).toEqual({ held: [], strangers: ["witness.example"] });
});
