import { webcrypto } from "node:crypto";
import {
  buildCertificate,
  buildEssentials,
  canonicalEntry,
  type Certificate,
  digest,
  type Ed25519Subtle,
  type Envelope,
  type Essentials,
  makeWebCryptoSealer,
  seal,
  toBase64url,
} from "@comptoir/journal";
import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../src/judge.ts";
import { keepsakeOf } from "../src/keeping.ts";
import { readShop, type Shop } from "../src/proofs.ts";

const subtle = webcrypto.subtle;
const CHAIN = "0198c1a0-0000-7000-8000-000000000001";

interface Made {
  readonly text: string;
  readonly essentials: Essentials;
  readonly shop: Shop;
  readonly content: string;
  readonly seal: string;
}

let made: Made;

/** The browser's cryptography as an object whose parts can be taken away. */
function bound(): Ed25519Subtle {
  return {
    digest: subtle.digest.bind(subtle),
    sign: subtle.sign.bind(subtle),
    verify: subtle.verify.bind(subtle),
    importKey: subtle.importKey.bind(subtle),
  };
}

async function serverPair() {
  return (await subtle.generateKey("Ed25519", true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

async function make(gross = 1120, changes: Partial<Envelope> = {}): Promise<Made> {
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const publicKey = toBase64url(new Uint8Array(await subtle.exportKey("raw", pair.publicKey)));
  const sealer = makeWebCryptoSealer(subtle, pair.privateKey);
  const envelope: Envelope = {
    format: 1,
    organization: CHAIN,
    till: CHAIN,
    chain: CHAIN,
    sequence: 3,
    previous: "0".repeat(64),
    kind: "sale",
    device_time: "2026-11-22T12:13:14.123+01:00",
    monotonic_ms: 5,
    boot: "0123456789abcdef",
    server_time_seen: "",
    catalog_position: 1,
    engine_version: 1,
    body: { gross, currency: "EUR", lines: [] },
    ...changes,
  };
  const bytes = canonicalEntry(envelope);
  const content = new TextDecoder().decode(bytes);
  const essentials: Essentials = {
    chain: CHAIN,
    sequence: 3,
    gross,
    currency: "EUR",
    unixSeconds: 1_795_000_000,
    digest: await digest(subtle, bytes),
  };
  const members: Certificate = {
    organization: CHAIN, store: CHAIN, till: CHAIN, till_code: "A1", chain: CHAIN, enrolment: 1,
    public_key: publicKey, algorithm: "ES256", issued_at: "2026-11-22T10:00:00.000Z",
  };
  const server = await serverPair();
  const certificate = await buildCertificate(
    async (signed) => new Uint8Array(await subtle.sign("Ed25519", server.privateKey, signed)),
    members,
  );
  const serverKey = toBase64url(new Uint8Array(await subtle.exportKey("raw", server.publicKey)));
  const entrySeal = await seal(sealer, bytes);
  const shop = readShop({ certificate, public_key: publicKey, server_key: serverKey, number: "A1-1-3", stored: { content, seal: entrySeal } });
  if (!shop) throw new Error("the answer was not read");
  return { text: await buildEssentials(sealer, essentials), essentials, shop, content, seal: entrySeal };
}

beforeAll(async () => {
  made = await make();
});

function judged(changes: Partial<Shop> = {}, text = made.text, essentials = made.essentials) {
  return judge(subtle, text, essentials, { kind: "known", shop: { ...made.shop, ...changes } });
}

describe("a receipt", () => {
  test("that the shop holds is genuine, and its body is shown", async () => {
    const judgement = await judged();

    expect(judgement.verdict).toBe("genuine");
    expect(judgement.envelope?.body).toEqual({ gross: 1120, currency: "EUR", lines: [] });
  });

  test("that the shop holds and its log does not prove is said so, and still shown", async () => {
    const logged = { topic: "sales.entry", subject: CHAIN, index: 0, size: 1, path: [], note: "", key: "" };
    const judgement = await judged({ logged });

    expect([judgement.verdict, judgement.log, judgement.envelope?.sequence]).toEqual(["not_proven", { kind: "broken" }, 3]);
    expect((await judged()).log).toBeUndefined();
  });

  test("that has not arrived yet has a valid seal and is no error", async () => {
    expect((await judged({ stored: undefined })).verdict).toBe("not_received");
  });

  test("with another amount than the till signed is forged", async () => {
    const text = made.text.replace(".1120.", ".1121.");

    expect((await judged({}, text, { ...made.essentials, gross: 1121 })).verdict).toBe("forged");
  });

  test("of another till's key is forged", async () => {
    const other = await make();

    expect((await judged({ publicKey: other.shop.publicKey, certificate: other.shop.certificate })).verdict).toBe("forged");
  });

  test("whose certificate names another chain is forged", async () => {
    const certificate = made.shop.certificate.replaceAll(CHAIN, "0198c1a0-0000-7000-8000-000000000002");

    expect((await judged({ certificate })).verdict).toBe("forged");
  });

  test("is contradicted when the shop holds other bytes, or bytes under another seal", async () => {
    const changed = made.content.replace("1120", "1020");
    const other = await make();

    expect((await judged({ stored: { content: changed, seal: made.seal } })).verdict).toBe("contradicted");
    expect((await judged({ stored: { content: made.content, seal: other.seal } })).verdict).toBe("contradicted");
  });

  test("of a key that the shop's server did not sign for is not vouched for, received or not", async () => {
    const other = await make();
    const foreign = { serverKey: other.shop.serverKey };
    const broken = `${made.shop.certificate.slice(0, -86)}${"A".repeat(86)}`;

    for (const changes of [foreign, { ...foreign, stored: undefined }, { certificate: broken }, { serverKey: "no key" }]) {
      const judgement = await judged(changes);
      expect([judgement.verdict, judgement.isVouched, judgement.envelope]).toEqual(["not_vouched", false, undefined]);
    }
  });

  test("says whether the certificate was checked, and is no worse in a browser that can't", async () => {
    const without: Ed25519Subtle = {
      ...bound(),
      importKey: (format, bytes, algorithm, extractable, usages) =>
        algorithm.name === "Ed25519"
          ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"))
          : bound().importKey(format, bytes, algorithm, extractable, usages),
    };
    const known = { kind: "known", shop: made.shop } as const;

    expect((await judged()).isVouched).toBe(true);
    expect(await judge(without, made.text, made.essentials, known)).toMatchObject({ verdict: "genuine", isVouched: undefined });
  });

  test("of an entry that another till or organization made is contradicted", async () => {
    for (const member of ["organization", "till"] as const) {
      const stranger = await make(1120, { [member]: "0198c1a0-0000-7000-8000-000000000009" });
      expect((await judge(subtle, stranger.text, stranger.essentials, { kind: "known", shop: stranger.shop })).verdict).toBe("contradicted");
    }
  });

  test("is told apart from one that cannot be checked", async () => {
    const known = { kind: "known", shop: made.shop } as const;

    expect((await judge(undefined, made.text, made.essentials, known)).verdict).toBe("unchecked");
    expect((await judge(subtle, made.text, made.essentials, { kind: "unknown" })).verdict).toBe("unknown");
    expect((await judge(subtle, made.text, made.essentials, { kind: "unreachable" })).verdict).toBe("unreachable");
  });
});

test("an answer without key or certificate is no answer", () => {
  expect(readShop(null)).toBeUndefined();
  expect(readShop({ certificate: "x" })).toBeUndefined();
  expect(readShop({ certificate: "x", public_key: "y", stored: { content: 1, seal: "z" } })?.stored).toBeUndefined();
});

describe("a sale that the shop does not have", () => {
  const SEALED = 1_795_000_000;
  const held = (now: number, remembered?: Shop) => ({ keys: [], remembered, now });

  test("may still come, and after three days the page says what the customer holds", async () => {
    const asked = { kind: "known", shop: { ...made.shop, stored: undefined } } as const;
    const verdicts = [SEALED + 60, SEALED + 3 * 86_400, SEALED + 3 * 86_400 + 1].map(
      async (now) => (await judge(subtle, made.text, made.essentials, asked, held(now))).verdict,
    );
    expect(await Promise.all(verdicts)).toEqual(["not_received", "not_received", "denied"]);

    const judgement = await judge(subtle, made.text, made.essentials, asked, held(SEALED + 9e6));
    const kept = keepsakeOf(made.text, made.essentials, judgement, "2026-11-27T18:00:00.000Z");
    expect(kept?.name).toBe("receipt-000000000001-3.json");
    expect(JSON.parse(kept?.text ?? "")).toEqual({
      format: "comptoir-held-receipt-1",
      essentials: made.text,
      certificate: made.shop.certificate,
      public_key: made.shop.publicKey,
      server_key: made.shop.serverKey,
      verdict: "denied",
      asked_at: "2026-11-27T18:00:00.000Z",
      stored: null,
      proof: null,
    });
  });

  test("of a till that the server denies is proven by the certificate that it once gave", async () => {
    const asked = { kind: "unknown" } as const;
    const judgement = await judge(subtle, made.text, made.essentials, asked, held(SEALED, made.shop));
    expect([judgement.verdict, judgement.isVouched, judgement.shop]).toEqual(["denied", true, undefined]);
    expect(keepsakeOf(made.text, made.essentials, judgement, "")?.text).toContain(made.shop.serverKey);
    // Another till's certificate, another server's word and another paper prove nothing.
    const stranger = await make();
    const broken = { ...made.shop, certificate: `${made.shop.certificate.slice(0, -86)}${"A".repeat(86)}` };
    for (const [text, remembered] of [[made.text, stranger.shop], [made.text, broken], [stranger.text, made.shop]] as const) {
      const other = await judge(subtle, text, made.essentials, asked, held(SEALED, remembered));
      expect([other.verdict, keepsakeOf(text, made.essentials, other, "")]).toEqual(["unknown", undefined]);
    }
  });
});
