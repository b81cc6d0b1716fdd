/** One register and its receipts, one after the other. Twin of comptoir_at.register, which says what the law wants. */
import { toUtf8, type KeyHandle } from "@comptoir/journal";

import {
  CANCELLATION,
  chainValue,
  DEVICE_FAILED,
  isUnsigned,
  isZero,
  NOTHING,
  signed,
  signingInput,
  totalOf,
  TRAINING,
  unsigned,
  type Amounts,
  type Payload,
} from "./machine-code.ts";
import { encryptTurnover, type TurnoverSubtle } from "./turnover.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const COUNTER_BYTES = 8;
export const CLOSED_SYSTEM = "AT0";

export type ReceiptKind = "start" | "standard" | "cancellation" | "training" | "zero";

/** The law wants another receipt first. */
export class OutOfOrder extends Error {}

/** The device did not sign: out, pulled, or too slow. */
export class DeviceFailed extends Error {}

/** A certified card, a remote service, or (demonstration only) a key in software. */
export interface SigningDevice {
  /** `AT1` and the like for a qualified certificate; `AT0` in a closed system. */
  readonly trust_center: string;
  /** The certificate's serial number in hexadecimal digits; in a closed system company and key. */
  readonly key_id: string;
  /** ES256 over the message: r‖s, 64 bytes. Throws `DeviceFailed`. */
  sign(message: Bytes): Promise<Bytes>;
}

/** What a register must remember. `turnover` counts cents as a whole number in text: sixteen bytes of it pass every `number`. */
export interface RegisterState {
  readonly register: string;
  readonly turnover: string;
  /** Empty before the start receipt. */
  readonly last_jws: string;
}

export interface RegisterDraft {
  readonly receipt: string;
  readonly local_time: string;
  readonly kind: ReceiptKind;
  readonly amounts?: Amounts;
}

export interface Issued {
  readonly payload: Payload;
  readonly signature: Bytes;
  readonly jws: string;
  readonly state: RegisterState;
}

export interface RegisterMeans {
  readonly subtle: TurnoverSubtle;
  readonly key: KeyHandle;
  readonly counter_bytes: number;
}

/** A receipt over zero is owed as soon as the device is back. */
export function isOut(state: RegisterState): boolean {
  return isUnsigned(state.last_jws);
}

/** The receipt, and the register after it. Without a device (`undefined` in `signing`) it says that the device is out. */
export async function issue(
  means: RegisterMeans,
  state: RegisterState,
  draft: RegisterDraft,
  device: SigningDevice,
  isDeviceOut = false,
): Promise<Issued> {
  checkOrder(state, draft);
  const amounts = draft.amounts ?? NOTHING;
  const turnover = draft.kind === "training" ? BigInt(state.turnover) : BigInt(state.turnover) + BigInt(totalOf(amounts));
  const payload: Payload = {
    trust_center: device.trust_center,
    register: state.register,
    receipt: draft.receipt,
    local_time: draft.local_time,
    amounts,
    turnover: await marked(means, state, draft, turnover),
    key_id: device.key_id,
    chain_value: await chainValue(means.subtle, state.last_jws || state.register),
  };
  const signature = isDeviceOut ? undefined : await signatureOf(state, draft, payload, device);
  if (signature === undefined && state.last_jws === "") throw new OutOfOrder("a register begins with a device that signs");
  const jws = signature === undefined ? unsigned(payload) : signed(payload, signature);
  return {
    payload,
    signature: signature ?? toUtf8(DEVICE_FAILED),
    jws,
    state: { register: state.register, turnover: String(turnover), last_jws: jws },
  };
}

async function marked(means: RegisterMeans, state: RegisterState, draft: RegisterDraft, turnover: bigint): Promise<Bytes> {
  if (draft.kind === "training") return TRAINING;
  if (draft.kind === "cancellation") return CANCELLATION;
  return encryptTurnover(means.subtle, means.key, state.register, draft.receipt, turnover, means.counter_bytes);
}

async function signatureOf(state: RegisterState, draft: RegisterDraft, payload: Payload, device: SigningDevice): Promise<Bytes | undefined> {
  if (isOut(state) && draft.kind !== "zero") throw new OutOfOrder("the device is back: a receipt over zero comes first");
  try {
    return await device.sign(toUtf8(signingInput(payload)));
  } catch (failure) {
    if (failure instanceof DeviceFailed) return undefined;
    throw failure;
  }
}

function checkOrder(state: RegisterState, draft: RegisterDraft): void {
  if ((state.last_jws !== "") === (draft.kind === "start")) throw new OutOfOrder("a register has one start receipt, and it is the first");
  const isEmpty = draft.kind === "start" || draft.kind === "zero";
  if (isEmpty && !isZero(draft.amounts ?? NOTHING)) throw new OutOfOrder("a start or zero receipt turns nothing over");
  for (const name of [state.register, draft.receipt]) {
    if (name === "" || name.includes("_")) throw new OutOfOrder("a name is not empty and has no underscore");
  }
}
