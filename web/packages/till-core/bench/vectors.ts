/**
 * What `comptoir bench vectors` asks of the TypeScript twins: vectors made by others, judged in Node and in a browser by the same bundle.
 * Nothing here knows an answer; the bench compares.
 */
import { canonicalText, verifyInclusion, type Ed25519Subtle, type JsonValue } from "@comptoir/journal";

import { issue, type ReceiptKind, type RegisterDraft, type RegisterState, type SigningDevice } from "../src/fiscal/austria/register.ts";
import { fromBase64, toBase64 } from "../src/fiscal/austria/texts.ts";
import { turnoverKey, type TurnoverSubtle } from "../src/fiscal/austria/turnover.ts";
import { playTill, type WholeSubtle } from "./rksv-till.ts";

declare const crypto: { readonly subtle: Ed25519Subtle & TurnoverSubtle & KeyMaker & WholeSubtle };

type Bytes = Uint8Array<ArrayBuffer>;
type Handle = Parameters<Ed25519Subtle["sign"]>[1];

interface KeyMaker {
  generateKey(algorithm: { readonly name: "ECDSA"; readonly namedCurve: "P-256" }, extractable: boolean, usages: "sign"[]): Promise<{ readonly privateKey: Handle; readonly publicKey: Handle }>;
  exportKey(format: "spki", key: Handle): Promise<ArrayBuffer>;
}

export interface Step {
  readonly kind: ReceiptKind;
  readonly receipt: string;
  readonly local_time: string;
  readonly amounts: readonly [number, number, number, number, number];
  readonly device: number;
  readonly is_device_out: boolean;
}

export type Question =
  | { readonly call: "inclusion"; readonly leaf: string; readonly index: number; readonly size: number; readonly proof: readonly string[]; readonly root: string }
  | { readonly call: "jcs"; readonly text: string }
  | { readonly call: "ed25519"; readonly key: string; readonly message: string; readonly signature: string }
  | { readonly call: "rksv_till"; readonly name: string; readonly key_for: string; readonly company: string; readonly devices: number; readonly steps: readonly Step[] }
  | { readonly call: "rksv"; readonly register: string; readonly key: string; readonly company: string; readonly devices: number; readonly counter_bytes: number; readonly steps: readonly Step[] };

const { subtle } = crypto;
const parsed: (text: string) => JsonValue = JSON.parse;
const hex = (text: string): Bytes => new Uint8Array((text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));

export async function answer(question: Question): Promise<unknown> {
  switch (question.call) {
    case "inclusion":
      return verifyInclusion(subtle, fromBase64(question.leaf), question.index, question.size, question.proof.map(fromBase64), fromBase64(question.root));
    case "jcs":
      return canonicalText(parsed(question.text));
    case "ed25519": {
      const key = await subtle.importKey("raw", hex(question.key), { name: "Ed25519" }, true, ["verify"]);
      return subtle.verify({ name: "Ed25519" }, key, hex(question.signature), hex(question.message));
    }
    case "rksv":
      return played(question);
    case "rksv_till":
      return throughTheTill(question);
  }
}

/** The same through the whole till, which names its receipts itself and makes what the law wants besides. */
async function throughTheTill(scenario: Extract<Question, { call: "rksv_till" }>): Promise<unknown> {
  const devices = await Promise.all(Array.from({ length: scenario.devices }, (_, number) => deviceOf(`${scenario.company}-K${number}`)));
  const told = await playTill(subtle, devices, scenario.steps, scenario.key_for, scenario.name);
  return { ...told, keys: devices.map(({ key_id, public_key }) => ({ id: key_id, public_key })) };
}

/** A scenario of the reference till, receipt by receipt, by keys made here. */
async function played(scenario: Extract<Question, { call: "rksv" }>): Promise<unknown> {
  const devices = await Promise.all(Array.from({ length: scenario.devices }, (_, number) => deviceOf(`${scenario.company}-K${number}`)));
  const means = { subtle, key: await turnoverKey(subtle, fromBase64(scenario.key)), counter_bytes: scenario.counter_bytes };
  let state: RegisterState = { register: scenario.register, turnover: "0", last_jws: "" };
  const receipts: string[] = [];
  for (const step of scenario.steps) {
    const device = devices[step.device];
    if (device === undefined) throw new Error("no such device");
    const issued = await issue(means, state, draftOf(step), device, step.is_device_out);
    state = issued.state;
    receipts.push(issued.jws);
  }
  return { receipts, turnover: state.turnover, keys: devices.map(({ key_id, public_key }) => ({ id: key_id, public_key })) };
}

function draftOf({ kind, receipt, local_time, amounts }: Step): RegisterDraft {
  const [normal, reduced_1, reduced_2, zero, special] = amounts;
  return { kind, receipt, local_time, amounts: { normal, reduced_1, reduced_2, zero, special } };
}

async function deviceOf(name: string): Promise<SigningDevice & { readonly public_key: string }> {
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  return {
    trust_center: "AT0",
    key_id: name,
    public_key: toBase64(new Uint8Array(await subtle.exportKey("spki", pair.publicKey))),
    sign: async (message) => new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, message)),
  };
}
