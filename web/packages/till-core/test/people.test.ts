import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

import { fromBase64url, fromHex, toHex } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, emptyBasket, isBadge, type Result, type Till } from "../src/index.ts";
import { agree, webSecrets } from "../src/people/secrets.ts";
import { waitAfter } from "../src/people/tries.ts";
import { badgeHash, verifierOf, type SecretKind } from "../src/people/verifiers.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, NOOR, openShop, RATE_20, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

const code = (result: Result<unknown>): string => (result.ok ? "accepted" : result.refusal.code);
const waitOf = (result: Result<unknown>): unknown => (result.ok ? undefined : result.refusal.details?.["wait_ms"]);
const BADGE = "990012345678901234567893";

/** A shop in which Camille has a PIN and Noor a badge, known to the till. */
async function guardedShop(world: World): Promise<Till> {
  const till = await openShop(world);
  world.door.setSecret(CAMILLE, "pin", "2580");
  world.door.setSecret(NOOR, "badge", BADGE);
  await until(() => till.state.value.settings?.cashiers.every((cashier) => cashier.pin !== undefined || cashier.badge !== undefined) === true);
  await whenIdle(till);
  return till;
}

const pin = (digits: string, cashier?: string): Parameters<Till["signIn"]>[0] => ({
  kind: "pin",
  digits,
  ...(cashier === undefined ? {} : { cashier }),
});

interface Vectors {
  readonly chain: string;
  readonly till: { readonly d: string; readonly public_key: string };
  readonly server: { readonly public_key: string };
  readonly mac_key: string;
  readonly salt: string;
  readonly cases: readonly { kind: SecretKind; id: string; employee: string; text: string; iterations: number; secret: string; verifier: string }[];
  readonly badges: readonly { text: string; is_badge: number; why: string }[];
}

const vectors = JSON.parse(readFileSync(new URL("../../../../conformance/people/verifiers.json", import.meta.url), "utf8")) as Vectors;
const { subtle } = webcrypto;

