/** The page's side of the catalogue that lives in a worker. */
import type { ItemDocument } from "../documents.ts";
import type { CatalogChange } from "../door/door.ts";
import { Subject } from "../observable.ts";
import { NO_CATALOG, PAGE_LIMIT, SEARCH_LIMIT, type CatalogEngine } from "./catalog.ts";
import type { FromWorker, Question, ToWorker } from "./protocol.ts";

/** What the page uses of a `Worker`. */
export interface WorkerHandle {
  postMessage(message: ToWorker): void;
  addEventListener(type: "message", listener: (event: { readonly data: FromWorker }) => void): void;
  terminate(): void;
}

export class WorkerCatalog implements CatalogEngine {
  readonly status = new Subject(NO_CATALOG);
  readonly #start: () => WorkerHandle;
  #worker: WorkerHandle | undefined;
  /** What was asked before there was a catalogue to read. */
  readonly #early: ToWorker[] = [];
  readonly #waiting = new Map<number, (items: readonly ItemDocument[]) => void>();
  #number = 0;

  constructor(start: () => WorkerHandle) {
    this.#start = start;
  }

  load(database: string): void {
    this.#worker ??= this.#started();
    this.#worker.postMessage({ type: "load", database });
    for (const message of this.#early.splice(0)) this.#worker.postMessage(message);
  }

  apply(changes: readonly CatalogChange[], position: number): void {
    this.#post({ type: "apply", changes, position });
  }

  search(text: string, limit = SEARCH_LIMIT): Promise<readonly ItemDocument[]> {
    return this.#ask({ ask: "search", text, limit });
  }

  async findBarcode(code: string): Promise<ItemDocument | undefined> {
    return (await this.#ask({ ask: "barcode", code }))[0];
  }

  inCategory(category: string | undefined, offset = 0, limit = PAGE_LIMIT): Promise<readonly ItemDocument[]> {
    return this.#ask({ ask: "category", category, offset, limit });
  }

  find(ids: readonly string[]): Promise<readonly ItemDocument[]> {
    return this.#ask({ ask: "find", ids });
  }

  close(): void {
    this.#worker?.terminate();
    for (const resolve of this.#waiting.values()) resolve([]);
    this.#waiting.clear();
  }

  #ask(question: Question): Promise<readonly ItemDocument[]> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#post({ type: "question", number, question });
    });
  }

  #post(message: ToWorker): void {
    if (this.#worker === undefined) this.#early.push(message);
    else this.#worker.postMessage(message);
  }

  #started(): WorkerHandle {
    const worker = this.#start();
    worker.addEventListener("message", ({ data: message }) => {
      if (message.type === "status") this.status.set(message.status);
      else this.#answered(message.number, message.items);
    });
    return worker;
  }

  #answered(number: number, items: readonly ItemDocument[]): void {
    this.#waiting.get(number)?.(items);
    this.#waiting.delete(number);
  }
}

/** The worker starts with the first `load`: its thread must not compete with the first screen for a cheap phone's time. */
export function workerCatalog(start: () => WorkerHandle): CatalogEngine {
  return new WorkerCatalog(start);
}
