import { openDB } from "idb";
import { afterEach, expect, test, vi } from "vitest";

import { StorageFailed, TillDatabase, together } from "../src/database.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

let databases = 0;

function freshName(): string {
  databases += 1;
  return `database-${databases}`;
}

test("what a transaction wrote before it failed is not there, in any of its tables", async () => {
  const db = new TillDatabase(freshName());
  await db.write(["cells"], ({ cells }) => cells.put("cashier", "Camille"));

  const failed = db.write(["cells", "outbox"], async ({ cells, outbox }) => {
    await cells.put("cashier", "Noor");
    await outbox.add({ chain: "c", sequence: 1, made_ms: 0 });
    throw new Error("no more");
  });

  await expect(failed).rejects.toThrow("no more");
  expect([await db.cell("cashier"), await db.count("outbox")]).toEqual(["Camille", 0]);
});

test("a row that stands already ends the transaction: the storage failed, and nothing was written", async () => {
  const db = new TillDatabase(freshName());
  const head = { chain: "c", length: 1, digest: "", made_ms: 0 };
  await db.write(["heads"], ({ heads }) => heads.add(head));

  const failed = db.write(["heads", "cells"], async ({ heads, cells }) => {
    await cells.put("cashier", "Noor");
    await heads.add({ ...head, length: 2 });
  });

  await expect(failed).rejects.toThrow(StorageFailed);
  expect([await db.cell("cashier"), (await db.get("heads", "c"))?.length]).toEqual([undefined, 1]);
});

test("requests asked together fail together: nothing of them was written, whichever it was that failed", async () => {
  const db = new TillDatabase(freshName());
  const row = { chain: "c", sequence: 1, made_ms: 0 };

  const failed = db.write(["cells", "outbox"], ({ cells, outbox }) =>
    together(
      () => cells.put("cashier", "Noor"),
      () => {
        throw new Error("no more");
      },
      () => outbox.add(row),
    ),
  );

  await expect(failed).rejects.toThrow("no more");
  expect([await db.cell("cashier"), await db.count("outbox")]).toEqual([undefined, 0]);
});

test("what is found again by itself may be written without waiting for the disk", async () => {
  const db = new TillDatabase(freshName());
  const begun = vi.spyOn(IDBDatabase.prototype, "transaction");

  await db.writeRelaxed(["cells"], ({ cells }) => cells.put("cashier", "Noor"));

  expect(begun).toHaveBeenLastCalledWith(["cells"], "readwrite", { durability: "relaxed" });
  expect(await db.cell("cashier")).toBe("Noor");
});

test("every write asks the browser for strict durability", async () => {
  const db = new TillDatabase(freshName());
  const begun = vi.spyOn(IDBDatabase.prototype, "transaction");

  await db.write(["cells", "sales"], ({ cells }) => cells.put("cashier", "Noor"));

  expect(begun).toHaveBeenLastCalledWith(["cells", "sales"], "readwrite", { durability: "strict" });
});

test("a newer program may change the tables under an open till, and the till goes on with them", async () => {
  const name = freshName();
  const db = new TillDatabase(name);
  await db.write(["cells"], ({ cells }) => cells.put("cashier", "Camille"));

  const newer = await openDB(name, 99, { upgrade: (tables) => void tables.createObjectStore("later", { keyPath: "id" }) });

  await db.write(["cells"], ({ cells }) => cells.put("cashier", "Noor"));
  expect([await db.cell("cashier"), newer.version]).toEqual(["Noor", 99]);
  newer.close();
});

test("a connection that the browser closed by itself is opened again", async () => {
  const db = new TillDatabase(freshName());
  const opened: IDBDatabase[] = [];
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, "open").mockImplementation((...wanted) => {
    const request = open(...wanted);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  });
  await db.write(["cells"], ({ cells }) => cells.put("cashier", "Camille"));

  opened[0]?.close();

  expect(await db.cell("cashier")).toBe("Camille");
  expect(opened).toHaveLength(2);
});

test("a closed till neither reads nor writes", async () => {
  const db = new TillDatabase(freshName());
  await db.write(["cells"], ({ cells }) => cells.put("cashier", "Camille"));

  db.close();

  await expect(db.cell("cashier")).rejects.toThrow(StorageFailed);
  await expect(db.write(["cells"], ({ cells }) => cells.clear("cashier"))).rejects.toThrow(StorageFailed);
});
