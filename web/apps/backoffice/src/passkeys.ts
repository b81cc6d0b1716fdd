// A form that fills its `credential` by the device before it is sent: to make a passkey, or to sign in by one (WebAuthn).

interface Bytes {
  readonly [name: string]: unknown;
}

/** Forms that say `data-passkey="make"` or `"use"`; `data-options` is where the server's challenge comes from. */
export function offerPasskeys(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    if (!("PublicKeyCredential" in window)) {
      form.hidden = true;
      continue;
    }
    form.addEventListener("submit", (event) => {
      const field = form.querySelector<HTMLInputElement>("[name=credential]");
      if (field === null || field.value !== "") return;
      event.preventDefault();
      void ask(form).then((credential) => {
        const problem = form.querySelector<HTMLElement>("[role=alert]");
        if (problem !== null) problem.hidden = credential !== undefined;
        if (credential === undefined) return;
        field.value = JSON.stringify(credential);
        form.submit();
      });
    });
  }
}

/** What the device answered; `undefined` when the person or the device said no. */
async function ask(form: HTMLFormElement): Promise<Bytes | undefined> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(form.dataset["options"] ?? "", { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) return undefined;
    const options: unknown = await answer.json();
    return form.dataset["passkey"] === "make" ? await make(options) : await use(options);
  } catch {
    return undefined;
  }
}

async function make(options: unknown): Promise<Bytes | undefined> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bytesIn(options, "challenge"),
    rp: { id: textIn(field(options, "rp"), "id"), name: textIn(field(options, "rp"), "name") },
    user: {
      id: bytesIn(field(options, "user"), "id"),
      name: textIn(field(options, "user"), "name"),
      displayName: textIn(field(options, "user"), "displayName"),
    },
    pubKeyCredParams: listIn(options, "pubKeyCredParams").map((kind) => ({ type: "public-key", alg: Number(field(kind, "alg")) })),
    excludeCredentials: listIn(options, "excludeCredentials").map((known) => ({ type: "public-key", id: bytesIn(known, "id") })),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    attestation: "none",
  };
  const made = await navigator.credentials.create({ publicKey });
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse)) return undefined;
  const { response } = made;
  return written(made, { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject });
}

async function use(options: unknown): Promise<Bytes | undefined> {
  const challenge = bytesIn(options, "challenge");
  const publicKey: PublicKeyCredentialRequestOptions = { challenge, rpId: textIn(options, "rpId"), userVerification: "required" };
  const found = await navigator.credentials.get({ publicKey });
  if (!(found instanceof PublicKeyCredential) || !(found.response instanceof AuthenticatorAssertionResponse)) return undefined;
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return written(found, { authenticatorData, clientDataJSON, signature, ...(userHandle === null ? {} : { userHandle }) });
}

function written(credential: PublicKeyCredential, response: Readonly<Record<string, ArrayBuffer>>): Bytes {
  const parts = Object.entries(response).map(([name, bytes]) => [name, toBase64url(bytes)] as const);
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: Object.fromEntries(parts),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textIn(value: unknown, name: string): string {
  const text = field(value, name);
  if (typeof text !== "string") throw new TypeError(`the server's options lack ${name}`);
  return text;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}

function bytesIn(value: unknown, name: string): Uint8Array<ArrayBuffer> {
  return fromBase64url(textIn(value, name));
}

function toBase64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
}
