import { webcrypto } from "node:crypto";
import { type Bytes, concat, toBase64url, toUtf8 } from "@comptoir/journal";
import { beforeAll, describe, expect, it } from "vitest";

import type { CashierDocument, SettingsDocument } from "../src/documents.ts";
import { judgePasskey, passkeysFor, rawOfDer, type Assertion, type PasskeyRequest } from "../src/people/passkeys.ts";
import { SETTINGS } from "./kit.ts";

const subtle = webcrypto.subtle;
const HOST = "shop.example";
const request: PasskeyRequest = { challenge: "Y2hhbGxlbmdl", rp_id: HOST, origin: `https://${HOST}`, allowed: ["a2V5"] };

interface Lie {
  readonly challenge?: string;
  readonly origin?: string;
  readonly type?: string;
  readonly host?: string;
  readonly flags?: number;
  readonly count?: number;
  readonly otherKey?: boolean;
  readonly id?: string;
}

let keys: webcrypto.CryptoKeyPair;
let others: webcrypto.CryptoKeyPair;
let settings: SettingsDocument;

beforeAll(async () => {
  const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
  keys = await subtle.generateKey(p256, true, ["sign", "verify"]);
  others = await subtle.generateKey(p256, true, ["sign", "verify"]);
  const spki = toBase64url(new Uint8Array(await subtle.exportKey("spki", keys.publicKey)));
  const passkey = { id: "a2V5", public_key: spki, algorithm: -7, rp_id: HOST };
  const adele: CashierDocument = { id: "adele", name: "Adèle", color: "#2f6f5e", is_guarded: false, passkeys: [passkey] };
  settings = { ...SETTINGS, cashiers: [adele] };
});

async function answer(lie: Lie = {}): Promise<Assertion> {
  const said = { type: lie.type ?? "webauthn.get", challenge: lie.challenge ?? request.challenge, origin: lie.origin ?? request.origin };
  const client = toUtf8(JSON.stringify(said));
  const host = new Uint8Array(await subtle.digest("SHA-256", toUtf8(lie.host ?? HOST)));
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, lie.count ?? 6);
  const data = concat(host, concat(new Uint8Array([lie.flags ?? 0x05]), count));
  const signed = concat(data, new Uint8Array(await subtle.digest("SHA-256", client)));
  const key = lie.otherKey === true ? others.privateKey : keys.privateKey;
  const raw = new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, signed));
  return {
    id: lie.id ?? "a2V5",
    authenticator_data: toBase64url(data),
    client_data: toBase64url(client),
    signature: toBase64url(derOf(raw)),
  };
}

/** As authenticators write it: no leading zeros, but one before a high bit. */
function derOf(raw: Bytes): Bytes {
  const parts = [raw.slice(0, 32), raw.slice(32)].map((number) => {
    let bytes = number;
    while (bytes.length > 1 && bytes[0] === 0 && (bytes[1] ?? 0) < 0x80) bytes = bytes.slice(1);
    if ((bytes[0] ?? 0) >= 0x80) bytes = concat(new Uint8Array([0]), bytes);
    return concat(new Uint8Array([0x02, bytes.length]), bytes);
  });
  const whole = concat(parts[0] ?? new Uint8Array(), parts[1] ?? new Uint8Array());
  return concat(new Uint8Array([0x30, whole.length]), whole);
}

async function judge(lie: Lie = {}, last = 5): Promise<string> {
  return (await judgePasskey(subtle, settings, request, await answer(lie), () => last)).kind;
}

describe("a passkey at the till", () => {
  it("names its person and its count", async () => {
    const judged = await judgePasskey(subtle, settings, request, await answer(), () => 5);

    expect(judged).toMatchObject({ kind: "proved", passkey: "a2V5", count: 6, cashier: { id: "adele" } });
  });

  it("is read in whatever form its signature comes", async () => {
    for (let time = 0; time < 40; time += 1) expect(await judge()).toBe("proved");
  });

  it.each<[string, Lie]>([
    ["another challenge", { challenge: "b3RoZXI" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another host", { host: "evil.example" }],
    ["another ceremony", { type: "webauthn.create" }],
    ["no finger", { flags: 0x01 }],
    ["nobody there", { flags: 0x04 }],
    ["another key", { otherKey: true }],
    ["a key that nobody has", { id: "b3RoZXI" }],
  ])("refuses %s", async (_name, lie) => {
    expect(await judge(lie)).toBe("refused");
  });

  it("knows a copy by its counter, and lets keys be that never count", async () => {
    expect(await judge({ count: 5 })).toBe("copied");
    expect(await judge({ count: 0 })).toBe("copied");
    expect(await judge({ count: 0 }, 0)).toBe("proved");
  });

  it("is asked for on its own host only", () => {
    expect(passkeysFor(settings, HOST).map((passkey) => passkey.id)).toEqual(["a2V5"]);
    expect(passkeysFor(settings, "127.0.0.1")).toEqual([]);
  });

  it("has a signature of two numbers and nothing else", () => {
    const one = new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02]);

    expect(rawOfDer(one)?.[31]).toBe(1);
    expect(rawOfDer(one)?.[63]).toBe(2);
    for (const wrong of [one.slice(0, 7), concat(one, new Uint8Array([0])), new Uint8Array([0x30, 0x00]), new Uint8Array()]) {
      expect(rawOfDer(wrong)).toBeUndefined();
    }
  });
});
