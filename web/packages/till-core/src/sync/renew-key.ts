/**
 * The till gives itself a new key, and the old one's word for it stands in the chain (ADR 0067). Called again and again until it is done:
 *
 * 1. a key that cannot be read out is made and kept; the server certifies it;
 * 2. the old key seals `key_rotated`, which names the new key, its chain and its certificate; sales go on in the old chain;
 * 3. once the server has that word and no day is open, the new chain begins and names where the old one ends: a day is closed in the chain
 *    that it was sold in, so that every closing can be worked out from its own chain;
 * 4. the server has heard of the beginning: it believes nothing that comes behind that end.
 *
 * A crash leaves the last of these that was written. Until the third the old key is the till's key, whatever else happened.
 */
import { certificateDigest, toBase64url, toHex, toUtf8 } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { ChainRow } from "../database.ts";
import { read } from "../door/late-answers.ts";
import type { DoorAnswer } from "../door/door.ts";
import { parseJson, readInteger, readObject, readText } from "../reading.ts";
import { makeKey, sealerOf, type FreshKey } from "../sealing.ts";
import { beginRenewed } from "../use-cases/enrolment.ts";

const PROOF_TAG = "comptoir-renew-v1\n";
const WORD_TAG = "comptoir-renewed-by-v1\n";
const TOKEN_BYTES = 32;

/** What was begun. `from`: the chain whose key is being renewed. */
export interface Renewal {
  readonly from: string;
  readonly key: FreshKey;
  readonly token: string;
  /** What the server certified. */
  readonly certified?: Certified;
  /** Where the old key's word stands. */
  readonly sealed?: number;
}

export interface Certified {
  readonly chain: string;
  readonly enrolment: number;
  readonly certificate: string;
}

export interface RenewalCells {
  readonly renewal: Renewal;
}

interface Answer {
  readonly step: string;
  readonly certified: Certified | undefined;
}

/** `wanted`: the server asks for it. Answers whether the next exchange has something to do for it, soon. */
export async function renewKey(context: TillContext, wanted: boolean): Promise<boolean> {
  const { chain, has_lock: hasLock } = context.facts;
  if (chain === undefined || !hasLock || chain.is_local) return false;
  const renewal = await context.db.cell("renewal");
  if (renewal?.certified?.chain === chain.chain) return finish(context, chain);
  // Enrolled anew meanwhile: what was begun for the chain before is nothing any more.
  const current = renewal?.from === chain.chain ? renewal : undefined;
  if (current === undefined && !wanted) return false;
  return goOn(context, chain, current ?? (await begin(context, chain)));
}

async function begin(context: TillContext, chain: ChainRow): Promise<Renewal> {
  const { ports, db } = context;
  const key = await makeKey(ports.subtle);
  const renewal: Renewal = { from: chain.chain, key, token: toBase64url(ports.random.bytes(TOKEN_BYTES)) };
  await db.write(["cells"], ({ cells }) => cells.put("renewal", renewal));
  return renewal;
}

async function goOn(context: TillContext, chain: ChainRow, renewal: Renewal): Promise<boolean> {
  const answer = await ask(context, chain.token, await words(context, chain, renewal));
  if (answer.kind === "refusal") {
    // A server from before this existed, or one that knows another successor: the old key stays, and a person may enrol anew.
    if (renewal.sealed === undefined) await context.db.write(["cells"], ({ cells }) => cells.clear("renewal"));
    return false;
  }
  const certified = answer.kind === "ok" ? answer.value.certified : undefined;
  if (answer.kind !== "ok" || certified === undefined) return false;
  if (renewal.sealed === undefined) return sealWord(context, { ...renewal, certified });
  if (answer.value.step === "waiting" || context.facts.session !== undefined) return false;
  return switchKey(context, { ...renewal, certified });
}

/** Both keys speak: the new one that it is held here, the old one that it wants it. */
async function words(context: TillContext, chain: ChainRow, { key, token }: Renewal): Promise<object> {
  const { subtle } = context.ports;
  const hash = toHex(new Uint8Array(await subtle.digest("SHA-256", toUtf8(token))));
  const proof = await sealerOf(subtle, key.private_key).seal(toUtf8(`${PROOF_TAG}${chain.chain}\n${hash}`));
  const vouched = await sealerOf(subtle, chain.private_key).seal(toUtf8(`${WORD_TAG}${chain.chain}\n${key.public_key}`));
  return { public_key: key.public_key, token, proof: toBase64url(proof), vouched: toBase64url(vouched) };
}

/** The word and the note that it was sealed, in one transaction: it is neither lost nor said twice. */
async function sealWord(context: TillContext, renewal: Renewal & { readonly certified: Certified }): Promise<boolean> {
  const { chain: next, enrolment, certificate } = renewal.certified;
  const body = {
    event: "key_rotated",
    chain: next,
    enrolment,
    public_key: renewal.key.public_key,
    certificate: await certificateDigest(context.ports.subtle, certificate),
  };
  const done = await context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok || writable.value.chain.chain !== renewal.from) return writable;
    await context.append(writable.value.chain, context.draft("technical_event", body), {
      stores: ["cells"],
      prepare: (place) => Promise.resolve(place.sequence),
      write: ({ cells }, _entry, sealed) => cells.put("renewal", { ...renewal, sealed }),
    });
    return writable;
  });
  return done.ok;
}

async function switchKey(context: TillContext, renewal: Renewal & { readonly certified: Certified }): Promise<boolean> {
  const done = await context.exclusive(async () => {
    const writable = context.writable();
    const isLate = context.facts.session !== undefined || renewal.sealed === undefined;
    if (!writable.ok || writable.value.chain.chain !== renewal.from || isLate) return writable;
    const { certified, key, token, sealed = 0 } = renewal;
    await beginRenewed(context, { ...writable.value.chain, ...certified, ...key, token, created_ms: context.ports.clock.wall().epoch_ms }, sealed, (cells) => cells.put("renewal", renewal));
    return writable;
  });
  return done.ok;
}

/** The server looks whether the new chain's first entry is there; then nothing of this is left to do. */
async function finish(context: TillContext, chain: ChainRow): Promise<boolean> {
  const answer = await ask(context, chain.token, {});
  if (answer.kind === "ok" && answer.value.step === "ended") await context.db.write(["cells"], ({ cells }) => cells.clear("renewal"));
  return false;
}

async function ask(context: TillContext, token: string, body: object): Promise<DoorAnswer<Answer>> {
  return read(await context.ports.door.ask(token, { about: "renew-key", body }), (text) => {
    const source = readObject(parseJson(text), "renewal");
    const certified = source["chain"] === undefined ? undefined : { chain: readText(source, "chain"), enrolment: readInteger(source, "enrolment"), certificate: readText(source, "certificate") };
    return { step: readText(source, "step"), certified };
  });
}
