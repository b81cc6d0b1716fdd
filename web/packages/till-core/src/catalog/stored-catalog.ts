/**
 * The stored catalogue, read only, by IndexedDB itself: the worker needs four questions and none of Dexie, which would double what a
 * phone must download to sell. The tables are `database.ts`'s; only that file makes or changes them.
 */
import type { ChangeRow, ChunkRow, CodesRow, ManifestValue } from "../database.ts";

/** The tables that are read here, and what a row of each is; of `cells`, only the manifest. */
interface Tables {
  readonly cells: { readonly value: ManifestValue };
  readonly chunks: ChunkRow;
  readonly codes: CodesRow;
  readonly changes: ChangeRow;
}

interface Request<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface OpenRequest extends Request<Connection> {
  readonly transaction: { abort(): void } | null;
  onupgradeneeded: (() => void) | null;
}

interface ObjectStore<T> {
  get(key: string): Request<T | undefined>;
  getAll(): Request<readonly T[]>;
}

interface Connection {
  transaction<K extends keyof Tables>(store: K, mode: "readonly"): { objectStore(name: K): ObjectStore<Tables[K]> };
  close(): void;
  onversionchange: (() => void) | null;
}

interface Factory {
  open(name: string): OpenRequest;
}

declare const globalThis: { readonly indexedDB: Factory };

export class StoredCatalog {
  readonly #connection: Connection;
  #isOpen = true;

  private constructor(connection: Connection) {
    this.#connection = connection;
    // A newer till wants to change the tables: it must not wait for us.
    connection.onversionchange = () => {
      this.close();
    };
  }

  /** `undefined` when the till has no database yet: opening must not make an empty one under its name. */
  static open(name: string): Promise<StoredCatalog | undefined> {
    const request = globalThis.indexedDB.open(name);
    return new Promise((resolve, reject) => {
      request.onupgradeneeded = () => {
        resolve(undefined);
        request.transaction?.abort();
      };
      settled(request).then((connection) => {
        resolve(new StoredCatalog(connection));
      }, reject);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  async manifest(): Promise<ManifestValue | undefined> {
    return (await settled(this.#table("cells").get("manifest")))?.value;
  }

  async chunk(digest: string): Promise<string | undefined> {
    return (await settled(this.#table("chunks").get(digest)))?.text;
  }

  /** The list of codes of each chunk, in the chunks' order; `undefined` where a list is missing. */
  async codes(digests: readonly string[]): Promise<readonly (string | undefined)[]> {
    const table = this.#table("codes");
    const rows = await Promise.all(digests.map((digest) => settled(table.get(digest))));
    return rows.map((row) => row?.text);
  }

  /** What changed since the chunks were made, oldest first: the key is the position. */
  async changes(): Promise<readonly string[]> {
    const rows = await settled(this.#table("changes").getAll());
    return rows.map((row) => row.text);
  }

  close(): void {
    this.#isOpen = false;
    this.#connection.close();
  }

  #table<K extends keyof Tables>(name: K): ObjectStore<Tables[K]> {
    return this.#connection.transaction(name, "readonly").objectStore(name);
  }
}

function settled<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error instanceof Error ? request.error : new Error("IndexedDB refused", { cause: request.error }));
    };
  });
}
