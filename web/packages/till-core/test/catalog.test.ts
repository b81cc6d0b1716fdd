import { openDB } from "idb";
import { expect, test } from "vitest";

import { normalizeBarcode, foldWords, type ItemDocument } from "../src/index.ts";
import { CodeTable } from "../src/catalog/code-table.ts";
import { ItemIndex } from "../src/catalog/item-index.ts";
import { StoredCatalog } from "../src/catalog/stored-catalog.ts";
import { TillDatabase } from "../src/database.ts";
import { serveCatalog, type WorkerScope } from "../src/catalog/serve.ts";
import { WorkerCatalog, type WorkerHandle } from "../src/catalog/worker-catalog.ts";
import { LocalCatalog } from "../src/catalog/local-catalog.ts";
import type { FromWorker, ToWorker } from "../src/catalog/protocol.ts";
import { euros, item, makeWorld, openShop, SETTINGS, until, whenIdle } from "./kit.ts";

function goods(...names: readonly string[]): readonly ItemDocument[] {
  return names.map((name, index) => item({ id: `item-${index}`, name, barcodes: [] }));
}

function indexed(items: readonly ItemDocument[]): ItemIndex {
  const index = new ItemIndex();
  index.addChunk(JSON.stringify(items));
  index.finish();
  return index;
}

const names = (items: readonly ItemDocument[]): readonly string[] => items.map((found) => found.name);

test("accents, capitals and ligatures do not matter", () => {
  expect(foldWords("Crème brûlée, ŒUFS & Weißbier n°2")).toEqual(["creme", "brulee", "oeufs", "weissbier", "n", "2"]);
});

test("a reader may send a GTIN with or without its zeros", () => {
  expect(["012345678905", "0012345678905", " 00012345678905 "].map(normalizeBarcode)).toEqual(Array.from({ length: 3 }, () => "00012345678905"));
  expect(normalizeBarcode("ABC-1")).toBe("ABC-1");
});

test("every word must begin an item's word; the closest name comes first", () => {
  const index = indexed(goods("Pain de mie", "Pain", "Petit pain au lait", "Painting", "Brioche"));

  expect(names(index.search("pain", 10))).toEqual(["Pain", "Pain de mie", "Painting", "Petit pain au lait"]);
  expect(names(index.search("LAIT pa", 10))).toEqual(["Petit pain au lait"]);
  expect(names(index.search("pain croissant", 10))).toEqual([]);
  expect(names(index.search("  ", 10))).toEqual([]);
  expect(names(index.search("p", 2))).toEqual(["Pain", "Pain de mie"]);
});

test("several words find what reading every name would find, twice in one index and after changes", () => {
  const parts = ["po", "poire", "poivre", "table", "tablette", "fermier", "ferme", "bio", "extra", "2"];
  const shelf = goods(...Array.from({ length: 400 }, (_, n) => [n % 10, (n * 3 + 1) % 10, Math.floor(n / 10) % 10].map((part) => parts[part]).join(" ")));
  const index = indexed(shelf);
  index.remove("item-7");
  index.replace(item({ id: "item-9", name: "poire bio bio", barcodes: [] }));
  const live = [...shelf.filter(({ id }) => id !== "item-7" && id !== "item-9"), item({ id: "item-9", name: "poire bio bio" })];

  for (const query of ["po fer", "po po", "ta po f", "f ta", "bio bio", "2 e po", "tablette table", "po zebra", "poire bio bio"]) {
    const found = index.search(query, 400).map((one) => one.id);
    const naive = live.filter(({ name }) => query.split(" ").every((word) => name.split(" ").some((own) => own.startsWith(word))));
    expect([...found].sort(), query).toEqual(naive.map((one) => one.id).sort());
  }
});

test("a bar code typed into search finds its item", () => {
  expect(names(indexed([item()]).search("3760123456785", 10))).toEqual(["Baguette"]);
});

test("a chunk that is written with spaces, or holds a name that looks like its seam, is read as well", () => {
  const items = [...goods("Flan", 'Tarte },{', "Éclair"), item({ id: "last" })];
  const index = new ItemIndex();
  index.addChunk(JSON.stringify(items, undefined, 1));
  index.addChunk(JSON.stringify(items.map((one) => ({ ...one, id: `again-${one.id}` }))));
  index.addChunk(`[${JSON.stringify(item({ id: "good", name: "Bon", barcodes: [] }))},{"id":"bad"}]`);
  index.finish();

  expect(index.itemsCount).toBe(9);
  expect(["item-0", "item-1", "again-item-2", "good"].map((id) => index.find(id)?.name)).toEqual(["Flan", 'Tarte },{', "Éclair", "Bon"]);
  expect(index.search("tarte", 5).map((found) => found.id)).toEqual(["item-1", "again-item-1"]);
});

