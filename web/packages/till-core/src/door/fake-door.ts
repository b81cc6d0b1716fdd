/** A server in memory that speaks the device door's contract: it stands in for the outside in tests, with the weather at the caller's hand. */
import {
  buildCertificate,
  digest,
  EMPTY_DIGEST,
  loadPublicKey,
  parseEnvelope,
  sha256Hex,
  toUtf8,
  verifyMessage,
  verifySeal,
  type Envelope,
} from "@comptoir/journal";

import type { ItemDocument, SettingsDocument } from "../documents.ts";
import { NO_RULES_DOCUMENT, type RulesDocument } from "../rules.ts";
import type { SecretSubtle } from "../people/secrets.ts";
import type { SecretKind } from "../people/verifiers.ts";
import type { Clock, Random, SealingKey, Subtle } from "../ports.ts";
import { FakePromises } from "./fake-promises.ts";
import { FakeParking } from "./fake-parking.ts";
import { wordsAfter, type ShopWords } from "./fake-words.ts";
import { newToken, uuidFrom } from "./fake-identifiers.ts";
import { FakePeople } from "./fake-people.ts";
import { minorUnits } from "../units.ts";
import type {
  ArticleRequest,
  CatalogChange,
  CatalogChanges,
  CatalogManifest,
  CustomerRequests,
  Door,
  DoorAnswer,
  DoorEvent,
  EnrolRequest,
  Enrolled,
  EntriesAnswer,
  EntryAnswer,
  ExchangeRequest,
  Exchanged,
  KnownCards,
  KnownReceipt,
  MadeArticle,
  NotesRequest,
  PinRequest,
  Question,
  RequestAnswer,
  SealedLine,
  ShelfRequest,
  ShelfTaken,
  StatusReport,
  StopSignal,
  VoucherRequest,
  WeatherKind,
} from "./door.ts";

interface FakeChain {
  readonly chain: string;
  readonly till: string;
  readonly key: SealingKey;
  head: { sequence: number; digest: string };
  /** What stands, by sequence: the digests of stored entries. */
  readonly stored: Map<number, string>;
  /** Digests of quarantined entries, by sequence. */
  readonly quarantined: Map<number, Set<string>>;
}

interface FakeDevice {
  readonly token: string;
  readonly till: string;
  readonly chain: string;
  isRevoked: boolean;
}

export interface FakeDoorPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly subtle: Subtle & SecretSubtle;
}

const CHUNK_ITEMS = 2_000;

export class FakeDoor implements Door {
  /** Every call fails so while this is set. */
  weather: WeatherKind | undefined;
  entriesWeather: WeatherKind | undefined; // only what is sealed does not get through
  /** The next n answers to entries are lost after the server stored them. */
  answersToLose = 0;
  /** Base64url of the 32 bytes of an Ed25519 key. */
  serverKey = "A".repeat(43);
  cards: KnownCards = { mark: "", cards: [] };
  /** What is on the cards: an answer, or the code of a refusal. */
  vouchers: (request: VoucherRequest) => object | string = () => "payments.voucher_unknown";
  /** Texts that came beside entries, and the commitments of those that a person erased. */
  readonly notes: NotesRequest["notes"][number][] = [];
  readonly erasedNotes: string[] = [];
  /** What the shop asked for articles of late, at least. */
  readonly lowestPrices = new Map<string, readonly [number]>();
  readonly takenBarcodes = new Set<string>();
  elsewhere: ItemDocument | undefined; // what any unknown code is in another store
  /** Every stored text, in the order it was stored. */
  readonly storedTexts: string[] = [];
  /** What the other tills took back of every receipt. */
  returnedLines: KnownReceipt["lines"] = [];
  givenBack: readonly { readonly way: string; readonly amount: number }[] = [];
  readonly quarantine: { readonly text: string; readonly code: string }[] = [];
  readonly batchSizes: number[] = [];
  readonly reports: StatusReport[] = [];
  readonly requested: CustomerRequests[] = [];
  readonly told: ShelfRequest[] = []; // about the shelf
  readonly attempts: object[] = []; // at card terminals
  /** Pictures of goods by their digest. */
  readonly photos = new Map<string, Uint8Array<ArrayBuffer>>();
  /** What every request is answered from now on. */
  requestAnswer: Omit<RequestAnswer, "id"> = { state: "queued" };
  /** About a restore, a new key or a sealing device: a test answers. */
  late: (token: string, question: Question) => Promise<DoorAnswer<string> | undefined> = () => Promise.resolve(undefined);
  readonly promises = new FakePromises();
  readonly organization: string;
  #settings: SettingsDocument;
  readonly #ports: FakeDoorPorts;
  readonly #people: FakePeople;
  readonly #parking = new FakeParking();
  readonly #codes = new Map<string, { readonly till: string; readonly till_code: string }>();
  readonly #tillCodes = new Map<string, string>();
  readonly #chains = new Map<string, FakeChain>();
  readonly #devices = new Map<string, FakeDevice>();
  readonly #enrolments = new Map<string, number>();
  /** One entry at a time, as the server locks a chain: two pages of a till may deliver the same. */
  #taking: Promise<unknown> = Promise.resolve();
  readonly #answered = new Map<string, EntryAnswer>();
  readonly #chunks = new Map<string, string>();
  readonly #listeners = new Map<string, (event: DoorEvent) => void>();
  #manifest: readonly { readonly digest: string; readonly count: number }[] = [];
  #manifestPosition = 0;
  #position = 0;
  #changes: CatalogChange[] = [];
  #rules = NO_RULES_DOCUMENT;
  #manifestRules = NO_RULES_DOCUMENT;

