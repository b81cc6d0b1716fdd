/**
 * Austria at the till: each receipt signed and chained as the RKSV wants it, start, month, year and recovery receipts by themselves.
 *
 * The register's name is the receipt number without its last part (`A1-1` of `A1-1-42`): each enrolment is a register of its own. What it
 * must remember lies in the till's database and changes in the transaction of the receipt; a signature that was made for a receipt which
 * never came to be is forgotten with it. The key of the turnover counter is made here, kept so that no script can read it, and told to
 * the server once, sealed for it alone. Prepared for the RKSV, never certified; without a certified device it says so on each receipt.
 */
import type { EntryObject, KeyHandle } from "@comptoir/journal";

import type { Ports } from "../../ports.ts";
import { isObject } from "../../reading.ts";
import type { FiscalAnswer, FiscalDocument, FiscalDraft, FiscalModule, FiscalPaper, FiscalSession, FiscalSettings, FiscalSlots, FiscalState } from "../plugin.ts";
import { amountsOf } from "./amounts.ts";
import { toldRates } from "./categories.ts";
import { DEVICE_FAILED, isUnsigned, qrTextOf } from "./machine-code.ts";
import { COUNTER_BYTES, DeviceFailed, isOut, issue, type Issued, type ReceiptKind, type RegisterDraft, type RegisterState, type SigningDevice } from "./register.ts";
import { sealedFor, softwareDevice, wholeSubtle, type ModuleSubtle } from "./keys.ts";
import { KEY_BYTES, turnoverKey } from "./turnover.ts";

const BUDGET_MS = 3_000;
const TURNED: readonly string[] = ["sale", "refund", "exchange", "payment"];
/** Before these, too, the till looks what the law wants first. */
const HEEDED: readonly string[] = ["opening", "closing"];

/** What a register knows of itself between two receipts. */
interface Memory {
  readonly register: RegisterState;
  readonly key: KeyHandle;
  /** Local time of the last receipt, and the month that its month receipt closed. */
  readonly last_time: string;
  readonly closed_month: string;
  /** Of a demonstration: the key that signs. */
  readonly signing?: { readonly private_key: KeyHandle; readonly public_key: string };
}

/** How a till finds the card or service that its settings name; absent where this program knows only software. */
export type DeviceFinder = (settings: FiscalSettings, ports: Ports, draft: FiscalDraft) => SigningDevice | undefined;

interface Made {
  readonly memory: Memory;
  readonly members: EntryObject;
}

export function austria(findDevice?: DeviceFinder): FiscalModule {
  return {
    name: "at",
    asked: ["zero"],
    faultWords: (code, locale) => FAULTS[locale.slice(0, 2)]?.[code] ?? FAULTS["en"]?.[code],
    slots,
    open: (ports, settings) => new Session(ports, settings, findDevice).session,
  };
}

class Session {
  readonly #ports: Ports;
  readonly #subtle: ModuleSubtle;
  readonly #settings: FiscalSettings;
  readonly #findDevice: DeviceFinder | undefined;
  /** What was made for a receipt, by its JWS, until the till says which one stands. */
  readonly #made = new Map<string, Memory>();

  constructor(ports: Ports, settings: FiscalSettings, findDevice: DeviceFinder | undefined) {
    this.#ports = ports;
    this.#subtle = wholeSubtle(ports.subtle);
    this.#settings = settings;
    this.#findDevice = findDevice;
  }

  readonly session: FiscalSession = {
    sealer: {
      budget_ms: BUDGET_MS,
      seal: (draft, state) => this.#answer(draft, state),
      // A signature without its receipt is nothing: no counter of the device knows it.
      find: () => Promise.resolve({ outcome: "failed", code: "not_committed" }),
    },
    seals: (kind) => kind === "training" || TURNED.includes(kind),
    heeds: (kind) => HEEDED.includes(kind),
    due: (state, draft) => due(memoryOf(state), draft),
    unsealed: async (state, draft) => (await this.#make(draft, memoryOf(state), true))?.members ?? {},
    remember: (state, _draft, _answer, fiscal) => this.#remembered(state, fiscal),
    slots: () => ({ lines: [] }),
  };

  async #answer(draft: FiscalDraft, state: FiscalState): Promise<FiscalAnswer> {
    if (kindOf(draft) === undefined) return { outcome: "sealed", members: {} };
    const made = await this.#make(draft, memoryOf(state), false);
    if (made === undefined) return { outcome: "failed", code: "not_started" };
    return isUnsigned(made.memory.register.last_jws) ? { outcome: "failed", code: "no_signature" } : { outcome: "sealed", members: made.members };
  }

