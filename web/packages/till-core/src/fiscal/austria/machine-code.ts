/** What is signed, how it is signed, and the two forms in which it stands on the paper. Twin of comptoir_at.machine_code. */
import { fromUtf8, toBase64url, toUtf8 } from "@comptoir/journal";

import { fromBase64, fromBase64url, toBase32, toBase64 } from "./texts.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const SUITE = "R1";
export const CHAIN_BYTES = 8;
/** `{"alg":"ES256"}`: the one header that R1 knows (Detailspezifikation 6). */
export const JWS_HEADER = "eyJhbGciOiJFUzI1NiJ9";
export const DEVICE_FAILED = "Sicherheitseinrichtung ausgefallen";
export const TRAINING = toUtf8("TRA");
export const CANCELLATION = toUtf8("STO");

/** Turnover by column, in cents, taxes included. */
export interface Amounts {
  readonly normal: number;
  readonly reduced_1: number;
  readonly reduced_2: number;
  readonly zero: number;
  readonly special: number;
}

export const NOTHING: Amounts = { normal: 0, reduced_1: 0, reduced_2: 0, zero: 0, special: 0 };

/** The twelve fields of Detailspezifikation 4, as they are signed. */
export interface Payload {
  readonly trust_center: string;
  readonly register: string;
  readonly receipt: string;
  readonly local_time: string;
  readonly amounts: Amounts;
  readonly turnover: Bytes;
  readonly key_id: string;
  readonly chain_value: Bytes;
}

export function totalOf(amounts: Amounts): number {
  return amounts.normal + amounts.reduced_1 + amounts.reduced_2 + amounts.zero + amounts.special;
}

export function isZero({ normal, reduced_1, reduced_2, zero, special }: Amounts): boolean {
  return [normal, reduced_1, reduced_2, zero, special].every((cents) => cents === 0);
}

/** Detailspezifikation 5: joined by underscores, one in front. */
export function payloadText(payload: Payload): string {
  const { normal, reduced_1, reduced_2, zero, special } = payload.amounts;
  return [
    "",
    `${SUITE}-${payload.trust_center}`,
    payload.register,
    payload.receipt,
    payload.local_time,
    ...[normal, reduced_1, reduced_2, zero, special].map(decimal),
    toBase64(payload.turnover),
    payload.key_id,
    toBase64(payload.chain_value),
  ].join("_");
}

/** 1234 is `12,34`: no thousands, always two places. */
export function decimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

/** Over the JWS of the receipt before; over the register's name in front of the first. */
export async function chainValue(subtle: { digest(algorithm: "SHA-256", data: Bytes): Promise<ArrayBuffer> }, previous: string): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-256", toUtf8(previous))).slice(0, CHAIN_BYTES);
}

export function signingInput(payload: Payload): string {
  return `${JWS_HEADER}.${toBase64url(toUtf8(payloadText(payload)))}`;
}

/** The JWS in its compact form: what the log of receipts keeps. */
export function signed(payload: Payload, signature: Uint8Array): string {
  return `${signingInput(payload)}.${toBase64url(signature)}`;
}

/** The JWS of a receipt made while no device could sign (RKSV § 17 (4)). */
export function unsigned(payload: Payload): string {
  return signed(payload, toUtf8(DEVICE_FAILED));
}

export function isUnsigned(jws: string): boolean {
  return jws.endsWith(`.${toBase64url(toUtf8(DEVICE_FAILED))}`);
}

/** The machine code of Detailspezifikation 12. */
export function qrText(payload: Payload, signature: Uint8Array): string {
  return `${payloadText(payload)}_${toBase64(signature)}`;
}

/** The same for a reader of letters: Base32 (Detailspezifikation 14). */
export function ocrText(payload: Payload, signature: Uint8Array): string {
  const fields = payloadText(payload).split("_");
  for (const at of [10, 12]) fields[at] = toBase32(fromBase64(fields[at] ?? ""));
  return [...fields, toBase32(signature)].join("_");
}

/** The machine code of a receipt that was signed before. */
export function qrTextOf(jws: string): string {
  const [, payload = "", signature = ""] = jws.split(".");
  return `${fromUtf8(fromBase64url(payload)) ?? ""}_${toBase64(fromBase64url(signature))}`;
}
