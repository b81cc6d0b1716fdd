/** The browser's part of a passkey: it asks the device, and the till's core checks the answer against the keys that it holds. */
import { fromBase64url, toBase64url } from "@comptoir/journal";
import type { Assertion, Till } from "@comptoir/till-core";

/** What the device answered; `undefined` when the person or the device said no. */
export async function readPasskey(till: Till): Promise<Assertion | undefined> {
  const request = await till.askPasskey(location.hostname, location.origin);
  if (request === undefined) return undefined;
  try {
    const found = await navigator.credentials.get({
      publicKey: {
        challenge: bytesOf(request.challenge),
        rpId: request.rp_id,
        allowCredentials: request.allowed.map((id) => ({ type: "public-key", id: bytesOf(id) })),
        userVerification: "required",
        timeout: 60_000,
      },
    });
    if (!(found instanceof PublicKeyCredential) || !(found.response instanceof AuthenticatorAssertionResponse)) return undefined;
    const { authenticatorData, clientDataJSON, signature } = found.response;
    return {
      id: found.id,
      authenticator_data: textOf(authenticatorData),
      client_data: textOf(clientDataJSON),
      signature: textOf(signature),
    };
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64url(text, Math.floor((text.length * 3) / 4));
  if (bytes === undefined) throw new TypeError("no base64url");
  return bytes;
}

function textOf(bytes: ArrayBuffer): string {
  return toBase64url(new Uint8Array(bytes));
}
