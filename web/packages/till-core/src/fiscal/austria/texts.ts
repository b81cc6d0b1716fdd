/** Base64 and Base32 with padding (RFC 4648), as the law's fields have them. */
import { toBase64url } from "@comptoir/journal";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function toBase64(bytes: Uint8Array): string {
  const text = toBase64url(bytes).replaceAll("-", "+").replaceAll("_", "/");
  return text.padEnd(4 * Math.ceil(text.length / 4), "=");
}

/** Of texts that we wrote ourselves. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return unpack(text.replace(/=+$/, ""), BASE64, 6);
}

/** Of a JWS that we wrote ourselves. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((buffer >> bits) & 31);
    }
  }
  if (bits > 0) text += BASE32.charAt((buffer << (5 - bits)) & 31);
  return text.padEnd(8 * Math.ceil(text.length / 8), "=");
}

function unpack(text: string, alphabet: string, width: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * width) / 8));
  let buffer = 0;
  let bits = 0;
  let offset = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) throw new Error("no text of ours");
    buffer = ((buffer << width) | value) & 0xffff;
    bits += width;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset] = (buffer >> bits) & 255;
      offset += 1;
    }
  }
  return bytes;
}