  constructor(ports: FakeDoorPorts, settings: SettingsDocument) {
    this.#ports = ports;
    this.#settings = settings;
    this.#people = new FakePeople(ports.subtle);
    this.organization = settings.organization.id;
  }

  addCode(code: string, till = this.#settings.till): void {
    this.#tillCodes.set(till.id, till.code);
    this.#codes.set(code, { till: till.id, till_code: till.code });
  }

  async publishCatalog(items: readonly ItemDocument[]): Promise<void> {
    const manifest: { readonly digest: string; readonly count: number }[] = [];
    for (let from = 0; from < items.length; from += CHUNK_ITEMS) {
      const slice = items.slice(from, from + CHUNK_ITEMS);
      const text = JSON.stringify(slice);
      const name = await sha256Hex(this.#ports.subtle, toUtf8(text));
      this.#chunks.set(name, text);
      manifest.push({ digest: name, count: slice.length });
    }
    this.#manifest = manifest;
    this.#position += 1;
    this.#manifestPosition = this.#position;
    this.#manifestRules = this.#rules;
    this.#changes = [];
  }

  change(
    change:
      | { readonly item: ItemDocument }
      | { readonly removed: string }
      | { readonly settings: SettingsDocument }
      | { readonly rules: RulesDocument },
  ): void {
    this.#position += 1;
    if ("settings" in change) this.#settings = change.settings;
    if ("rules" in change) this.#rules = change.rules;
    this.#changes.push({ ...change, position: this.#position });
    for (const listener of this.#listeners.values()) listener({ event: "catalog", position: this.#position });
  }

  /** As in the back office: tills hear of it like of any setting. */
  setSecret(cashier: string, kind: SecretKind, text: string): void {
    this.#people.set(cashier, kind, text);
    this.change({ settings: this.#settings });
  }

  revoke(chain: string): void {
    for (const device of this.#devices.values()) if (device.chain === chain) device.isRevoked = true;
  }

  headOf(chain: string): { readonly sequence: number; readonly digest: string } | undefined {
    return this.#chains.get(chain)?.head;
  }

  /** As if the server had been restored from an older backup in which something else stands at the end of the chain. */
  rewriteHead(chain: string, digestText: string): void {
    const found = this.#chains.get(chain);
    if (found !== undefined) found.head = { sequence: found.head.sequence, digest: digestText };
  }

  async enrol(request: EnrolRequest): Promise<DoorAnswer<Enrolled>> {
    if (this.weather !== undefined) return this.#storm(this.weather);
    const code = this.#codes.get(request.code);
    if (code === undefined) return this.#refuse(404, "edge.code_unknown");
    const { subtle } = this.#ports;
    const key = await loadPublicKey(subtle, request.public_key);
    if (key === undefined) return this.#refuse(422, "edge.key_invalid");
    const isProven = await verifyMessage(subtle, key, toUtf8(`comptoir-enrol-v1\n${request.code}`), request.proof);
    if (!isProven) return this.#refuse(422, "edge.proof_invalid");
    this.#codes.delete(request.code);
    return this.#ok(await this.#register(request, code, key));
  }

  async exchangeKey(token: string, request: ExchangeRequest): Promise<DoorAnswer<Exchanged>> {
    const barrier = this.#barrier<Exchanged>(token);
    const device = this.#devices.get(token);
    if (barrier !== undefined || device === undefined) return barrier ?? this.#refuse(401, "edge.token_unknown");
    const chain = this.#chains.get(device.chain);
    const serverKey = chain === undefined ? undefined : await this.#people.register(chain.chain, chain.key, request);
    if (serverKey === undefined) return this.#refuse(422, "edge.proof_invalid");
    return this.#ok({ server_key: serverKey, settings: await this.#settingsOf(token) });
  }

  async sendEntries(token: string, lines: readonly SealedLine[]): Promise<DoorAnswer<EntriesAnswer>> {
    const weather = this.weather ?? this.entriesWeather;
    if (weather !== undefined) return this.#storm(weather);
    const device = this.#devices.get(token);
    if (device === undefined) return this.#refuse(401, "edge.token_unknown");
    if (lines.length > 500) return this.#refuse(422, "edge.too_many");
    this.batchSizes.push(lines.length);
    const [answers, before]: [EntryAnswer[], number] = [[], this.storedTexts.length];
    for (const line of lines) answers.push(await (this.#taking = this.#taking.then<EntryAnswer>(() => this.#take(device, line))));
    this.#nudge(before);
    if (this.answersToLose > 0) {
      this.answersToLose -= 1;
      return this.#storm("timeout");
    }
    return this.#ok({ answers, catalog_position: this.#position, revoked: device.isRevoked });
  }

  addArticle(token: string, request: ArticleRequest): Promise<DoorAnswer<MadeArticle>> {
    const barrier = this.#barrier<MadeArticle>(token);
    if (barrier !== undefined) return Promise.resolve(barrier);
    if (this.takenBarcodes.has(request.barcode)) return Promise.resolve(this.#refuse(409, "catalog.barcode_taken"));
    this.takenBarcodes.add(request.barcode);
    const { item: id, product, name, category, tax, unit, barcode } = request;
    const price = { unit_price: minorUnits(request.unit_price), tax_category: tax.category, tax_rate_ppm: tax.rate_ppm };
    const item: ItemDocument = { id, product, name, category, barcodes: [barcode], unit, ...price };
    this.change({ item });
    return Promise.resolve(this.#ok({ position: this.#position, item }));
  }

  async ask(token: string, question: Question): Promise<DoorAnswer<string>> {
    const barrier = this.#barrier<string>(token);
    if (barrier !== undefined) return barrier;
    if (question.about === "parked") return this.#ok(JSON.stringify(this.#parking.share(this.#devices.get(token)?.till ?? "", question.body)));
    if (question.about === "links" || question.about === "terminals") return this.#ok(JSON.stringify({ mark: "", channels: [], links: [], terminals: [] }));
    if (question.about === "chains" || question.about === "present" || question.about === "renew-key" || question.about === "sealing") return (await this.late(token, question)) ?? this.#refuse(404, "edge.not_found");
    if (question.about === "notes") {
      this.notes.push(...question.body.notes);
      return this.#ok(JSON.stringify({ taken: question.body.notes.map(({ commitment }) => commitment), erased: this.erasedNotes }));
    }
    if (question.about === "lowest-prices") {
      const known = (question.body.items.length === 0 ? [...this.lowestPrices.keys()] : question.body.items).flatMap((item) => this.lowestPrices.get(item)?.map((price) => ({ item, unit_price: price })) ?? []);
      return this.#ok(JSON.stringify({ days: 10, prices: known }));
    }
    if (question.about === "scanned") return this.elsewhere === undefined ? this.#refuse(404, "catalog.product_unknown") : this.#ok(JSON.stringify({ position: this.#position, item: this.elsewhere }));
    if (question.about === "told") return this.#ok(this.#tellWords(token, question.body.after));
    if (question.about === "pin") return this.#changePin(token, question.body);
    if (question.about === "attempts") return this.#ok(JSON.stringify({ taken: this.attempts.push(...question.body.attempts), banks: this.promises.banks }));
    if (question.about === "cards") return this.#ok(JSON.stringify(this.cards));
    if (question.about === "customers") return this.#ok(JSON.stringify({ accounts: this.promises.balances(this.storedTexts), counted: this.headOf(this.#devices.get(token)?.chain ?? "")?.sequence ?? 0 }));
    if (question.about === "lots" || question.about === "stock" || question.about === "code-payments") return this.#ok(JSON.stringify(this.promises.tell(question)));
    if (question.about === "orders") {
      this.promises.meet(question.body.met ?? []);
      return this.#ok(JSON.stringify({ orders: await this.promises.orders(this.#ports.subtle, this.storedTexts), ...this.promises.erasedAfter(question.body.erasures ?? 0) }));
    }
    const { sequence, digest: wanted } = question.body;
    for (const text of this.storedTexts) {
      if ((await digest(this.#ports.subtle, toUtf8(text))) !== wanted) continue;
      return this.#ok(JSON.stringify({ number: `X-${sequence}`, cashier: "Noor", text, lines: this.returnedLines, given_back: this.givenBack, counted: this.headOf(this.#devices.get(token)?.chain ?? "")?.sequence ?? 0 }));
    }
    return this.#refuse(404, "sales.receipt_unknown");
  }

  /** As the server does when an entry has something to tell. */
  #nudge(before: number): void {
    if (wordsAfter(this.storedTexts.slice(before), 0, this.#shopWords("")).length === 0) return;
    for (const listener of this.#listeners.values()) listener({ event: "told" });
  }

  #shopWords(own: string): ShopWords {
    const once = new Set((this.#rules.coupon_codes ?? []).flatMap(({ codes }) => codes));
    return { own, once, codeOf: (till) => this.#tillCodes.get(till) ?? "" };
  }

  /** Two a page: a till reads on by itself. */
  #tellWords(token: string, after: number): string {
    const own = this.#devices.get(token)?.till ?? "";
    const words = wordsAfter(this.storedTexts, after, this.#shopWords(own));
    const told = words.slice(0, 2);
    const position = Math.max(after, ...told.map((word) => ("position" in word ? Number(word.position) : 0)));
    return JSON.stringify({ told, position, more: words.length > told.length });
  }

  async #changePin(token: string, { cashier, pin, new_pin: wanted }: PinRequest): Promise<DoorAnswer<string>> {
    const refusal = this.#people.change(cashier, pin, wanted);
    if (refusal !== undefined) return this.#refuse(403, refusal);
    this.change({ settings: this.#settings });
    const answer = JSON.stringify({ settings: await this.#settingsOf(token) });
    if (this.answersToLose === 0) return this.#ok(answer);
    this.answersToLose -= 1;
    return this.#storm("timeout");
  }

  voucher(token: string, request: VoucherRequest): Promise<DoorAnswer<string>> {
    const barrier = this.#barrier<string>(token);
    if (barrier !== undefined) return Promise.resolve(barrier);
    const answer = this.vouchers(request);
    return Promise.resolve(typeof answer === "string" ? this.#refuse(404, answer) : this.#ok(JSON.stringify(answer)));
  }

  async catalog(token: string): Promise<DoorAnswer<CatalogManifest>> {
    const barrier = this.#barrier<CatalogManifest>(token);
    if (barrier !== undefined) return barrier;
    const settings = await this.#settingsOf(token);
    return this.#ok({ position: this.#manifestPosition, chunks: this.#manifest, settings, rules: this.#manifestRules });
  }

  photo(token: string, digest: string): Promise<DoorAnswer<Uint8Array<ArrayBuffer>>> {
    const barrier = this.#barrier<Uint8Array<ArrayBuffer>>(token);
    const bytes = this.photos.get(digest);
    if (barrier !== undefined) return Promise.resolve(barrier);
    return Promise.resolve(bytes === undefined ? this.#refuse(404, "edge.not_found") : this.#ok(bytes));
  }

  tellShelf(token: string, request: ShelfRequest): Promise<DoorAnswer<ShelfTaken>> {
    const barrier = this.#barrier<ShelfTaken>(token);
    if (barrier !== undefined) return Promise.resolve(barrier);
    this.told.push(request);
    return Promise.resolve(this.#ok({ position: this.#position }));
  }

  catalogChunk(token: string, name: string): Promise<DoorAnswer<string>> {
    const barrier = this.#barrier<string>(token);
    const text = this.#chunks.get(name);
    if (barrier !== undefined) return Promise.resolve(barrier);
    return Promise.resolve(text === undefined ? this.#refuse(404, "edge.chunk_unknown") : this.#ok(text));
  }

  async catalogChanges(token: string, after: number): Promise<DoorAnswer<CatalogChanges>> {
    const barrier = this.#barrier<CatalogChanges>(token);
    if (barrier !== undefined) return barrier;
    if (after < this.#manifestPosition) return this.#refuse(410, "edge.position_too_old");
    const news = this.#changes.filter((change) => change.position > after);
    const page = news.slice(0, 100);
    const position = page.at(-1)?.position ?? this.#position;
    const settings = await this.#settingsOf(token);
    const changes = page.map((change) => ("settings" in change ? { ...change, settings } : change));
    return this.#ok({ position, changes, more: news.length > page.length });
  }

  requests(token: string, requests: CustomerRequests): Promise<DoorAnswer<readonly RequestAnswer[]>> {
    const barrier = this.#barrier<readonly RequestAnswer[]>(token);
    if (barrier !== undefined) return Promise.resolve(barrier);
    this.requested.push(requests);
    const ids = [...requests.deliveries, ...requests.invoices].map((request) => request.id).concat(requests.watching);
    return Promise.resolve(this.#ok(ids.map((id) => ({ id, ...this.requestAnswer }))));
  }

  report(token: string, status: StatusReport): Promise<DoorAnswer<{ readonly server_time: string }>> {
    const barrier = this.#barrier<{ readonly server_time: string }>(token);
    if (barrier !== undefined) return Promise.resolve(barrier);
    this.reports.push(status);
    return Promise.resolve(this.#ok({ server_time: this.#time() }));
  }

  events(token: string, onEvent: (event: DoorEvent) => void, stop: StopSignal): Promise<DoorAnswer<null>> {
    const barrier = this.#barrier<null>(token);
    if (barrier !== undefined) return Promise.resolve(barrier);
    this.#listeners.set(token, onEvent);
    onEvent({ event: "hello" });
    return new Promise((resolve) =>
      stop.onStop(() => {
        this.#listeners.delete(token);
        resolve(this.#ok(null));
      }),
    );
  }

  async #register(request: EnrolRequest, code: { readonly till: string; readonly till_code: string }, key: SealingKey): Promise<Enrolled> {
    const { clock, random } = this.#ports;
    const previous = [...this.#chains.values()].filter((chain) => chain.till === code.till).at(-1);
    const enrolment = (this.#enrolments.get(code.till) ?? 0) + 1;
    this.#enrolments.set(code.till, enrolment);
    const chain = uuidFrom(clock, random);
    const token = newToken(random);
    this.admit(token, code.till, chain, key);
    const names = { organization: this.organization, store: this.#settings.store.id, till: code.till, till_code: code.till_code, chain };
    const certificate = await buildCertificate(() => Promise.resolve(new Uint8Array(64)), {
      ...names,
      enrolment,
      public_key: request.public_key,
      algorithm: "ES256",
      issued_at: this.#time(),
    });
    const before = previous === undefined ? {} : { previous_chain: previous.chain, previous_head: { ...previous.head } };
    return { ...names, legal_entity: uuidFrom(clock, random), enrolment, token, certificate, server_key: this.serverKey, ...before };
  }

  admit(token: string, till: string, chain: string, key: SealingKey): void {
    this.#chains.set(chain, { chain, till, key, head: { sequence: 0, digest: EMPTY_DIGEST }, stored: new Map(), quarantined: new Map() });
    this.#devices.set(token, { token, till, chain, isRevoked: false });
  }

  async #take(device: FakeDevice, line: SealedLine): Promise<EntryAnswer> {
    const bytes = toUtf8(line.text);
    const name = await digest(this.#ports.subtle, bytes);
    const known = this.#answered.get(name);
    if (known !== undefined) return known.status === "stored" ? { ...known, status: "already_stored" } : known;
    const read = parseEnvelope(bytes);
    const code = read.ok ? await this.#judge(device, read.envelope, name, line.seal, bytes) : "unreadable";
    const sequence = read.ok ? { sequence: read.envelope.sequence } : {};
    const answer: EntryAnswer =
      code === undefined ? { ...sequence, digest: name, status: "stored" } : { ...sequence, digest: name, status: "quarantined", code };
    this.#answered.set(name, answer);
    if (code === undefined) this.storedTexts.push(line.text);
    else this.quarantine.push({ text: line.text, code });
    return answer;
  }

  async #judge(device: FakeDevice, entry: Envelope, name: string, seal: string, bytes: Uint8Array): Promise<string | undefined> {
    if (entry.organization !== this.organization || entry.till !== device.till) return "wrong_till";
    const chain = this.#chains.get(entry.chain);
    if (chain === undefined) return "unknown_chain";
    if (chain.till !== device.till) return "wrong_till";
    const code = await this.#place(device, chain, entry, name, seal, bytes);
    if (code === undefined) {
      chain.stored.set(entry.sequence, name);
      if (entry.sequence > chain.head.sequence) chain.head = { sequence: entry.sequence, digest: name };
    } else {
      const there = chain.quarantined.get(entry.sequence) ?? new Set<string>();
      chain.quarantined.set(entry.sequence, there.add(name));
    }
    return code;
  }

  /** The rules of docs/developer/device-door.md, "The chain on the server", in their order. */
  async #place(
    device: FakeDevice,
    chain: FakeChain,
    entry: Envelope,
    name: string,
    seal: string,
    bytes: Uint8Array,
  ): Promise<string | undefined> {
    if (!(await verifySeal(this.#ports.subtle, chain.key, bytes, seal))) return "bad_seal";
    if (device.isRevoked) return "revoked";
    const { head } = chain;
    const { sequence, previous } = entry;
    const isNamed = chain.quarantined.get(sequence - 1)?.has(previous) === true;
    if (sequence > head.sequence) {
      if ((sequence === head.sequence + 1 && previous === head.digest) || isNamed) return undefined;
      return sequence === head.sequence + 1 ? "fork" : "gap";
    }
    const stands = chain.stored.get(sequence - 1) === previous || isNamed;
    return !chain.stored.has(sequence) && stands ? undefined : "fork";
  }

  /** Verifiers are made for the device that asks. */
  #settingsOf(token: string): Promise<SettingsDocument> {
    return this.#people.settingsOf(this.#settings, this.#devices.get(token)?.chain ?? "");
  }

  #barrier<T>(token: string): DoorAnswer<T> | undefined {
    if (this.weather !== undefined) return this.#storm(this.weather);
    const device = this.#devices.get(token);
    if (device === undefined) return this.#refuse(401, "edge.token_unknown");
    return device.isRevoked ? this.#refuse(403, "edge.revoked") : undefined;
  }

  #time(): string {
    return new Date(this.#ports.clock.wall().epoch_ms).toISOString();
  }

  #ok<T>(value: T): DoorAnswer<T> {
    return { kind: "ok", value, server_time: this.#time() };
  }

  #refuse<T>(status: number, code: string): DoorAnswer<T> {
    return { kind: "refusal", status, code, server_time: this.#time() };
  }

  #storm<T>(weather: WeatherKind): DoorAnswer<T> {
    return { kind: "weather", weather };
  }
}