test("the vectors: the key that both sides make, every verifier, every badge", async () => {
  const secrets = webSecrets(subtle);
  const [x = "", y = ""] = [1, 33].map((from) => Buffer.from(fromBase64url(vectors.till.public_key, 65)?.slice(from, from + 32) ?? []).toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x, y, d: vectors.till.d };
  const own = await subtle.importKey("jwk", jwk, { name: "ECDH", namedCurve: "P-256" }, false, ["deriveKey"]);
  const key = await agree(subtle, own, vectors.server.public_key, vectors.chain);
  if (key === undefined) throw new Error("no key");
  const salt = fromBase64url(vectors.salt, 16);
  if (salt === undefined) throw new Error("no salt");

  for (const { kind, id, employee, text, iterations, secret, verifier } of vectors.cases) {
    const made = kind === "pin" ? await secrets.stretch(text, salt, iterations) : await badgeHash(subtle, text);
    expect(toHex(made), id).toBe(secret);
    expect(await verifierOf(secrets, key, kind, employee, made), id).toBe(verifier);
  }
  const same = await subtle.importKey("raw", fromHex(vectors.mac_key) ?? new Uint8Array(), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  expect(toHex(await secrets.mac(key, new Uint8Array([1])))).toBe(toHex(await secrets.mac(same, new Uint8Array([1]))));
  for (const { text, is_badge: expected, why } of vectors.badges) expect(isBadge(text), why).toBe(expected === 1);
  expect(await agree(subtle, own, "AAAA", vectors.chain)).toBeUndefined();
});

test("four digits find their person, and the journal says how", async () => {
  const world = makeWorld();
  const till = await guardedShop(world);
  value(await till.signIn({ kind: "badge", code: BADGE }));

  const switched = value(await till.signIn(pin("2580")));
  await whenIdle(till);

  expect(switched.cashier?.name).toBe("Camille");
  const bodies = world.door.storedTexts.slice(-2).map((text) => envelopeOf(text).body);
  const session = till.state.value.session?.id;
  expect(bodies).toEqual([
    { event: "cashier_changed", cashier: NOOR, by: "badge", previous_cashier: CAMILLE, session },
    { event: "cashier_changed", cashier: CAMILLE, by: "pin", previous_cashier: NOOR, session },
  ]);
  expect(JSON.stringify(bodies)).not.toContain("2580");
});

test("it works without a server, after a cold start", async () => {
  const world = makeWorld();
  (await guardedShop(world)).close();
  world.door.weather = "offline";
  const till = await world.open();

  value(await till.signIn({ kind: "badge", code: BADGE }));

  expect(till.state.value.cashier?.name).toBe("Noor");
  expect(code(await till.signIn(pin("2580")))).toBe("accepted");
});

test("a tap is no proof for somebody who has one, and a PIN is of its person", async () => {
  const world = makeWorld();
  const till = await guardedShop(world);
  const before = till.state.value.head_sequence;

  expect(code(await till.signIn({ kind: "tap", cashier: NOOR }))).toBe("people.proof_needed");
  expect(code(await till.signIn(pin("2580", NOOR)))).toBe("people.wrong");
  expect(code(await till.signIn(pin("258")))).toBe("people.wrong");
  expect(code(await till.signIn({ kind: "badge", code: "990000000000000000000001" }))).toBe("people.wrong");

  expect(till.state.value.cashier?.name).toBe("Camille");
  expect(till.state.value.head_sequence).toBe(before);
});

test("wrong tries wait: from the fifth in a row, longer each time, and the journal tells", async () => {
  const world = makeWorld();
  const till = await guardedShop(world);
  for (const digits of ["0001", "0002", "0003", "0004"]) expect(code(await till.signIn(pin(digits)))).toBe("people.wrong");

  const fifth = await till.signIn(pin("0005"));
  const right = await till.signIn(pin("2580"));

  expect([code(fifth), waitOf(fifth)]).toEqual(["people.wait", 30_000]);
  expect([code(right), waitOf(right)]).toEqual(["people.wait", 30_000]);
  await whenIdle(till);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toEqual({
    event: "pin_blocked",
    failures: 5,
    wait_ms: 30_000,
    cashier: CAMILLE,
    session: till.state.value.session?.id,
  });
  world.time.advance(30_000);
  expect(waitOf(await till.signIn(pin("0006")))).toBe(60_000);
  world.time.advance(60_000);
  value(await till.signIn({ kind: "badge", code: BADGE }));
  expect(code(await till.signIn(pin("0007")))).toBe("people.wrong");
});

test("waits end at one hour", () => {
  expect([0, 4, 5, 6, 11, 12, 13, 1_000].map(waitAfter)).toEqual([0, 0, 30_000, 60_000, 1_920_000, 3_600_000, 3_600_000, 3_600_000]);
});

test("neither a reload nor a clock set forward shortens a wait", async () => {
  const world = makeWorld();
  const till = await guardedShop(world);
  for (const digits of ["0001", "0002", "0003", "0004", "0005"]) await till.signIn(pin(digits));
  world.time.advance(20_000);
  till.close();
  world.time.setWall(world.time.wall().epoch_ms + 86_400_000);

  const again = await world.open();

  expect(waitOf(await again.signIn(pin("2580")))).toBe(30_000);
  world.time.advance(30_000);
  expect(code(await again.signIn(pin("2580")))).toBe("accepted");
});

test("who pulls the plug in the middle of a try has used it", async () => {
  const world = makeWorld();
  const till = await guardedShop(world);
  const secrets = { ...world.ports.secrets };
  let macs = 0;
  Object.assign(world.ports.secrets, {
    mac: () => {
      macs += 1;
      return Promise.reject(new Error("the plug"));
    },
  });

  await expect(till.signIn(pin("2580"))).rejects.toThrow("the plug");
  Object.assign(world.ports.secrets, secrets);

  expect(macs).toBeGreaterThan(0);
  expect(await world.database().cell("failures")).toBe(1);
  value(await till.signIn(pin("2580")));
  expect(await world.database().cell("failures")).toBeUndefined();
});

test("two tries at once are two tries", async () => {
  const world = makeWorld();
  const till = await guardedShop(world);

  const answers = await Promise.all(["0001", "0002", "0003", "0004", "0005", "2580"].map((digits) => till.signIn(pin(digits))));

  expect(answers.map(code)).toEqual([...Array<string>(4).fill("people.wrong"), "people.wait", "people.wait"]);
  expect(await world.database().cell("failures")).toBe(5);
});

test("a locked till sells nothing until somebody says who they are, and starts locked", async () => {
  const settings = { ...SETTINGS, people: { ...SETTINGS.people, lock_after_s: 60 } };
  const world = makeWorld(settings);
  const till = await guardedShop(world);
  const basket = value(addAmount(emptyBasket(), euros(500), RATE_20));

  value(await till.lock());
  const before = till.state.value.head_sequence;
  expect(code(await till.finalizeSale(basket, [{ kind: "cash" }]))).toBe("till.locked");
  expect(till.state.value.head_sequence).toBe(before);
  value(await till.signIn(pin("2580")));
  expect(till.state.value.head_sequence).toBe(before + 1);
  value(await till.finalizeSale(basket, [{ kind: "cash" }]));
  till.close();
  const again = await world.open();

  expect(again.state.value.is_locked).toBe(true);
  value(await again.signIn(pin("2580")));
  expect(again.state.value.is_locked).toBe(false);
});

test("the device's key can't be read out, and a till without it says so", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await until(async () => (await world.database().cell("people_key")) !== undefined);

  const row = await world.database().cell("people_key");
  expect(row?.key.extractable).toBe(false);
  expect(till.state.value.settings?.people.key).toBe(row?.public_key);
  till.close();
  await world.database().write(["cells"], ({ cells }) => cells.clear("people_key"));
  world.door.setSecret(NOOR, "pin", "2580");
  world.door.weather = "offline";
  const lost = await world.open();

  expect(code(await lost.signIn(pin("2580")))).toBe("people.not_ready");
  expect(await world.database().cell("failures")).toBeUndefined();
  world.door.weather = undefined;
  lost.syncNow();
  await until(async () => (await world.database().cell("people_key")) !== undefined);
  await whenIdle(lost);
  expect(code(await lost.signIn(pin("2580")))).toBe("accepted");
});

test("a guarded name can't be tapped before the till can check", async () => {
  const world = makeWorld();
  world.door.setSecret(NOOR, "pin", "2580");
  world.door.exchangeKey = () => Promise.resolve({ kind: "weather", weather: "server" });
  const till = await openShop(world);

  expect(till.state.value.settings?.cashiers.map((cashier) => cashier.is_guarded)).toEqual([false, true]);
  expect(code(await till.signIn({ kind: "tap", cashier: NOOR }))).toBe("people.proof_needed");
  expect(code(await till.signIn(pin("2580")))).toBe("people.not_ready");
});

test("settings of an older program are completed, not feared", async () => {
  const world = makeWorld();
  (await openShop(world)).close();
  const stored = await world.database().cell("settings");
  if (stored === undefined) throw new Error("no settings");
  const { people: _people, ...old } = stored;
  await world.database().write(["cells"], ({ cells }) => cells.put("settings", old as typeof stored));
  world.door.weather = "offline";

  const till = await world.open();

  expect(till.state.value.settings?.people).toEqual({ roles: [], key: "", lock_after_s: 0 });
  value(await till.signIn({ kind: "tap", cashier: NOOR }));
});