test("codes that are no GTIN, and those that go and come again, are told apart from numbers", () => {
  const codes = new CodeTable();
  for (let number = 0; number < 5_000; number += 1) codes.set(String(3_760_000_000_000 + number), number);
  codes.set("3760", 7);
  codes.set("ABC-1", 0);
  codes.delete("3760000000010");
  codes.delete("3760000000011");
  codes.set("03760000000011", 99);
  codes.delete("ABC-2");

  const asked = ["3760000000009", "3760000000010", "3760000000011", "3760000004999", "3760000005000", "3760", "ABC-1", "ABC-2", "00000000"];
  expect(asked.map((code) => codes.get(code))).toEqual([9, undefined, 99, 4_999, undefined, 7, 0, undefined, undefined]);
});

test("a new price needs no new index; a new name is found, the old one no longer", () => {
  const index = indexed(goods("Tarte", "Flan"));

  index.replace({ ...item({ id: "item-0", name: "Tarte", barcodes: [] }), unit_price: euros(900) });
  index.replace(item({ id: "item-1", name: "Éclair", barcodes: ["3760123456785"] }));
  index.replace(item({ id: "item-9", name: "Flan aux pruneaux", barcodes: [] }));
  index.remove("item-9");

  expect(index.search("tarte", 5)[0]?.unit_price).toBe(900);
  expect(names(index.search("flan", 5))).toEqual([]);
  expect(names(index.search("ecl", 5))).toEqual(["Éclair"]);
  expect(index.findBarcode("3760123456785")?.name).toBe("Éclair");
  expect([index.itemsCount, index.slotsCount]).toEqual([2, 4]);
});

test("a bar code that moved to another item is not lost when the first one goes", () => {
  const index = indexed([item({ id: "old" }), item({ id: "new", name: "Ficelle" })]);

  index.remove("old");

  expect(index.findBarcode("3760123456785")?.name).toBe("Ficelle");
});

test("a category is listed by name, page by page, and follows changes", () => {
  const index = indexed(goods("Flan", "Éclair", "Tarte"));

  expect(names(index.inCategory("01900000-0000-7000-8000-0000000000b1", 0, 2))).toEqual(["Éclair", "Flan"]);
  expect(names(index.inCategory(undefined, 2, 2))).toEqual(["Tarte"]);
  index.remove("item-1");
  expect(names(index.inCategory("01900000-0000-7000-8000-0000000000b1", 0, 2))).toEqual(["Flan", "Tarte"]);
  expect(names(index.inCategory("elsewhere", 0, 2))).toEqual([]);
});

test("scans are answered before the index is built, and changes that come meanwhile are not lost", async () => {
  const world = makeWorld();
  await world.door.publishCatalog(Array.from({ length: 10_000 }, (_, index) => item({ id: `i${index}`, name: `Article ${index}`, barcodes: [`CODE-${index}`] })));
  const till = await openShop(world);
  till.close();
  const turns: (() => void)[] = [];
  const catalog = new LocalCatalog(() => new Promise((resolve) => turns.push(resolve)));
  catalog.load(world.database_name);
  const step = async (): Promise<void> => {
    await until(() => turns.length > 0);
    turns.shift()?.();
  };
  catalog.apply([{ position: 9, item: item({ id: "i5", name: "Renamed", barcodes: ["CODE-5"] }) }], 9);

  // Only the lists of codes are read by now.
  await until(() => catalog.status.value.phase === "scannable");
  expect(catalog.status.value.items_count).toBe(0);
  expect(await catalog.findBarcode("CODE-7000")).toMatchObject({ name: "Article 7000", catalog_position: 1 });
  expect(await catalog.findBarcode("CODE-10000")).toBeUndefined();
  while (catalog.status.value.items_count === 0) {
    turns.shift()?.();
    await until(() => turns.length > 0);
  }
  expect((await catalog.findBarcode("CODE-7000"))?.name).toBe("Article 7000");
  expect((await catalog.findBarcode("CODE-5"))?.name).toBe("Renamed");
  expect(await catalog.search("article")).toEqual([]);

  while (catalog.status.value.phase !== "ready") await step();
  expect(names(await catalog.search("renam"))).toEqual(["Renamed"]);
  expect(names(await catalog.search("article 7000"))).toEqual(["Article 7000"]);
  expect(catalog.status.value).toMatchObject({ items_count: 10_000, position: 9 });
});

test("an early scan knows what changed since the chunks were made", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([
    item({ id: "price", barcodes: ["P"] }),
    item({ id: "gone", barcodes: ["G"] }),
    item({ id: "moved", barcodes: ["M"] }),
  ]);
  const till = await openShop(world);
  world.door.change({ item: item({ id: "price", barcodes: ["P"], unit_price: euros(199) }) });
  world.door.change({ removed: "gone" });
  world.door.change({ item: item({ id: "moved", barcodes: ["N"] }) });
  await until(() => till.catalog.status.value.position === 4);
  till.close();
  // It is never given a turn to read the chunks.
  const catalog = new LocalCatalog(() => new Promise(() => undefined));
  catalog.load(world.database_name);
  await until(() => catalog.status.value.phase === "scannable");

  const found = await Promise.all(["P", "G", "M", "N"].map((code) => catalog.findBarcode(code)));

  expect(found.map((one) => one && [one.id, one.unit_price, one.catalog_position])).toEqual([
    ["price", 199, 4],
    undefined,
    undefined,
    ["moved", 115, 4],
  ]);
});

