/** The stored catalogue, read only: what the worker asks of the till's database, through a connection of its own. */
import { openDB, type IDBPDatabase } from "idb";

import { cellValue, type ManifestValue, type TillSchema } from "../database.ts";

export class StoredCatalog {
  readonly #connection: IDBPDatabase<TillSchema>;
  #isOpen = true;

  private constructor(connection: IDBPDatabase<TillSchema>) {
    this.#connection = connection;
    // A newer till wants to change the tables: it must not wait for us.
    connection.addEventListener("versionchange", () => this.close());
    connection.addEventListener("close", () => this.close());
  }

  /** `undefined` when the till has no database yet: opening must not make an empty one under its name. */
  static open(name: string): Promise<StoredCatalog | undefined> {
    return new Promise((resolve, reject) => {
      const opening = openDB<TillSchema>(name, undefined, {
        upgrade: (_db, _from, _to, transaction) => {
          resolve(undefined);
          // It was aborted on purpose, in the next line: nobody needs to hear of it.
          transaction.done.catch(() => undefined);
          transaction.abort();
        },
      });
      opening.then((connection) => {
        resolve(new StoredCatalog(connection));
      }, reject);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  async manifest(): Promise<ManifestValue | undefined> {
    return cellValue(await this.#connection.get("cells", "manifest"), "manifest");
  }

  async chunk(digest: string): Promise<string | undefined> {
    return (await this.#connection.get("chunks", digest))?.text;
  }

  /** The list of codes of each chunk, in the chunks' order; `undefined` where a list is missing. */
  async codes(digests: readonly string[]): Promise<readonly (string | undefined)[]> {
    const { store } = this.#connection.transaction("codes");
    const rows = await Promise.all(digests.map((digest) => store.get(digest)));
    return rows.map((row) => row?.text);
  }

  /** What changed since the chunks were made, oldest first: the key is the position. */
  async changes(): Promise<readonly string[]> {
    return (await this.#connection.getAll("changes")).map((row) => row.text);
  }

  close(): void {
    this.#isOpen = false;
    this.#connection.close();
  }
}