  /** `undefined`: the register has not begun, and this is not its start receipt. */
  async #make(draft: FiscalDraft, known: Memory | undefined, isDeviceOut: boolean): Promise<Made | undefined> {
    const kind = kindOf(draft);
    if (kind === undefined || (known === undefined && (kind !== "start" || isDeviceOut))) return undefined;
    const begun = known ?? (await this.#begin(draft));
    const device = await this.#device(draft, begun);
    const { amounts, unmapped } = amountsOf(draft.body, draft.device_time.slice(0, 10), toldRates(this.#settings.facts));
    const wanted: RegisterDraft = { receipt: clean(draft.number), local_time: draft.device_time.slice(0, 19), kind, amounts };
    const means = { subtle: this.#subtle, key: begun.key, counter_bytes: COUNTER_BYTES };
    const issued = await issue(means, begun.register, wanted, device, isDeviceOut);
    const memory = after(begun, issued, draft, kind);
    this.#made.set(issued.jws, memory);
    const members: EntryObject = {
      jws: issued.jws,
      receipt: kind,
      ...(begun.signing === undefined ? {} : { software: 1 }),
      ...(unmapped.length === 0 ? {} : { unmapped }),
      ...(kind === "start" ? await this.#introduction(begun, device) : {}),
    };
    return { memory, members };
  }

  /** A new register: its key, and for a demonstration the key that signs. */
  async #begin(draft: FiscalDraft): Promise<Memory> {
    const raw = this.#ports.random.bytes(KEY_BYTES);
    const key = await turnoverKey(this.#subtle, raw);
    const told = this.#settings.facts["turnover_key_for"];
    this.#sealedKey = typeof told === "string" ? await sealedFor(this.#subtle, told, raw) : undefined;
    raw.fill(0);
    const signing = this.#findDevice === undefined || this.#settings.facts["device"] === "software" ? await softwareDevice(this.#subtle) : undefined;
    const register = { register: registerOf(draft), turnover: "0", last_jws: "" };
    return { register, key, last_time: "", closed_month: "", ...(signing && { signing }) };
  }

  #sealedKey: string | undefined;

  /** What the server must know of a register, said once: in its start receipt. */
  async #introduction({ signing }: Memory, device: SigningDevice): Promise<EntryObject> {
    return Promise.resolve({
      key_id: device.key_id,
      trust_center: device.trust_center,
      ...(signing === undefined ? {} : { public_key: signing.public_key }),
      ...(this.#sealedKey === undefined ? {} : { turnover_key: this.#sealedKey }),
    });
  }

  async #device(draft: FiscalDraft, { signing, register }: Memory): Promise<SigningDevice> {
    const found = this.#findDevice?.(this.#settings, this.#ports, draft);
    if (found !== undefined) return found;
    const company = this.#settings.facts["company_id"];
    const subtle = this.#subtle;
    return Promise.resolve({
      trust_center: "AT0",
      key_id: `${typeof company === "string" ? company : "U:ATU00000000"}-${register.register.replaceAll(/[^A-Za-z0-9]/g, "x")}`,
      sign: async (message) => {
        if (signing === undefined) throw new DeviceFailed("no device");
        // Of a demonstration the office says when its key fails, as a card would that is pulled.
        if (this.#settings.facts["is_out"] === true) throw new DeviceFailed("simulated");
        return new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signing.private_key, message));
      },
    });
  }

  #remembered(state: FiscalState, fiscal: EntryObject): FiscalState["memory"] {
    const { jws } = fiscal;
    const memory = typeof jws === "string" ? this.#made.get(jws) : undefined;
    if (memory === undefined) return state.memory;
    this.#made.clear();
    return { ...memory };
  }
}

function after(before: Memory, issued: Issued, draft: FiscalDraft, kind: ReceiptKind): Memory {
  const { purpose } = draft.body;
  const month = draft.device_time.slice(0, 7);
  const { of } = draft.body;
  const closes = (purpose === "month" || purpose === "year") && typeof of === "string" ? of : undefined;
  // Whatever is turned over after a month's receipt makes another one due at the month's end.
  const closed = closes ?? (kind !== "zero" && before.closed_month === month ? "" : before.closed_month);
  return { ...before, register: issued.state, last_time: draft.device_time.slice(0, 19), closed_month: closed };
}

/** The first of these is written, and asked for again. Each waits for the device: without it, it is due still. */
function due(memory: Memory | undefined, draft: FiscalDraft): readonly FiscalDocument[] {
  if (memory === undefined) return [{ purpose: "start", body: {}, only_sealed: true }];
  if (isOut(memory.register)) return [{ purpose: "recovery", body: {}, only_sealed: true }];
  const now = draft.device_time.slice(0, 7);
  const last = memory.last_time.slice(0, 7);
  const ended = last < now ? last : draft.kind === "closing" && isLastDay(draft.device_time) ? now : undefined;
  if (ended === undefined || ended === memory.closed_month) return [];
  return [{ purpose: ended.endsWith("-12") ? "year" : "month", body: { of: ended }, only_sealed: true }];
}

function isLastDay(deviceTime: string): boolean {
  const [year = 0, month = 0, day = 0] = deviceTime.slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate() === day;
}

/** `undefined`: nothing that this law wants signed. */
function kindOf({ kind, body }: FiscalDraft): ReceiptKind | undefined {
  if (kind === "technical_event") return body["purpose"] === "start" ? "start" : "zero";
  const { training_of: of } = body;
  if (kind === "training") return typeof of === "string" && TURNED.includes(of) ? "training" : undefined;
  return kind === "refund" ? "cancellation" : "standard";
}

function registerOf({ number }: FiscalDraft): string {
  return clean(number.slice(0, number.lastIndexOf("-")));
}

/** Fields are parted by underscores, so none may hold one. */
const clean = (name: string): string => name.replaceAll("_", ".");

function memoryOf({ memory }: FiscalState): Memory | undefined {
  const { register, key, last_time, closed_month, signing } = memory;
  if (!isObject(register) || !isKey(key) || typeof last_time !== "string" || typeof closed_month !== "string") return undefined;
  const { register: name, turnover, last_jws } = register;
  if (typeof name !== "string" || typeof turnover !== "string" || typeof last_jws !== "string") return undefined;
  const kept = { register: { register: name, turnover, last_jws }, key, last_time, closed_month };
  return isObject(signing) && isKey(signing["private_key"]) && typeof signing["public_key"] === "string"
    ? { ...kept, signing: { private_key: signing["private_key"], public_key: signing["public_key"] } }
    : kept;
}

function isKey(value: unknown): value is KeyHandle {
  return typeof value === "object" && value !== null && "type" in value && "extractable" in value;
}

const DEMONSTRATION: Readonly<Record<string, string>> = {
  de: "Vorführung: mit einem Schlüssel in Software signiert, kein Beleg im Sinne der RKSV",
  fr: "Démonstration : signé par une clé logicielle, sans valeur au sens de la RKSV",
  en: "Demonstration: signed by a key in software, no receipt in the sense of the RKSV",
};
const FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { no_signature: "Sie hat nicht signiert.", not_started: "Der Startbeleg fehlt noch." },
  fr: { no_signature: "Il n’a pas signé.", not_started: "Le ticket de départ manque encore." },
  en: { no_signature: "It did not sign.", not_started: "The start receipt is missing still." },
};
const MARKS: Readonly<Record<string, string>> = { training: "TRAININGSBELEG", cancellation: "STORNOBELEG", zero: "NULLBELEG", start: "STARTBELEG" };

/** What the law wants on paper is German whatever the paper's language; the code stands beside the till's own. */
function slots(_settings: FiscalSettings, { fiscal, locale }: FiscalPaper): FiscalSlots {
  const jws = fiscal?.["jws"];
  if (fiscal === undefined || typeof jws !== "string") return { lines: fiscal?.["outage"] === undefined ? [] : [DEVICE_FAILED] };
  const qr = qrTextOf(jws);
  const { receipt } = fiscal;
  const mark = typeof receipt === "string" ? MARKS[receipt] : undefined;
  return {
    lines: [
      ...(mark === undefined ? [] : [mark]),
      `Kassen-ID: ${qr.split("_")[2] ?? ""}`,
      ...(isUnsigned(jws) ? [DEVICE_FAILED] : []),
      ...(fiscal["software"] === undefined ? [] : [DEMONSTRATION[locale.slice(0, 2)] ?? DEMONSTRATION["de"] ?? ""]),
    ],
    qr,
  };
}
