/** The staff's side of the server in memory: secrets that people set, and verifiers for each device that registered a key. */
import { type Bytes, fromBase64url, toBase64url, toUtf8, verifyMessage } from "@comptoir/journal";

import type { CashierDocument, SettingsDocument } from "../documents.ts";
import { agree, webSecrets, type SecretSubtle } from "../people/secrets.ts";
import { badgeHash, verifierOf, type SecretKind } from "../people/verifiers.ts";
import type { SealingKey, Subtle } from "../ports.ts";
import type { ExchangeRequest } from "./door.ts";

const P256 = { name: "ECDH", namedCurve: "P-256" } as const;

interface SetSecret {
  readonly cashier: string;
  readonly kind: SecretKind;
  readonly text: string;
}

export class FakePeople {
  readonly #subtle: Subtle & SecretSubtle;
  readonly #secrets: SetSecret[] = [];
  /** By chain: the registered point, and the key that both sides can make. */
  readonly #keys = new Map<string, { readonly point: string; readonly mac: SealingKey }>();

  constructor(subtle: Subtle & SecretSubtle) {
    this.#subtle = subtle;
  }

  set(cashier: string, kind: SecretKind, text: string): void {
    this.#secrets.push({ cashier, kind, text });
  }

  /** As the server judges it; the code of the refusal, or nothing when it holds now. */
  change(cashier: string, pin: string, wanted: string): string | undefined {
    const own = this.#secrets.filter((secret) => secret.cashier === cashier && secret.kind === "pin").at(-1);
    if (own === undefined) return "staff.pin_missing";
    if (own.text === wanted) return undefined;
    if (own.text !== pin) return "staff.pin_wrong";
    if (this.#secrets.some((secret) => secret.kind === "pin" && secret.text === wanted)) return "staff.pin_taken";
    this.set(cashier, "pin", wanted);
    return undefined;
  }

  /** The server's half, or `undefined` when the chain's key did not speak for it. */
  async register(chain: string, chainKey: SealingKey, request: ExchangeRequest): Promise<string | undefined> {
    const message = toUtf8(`comptoir-exchange-v1\n${request.key}`);
    if (!(await verifyMessage(this.#subtle, chainKey, message, request.proof))) return undefined;
    const pair = await this.#subtle.generateKey(P256, false, ["deriveKey"]);
    const mac = await agree(this.#subtle, pair.privateKey, request.key, chain);
    if (mac === undefined) return undefined;
    this.#keys.set(chain, { point: request.key, mac });
    return toBase64url(new Uint8Array(await this.#subtle.exportKey("raw", pair.publicKey)));
  }

  async settingsOf(settings: SettingsDocument, chain: string): Promise<SettingsDocument> {
    const key = this.#keys.get(chain);
    const cashiers = await Promise.all(settings.cashiers.map((cashier) => this.#cashier(settings, cashier, key?.mac)));
    return { ...settings, cashiers, people: { ...settings.people, key: key?.point ?? "" } };
  }

  async #cashier(settings: SettingsDocument, cashier: CashierDocument, mac: SealingKey | undefined): Promise<CashierDocument> {
    const own = this.#secrets.filter((secret) => secret.cashier === cashier.id);
    if (mac === undefined) return { ...cashier, is_guarded: own.length > 0 };
    let described = cashier;
    for (const { kind, text } of own) {
      const secret = kind === "pin" ? await this.#stretch(settings, text) : await badgeHash(this.#subtle, text);
      described = { ...described, [kind]: await verifierOf(webSecrets(this.#subtle), mac, kind, cashier.id, secret) };
    }
    return described;
  }

  #stretch(settings: SettingsDocument, digits: string): Promise<Bytes> {
    const { pin } = settings.people;
    const salt = pin === undefined ? undefined : fromBase64url(pin.salt, 16);
    if (pin === undefined || salt === undefined) throw new Error("a PIN without a policy");
    return webSecrets(this.#subtle).stretch(digits, salt, pin.iterations);
  }
}