test("a catalogue that was fetched half is fetched to its end, not again", async () => {
  const world = makeWorld();
  await world.door.publishCatalog(Array.from({ length: 5_000 }, (_, index) => item({ id: `i${index}`, name: `Article ${index}` })));
  const asked: string[] = [];
  const fetchChunk = world.door.catalogChunk.bind(world.door);
  world.door.catalogChunk = (token, digest) => {
    asked.push(digest);
    return asked.length === 2 ? Promise.resolve({ kind: "weather", weather: "timeout" }) : fetchChunk(token, digest);
  };
  const till = await world.open();
  await till.enrol("LUNE-1", "comptoir");
  await until(() => till.sync.value.trouble === "timeout");
  expect(till.catalog.status.value.phase).toBe("empty");

  world.time.advance(1_000);
  await whenIdle(till);
  await until(() => till.catalog.status.value.phase === "ready");

  expect(till.catalog.status.value.items_count).toBe(5_000);
  expect(asked).toHaveLength(4);
  expect(new Set(asked).size).toBe(3);
});

test("settings that change arrive, an item that goes is gone, and both survive a reload", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item(), item({ id: "flan", name: "Flan", barcodes: [] })]);
  const till = await openShop(world);
  world.door.change({ removed: "flan" });
  world.door.change({ settings: { ...SETTINGS, public_address: "https://new.example" } });
  await until(() => till.state.value.settings?.public_address === "https://new.example");
  till.close();

  const again = await world.open();
  await until(() => again.catalog.status.value.phase === "ready");

  expect(names(await again.catalog.inCategory(undefined))).toEqual(["Baguette"]);
  expect(again.state.value.settings?.public_address).toBe("https://new.example");
  expect(again.catalog.status.value.position).toBe(3);
});

test("a till that was away too long reads the whole catalogue again", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);
  await world.door.publishCatalog([item({ unit_price: euros(150) })]);

  till.syncNow();
  await until(async () => (await till.catalog.findBarcode("3760123456785"))?.unit_price === 150);

  expect(await world.database().count("chunks")).toBe(1);
});

test("the worker speaks for the catalogue: questions, answers, status", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item(), item({ id: "flan", name: "Flan", barcodes: [] })]);
  (await openShop(world)).close();
  const catalog = workerPair();
  const early = catalog.findBarcode("3760123456785");
  catalog.load(world.database_name);
  await until(() => catalog.status.value.phase === "ready");
  expect((await early)?.name).toBe("Baguette");

  expect(names(await catalog.search("fla"))).toEqual(["Flan"]);
  expect((await catalog.findBarcode("3760123456785"))?.name).toBe("Baguette");
  expect(await catalog.findBarcode("0")).toBeUndefined();
  expect(names(await catalog.inCategory(undefined, 1))).toEqual(["Flan"]);
  expect(names(await catalog.find(["flan", "nothing"]))).toEqual(["Flan"]);
  catalog.apply([{ position: 7, removed: "flan" }], 7);
  await until(() => catalog.status.value.position === 7);
  expect(await catalog.search("fla")).toEqual([]);
});

/** A worker and its page in one thread; messages are copied, as between real ones. */
function workerPair(): WorkerCatalog {
  const toWorker: ((event: { data: ToWorker }) => void)[] = [];
  const toPage: ((event: { data: FromWorker }) => void)[] = [];
  const later = <M>(listeners: ((event: { data: M }) => void)[], message: M): void => {
    const data = structuredClone(message);
    setImmediate(() => listeners.forEach((listener) => listener({ data })));
  };
  const scope: WorkerScope = {
    postMessage: (message) => later(toPage, message),
    addEventListener: (_type, listener) => toWorker.push(listener),
  };
  const worker: WorkerHandle = {
    postMessage: (message) => later(toWorker, message),
    addEventListener: (_type, listener) => toPage.push(listener),
    terminate: () => toWorker.splice(0),
  };
  const page = new WorkerCatalog(() => worker);
  serveCatalog(scope, new LocalCatalog(() => Promise.resolve()));
  return page;
}

test("reading a catalogue that is not there makes no database under its name", async () => {
  const name = "till-that-was-never-opened";

  expect(await StoredCatalog.open(name)).toBeUndefined();

  expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
});

test("a reader lets a newer till change the tables", async () => {
  const name = "till-that-is-upgraded";
  const till = new TillDatabase(name);
  await till.write(["cells"], ({ cells }) => cells.put("manifest", { position: 1, applied: 1, chunks: [] }));
  const reader = await StoredCatalog.open(name);
  expect(await reader?.manifest()).toEqual({ position: 1, applied: 1, chunks: [] });
  till.close();

  const newer = await openDB(name, 99);

  expect(reader?.isOpen).toBe(false);
  newer.close();
});
