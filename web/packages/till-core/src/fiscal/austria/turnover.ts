/** The turnover counter, kept from other eyes (RKSV, Detailspezifikation 8 to 10). Twin of comptoir_at.turnover. */
import { toUtf8, type KeyHandle } from "@comptoir/journal";

type Bytes = Uint8Array<ArrayBuffer>;

export const KEY_BYTES = 32;
export const COUNTER_BYTES_MIN = 5;
export const COUNTER_BYTES_MAX = 16;
const BLOCK_BYTES = 16;

/** The part of WebCrypto that the counter needs; `crypto.subtle` fits. */
export interface TurnoverSubtle {
  digest(algorithm: "SHA-256", data: Bytes): Promise<ArrayBuffer>;
  encrypt(algorithm: { readonly name: "AES-CTR"; readonly counter: Bytes; readonly length: 128 }, key: KeyHandle, data: Bytes): Promise<ArrayBuffer>;
  importKey(format: "raw", data: Bytes, algorithm: "AES-CTR", extractable: boolean, usages: "encrypt"[]): Promise<KeyHandle>;
}

/** The counter no longer fits its bytes: the register must be closed and another one begun. */
export class TurnoverTooLarge extends Error {}

/** Not extractable: once in the browser the key can be used and not read. */
export async function turnoverKey(subtle: TurnoverSubtle, raw: Bytes): Promise<KeyHandle> {
  if (raw.length !== KEY_BYTES) throw new Error("the key of a turnover counter has 256 bits");
  return subtle.importKey("raw", raw, "AES-CTR", false, ["encrypt"]);
}

/** The counter after this receipt, as the receipt carries it. Cents may pass 2^53 in 16 bytes, so they are a bigint here. */
export async function encryptTurnover(
  subtle: TurnoverSubtle,
  key: KeyHandle,
  register: string,
  receipt: string,
  cents: bigint,
  counterBytes: number,
): Promise<Bytes> {
  if (counterBytes < COUNTER_BYTES_MIN || counterBytes > COUNTER_BYTES_MAX) throw new Error("a turnover counter has 5 to 16 bytes");
  const plain = twosComplement(cents, counterBytes);
  const hash = new Uint8Array(await subtle.digest("SHA-256", toUtf8(register + receipt)));
  return new Uint8Array(await subtle.encrypt({ name: "AES-CTR", counter: hash.slice(0, BLOCK_BYTES), length: 128 }, key, plain));
}

function twosComplement(cents: bigint, counterBytes: number): Bytes {
  const bits = BigInt(8 * counterBytes);
  const half = 1n << (bits - 1n);
  if (cents >= half || cents < -half) throw new TurnoverTooLarge(String(cents));
  let rest = BigInt.asUintN(Number(bits), cents);
  const bytes = new Uint8Array(counterBytes);
  for (let at = counterBytes - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}
