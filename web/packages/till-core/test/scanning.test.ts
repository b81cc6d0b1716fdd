import { checkDigit } from "@comptoir/codes";
import { expect, test } from "vitest";

import { addItem, emptyBasket, priceBasket, type ItemDocument, type Scan, type Till } from "../src/index.ts";
import { euros, item, makeWorld, openShop, SETTINGS, until, value } from "./kit.ts";

const COMTE = item({ id: "comte", name: "Comté", barcodes: ["12345"], unit: "KGM", unit_price: euros(2_490) });
const ASPIRIN = item({ id: "aspirin", name: "Aspirine", barcodes: ["09506000134352"] });

async function shop(...items: readonly ItemDocument[]): Promise<Till> {
  const world = makeWorld();
  await world.door.publishCatalog(items);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");
  return till;
}

async function shopWithLabels(...items: readonly ItemDocument[]): Promise<Till> {
  const row = { prefix: "24", item_digits: 5, value_digits: 5, kind: "price" as const, decimals: 2, has_inner_check: false };
  const world = makeWorld({ ...SETTINGS, scale_labels: [row] });
  await world.door.publishCatalog(items);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");
  return till;
}

function label(twelve: string): string {
  return `${twelve}${checkDigit(twelve)}`;
}

const named = (scan: Scan): unknown => (scan.kind === "item" ? { ...scan, item: scan.item.name } : scan);

test("a plain code finds its article", async () => {
  const till = await shop(item());

  expect(named(await till.readScan("]E03760123456785"))).toEqual({ kind: "item", item: "Baguette", code: "3760123456785", is_reader_american: false });
});

test("a scale's label is the article by its number, with its weight", async () => {
  const till = await shop(COMTE);
  const code = label("211234500480");

  expect(named(await till.readScan(code))).toMatchObject({ item: "Comté", code, quantity_milli: 480 });
});

test("a digit that was read wrongly is said, and is no article to create", async () => {
  const till = await shop(COMTE);
  const wrong = `${label("211234500480").slice(0, 12)}${(checkDigit("211234500480") + 1) % 10}`;

  expect(await till.readScan(wrong)).toEqual({ kind: "unknown", code: wrong, is_misread: true });
  expect(await till.readScan("4006381333932")).toEqual({ kind: "unknown", code: "4006381333932", is_misread: true });
});

test("an unknown article on a scale's label is named by its number: the next piece has another weight", async () => {
  const till = await shop(COMTE);

  expect(await till.readScan(label("219999900480"))).toEqual({ kind: "unknown", code: label("219999900000") });
});

test("an article that the shop keeps under the whole label wins", async () => {
  const code = label("211234500480");
  const till = await shop(COMTE, item({ id: "gift", name: "Panier garni", barcodes: [code] }));

  expect(named(await till.readScan(code))).toMatchObject({ item: "Panier garni" });
  expect(await till.readScan(code)).not.toHaveProperty("quantity_milli");
});

test("a medicine past its date says so; one within it does not", async () => {
  const till = await shop(ASPIRIN);

  expect(named(await till.readScan("]d20109506000134352172611211077A"))).toMatchObject({ item: "Aspirine", expired: "2026-11-21" });
  const fresh = await till.readScan("]d20109506000134352172611221077A");
  expect(fresh).toMatchObject({ kind: "item", label: { lot: "77A" } });
  expect(fresh).not.toHaveProperty("expired");
});

test("a reader for American keyboards is understood and told apart", async () => {
  const till = await shop(item({ barcodes: ["AB-12"] }));

  expect(await till.readScan("QB)&é", "AB-12")).toMatchObject({ kind: "item", is_reader_american: true });
  expect(await till.readScan("QB)&é", "AB-13")).toEqual({ kind: "unknown", code: "QB)&é" });
});

test("what is no article: an unknown code, a broken label, a receipt", async () => {
  const till = await shop(item());
  const essentials = `1.${"a".repeat(22)}.42.1299.EUR.1764000000.${"d".repeat(43)}.${"p".repeat(86)}`;

  expect(await till.readScan("4006381333931")).toEqual({ kind: "unknown", code: "4006381333931" });
  expect(await till.readScan("]C10109506000134353")).toEqual({ kind: "unreadable", code: "]C10109506000134353", reason: "gs1.check_digit" });
  expect(await till.readScan(`https://lune.example/r/#${essentials}`)).toEqual({ kind: "receipt", essentials });
});

test("a receipt's code opens its sale; another till's does not", async () => {
  const till = await shop(item());
  const basket = await till.readScan("3760123456785").then((scan) => (scan.kind === "item" ? addItem(emptyBasket(), scan.item) : undefined));
  if (basket?.ok !== true) throw new Error("no basket");
  const sold = await till.finalizeSale(basket.value, [{ kind: "card", amount: euros(115) }]);
  if (!sold.ok) throw new Error(sold.refusal.code);
  const scanned = await till.readScan(sold.value.receipt.qr_text);
  if (scanned.kind !== "receipt") throw new Error(scanned.kind);

  expect(value(await till.saleOfReceipt(scanned.essentials)).number).toBe(sold.value.sale.number);
  expect(await till.saleOfReceipt(scanned.essentials.replace(/^1\.[\w-]{22}/, `1.${"A".repeat(22)}`))).toMatchObject({ ok: false, refusal: { code: "sale.unknown" } });
});

test("what a label of weighed goods costs is paid to the cent", async () => {
  const ham = item({ id: "ham", name: "Jambon", barcodes: ["12345"], unit: "KGM", unit_price: euros(1_299) });
  const till = await shopWithLabels(ham);
  const scanned = async (price: string): Promise<readonly (number | undefined)[]> => {
    const scan = await till.readScan(label(`2412345${price}`));
    if (scan.kind !== "item") throw new Error(scan.kind);
    const basket = value(addItem(emptyBasket(), scan.item, scan.quantity_milli, scan.code, scan.label_price));
    return [scan.quantity_milli, scan.label_price, priceBasket(basket, till.pricingContext()).gross];
  };

  // 266 g at 12.99 come to 3.46: the label says 3.45.
  expect(await scanned("00345")).toEqual([266, 1_297, 345]);
  expect(await scanned("01299")).toEqual([1_000, undefined, 1_299]);
  for (let price = 1; price < 6_000; price += 7) {
    const [, , gross] = await scanned(String(price).padStart(5, "0"));
    expect(gross).toBe(price);
  }
});

test("an element string's price is taken where the shop prints prices into codes, and its entry says so", async () => {
  const tea = item({ id: "tea", name: "Thé", barcodes: ["09506000134352"], unit_price: euros(890) });
  const till = await shopWithLabels(tea);

  for (const code of ["]C101095060001343523922450\u001d1726123110AB", "]d201095060001343523932978450\u001d10AB"]) {
    const scan = await till.readScan(code);
    if (scan.kind !== "item") throw new Error(scan.kind);
    expect([scan.label_price, scan.quantity_milli, scan.label?.lot]).toEqual([450, undefined, "AB"]);
    const basket = value(addItem(emptyBasket(), scan.item, scan.quantity_milli, scan.code, scan.label_price));
    const sold = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(450) }]));
    expect(sold.sale.lines).toMatchObject([{ unit_price: 450, amount: 450 }]);
    expect(sold.sale.lines[0]).toMatchObject({ price_source: "open", barcode: scan.code });
  }
  expect(await till.readScan("]C101095060001343523922450")).toMatchObject({ code: "01095060001343523922450" });
});

test("another currency on a label is refused, and nothing joins the basket", async () => {
  const till = await shopWithLabels(item({ id: "tea", name: "Thé", barcodes: ["09506000134352"], unit_price: euros(890) }));
  const code = "]C101095060001343523932756450";

  expect(await till.readScan(code)).toEqual({ kind: "unreadable", code, reason: "gs1.foreign_currency" });
});

test("a shop that prints no prices sells at its own, whatever a supplier's label says", async () => {
  const till = await shop(item({ id: "tea", name: "Thé", barcodes: ["09506000134352"], unit_price: euros(890) }));

  for (const code of ["]C101095060001343523922450", "]C101095060001343523932756450"]) {
    const scan = await till.readScan(code);
    expect(scan).toMatchObject({ kind: "item", code: "09506000134352" });
    expect(scan).not.toHaveProperty("label_price");
  }
});

test("an article whose price is asked for each time takes its label's", async () => {
  const till = await shop(item({ id: "vase", name: "Vase", barcodes: ["09506000134352"], is_open: true }));

  expect(await till.readScan("]C101095060001343523922450")).toMatchObject({ kind: "item", label_price: 450 });
});

test("a label with weight and price is taken at both where they fit", async () => {
  const ham = item({ id: "ham", name: "Jambon", barcodes: ["09506000134352"], unit: "KGM", unit_price: euros(1_299) });
  const till = await shopWithLabels(ham);
  const read = async (elements: string): Promise<readonly (number | undefined)[]> => {
    const scan = await till.readScan(`]e00109506000134352${elements}`);
    if (scan.kind !== "item") throw new Error(scan.kind);
    const basket = value(addItem(emptyBasket(), scan.item, scan.quantity_milli, scan.code, scan.label_price));
    return [scan.quantity_milli, scan.label_price, priceBasket(basket, till.pricingContext()).gross];
  };

  expect(await read("31030002663922346")).toEqual([266, undefined, 346]);
  expect(await read("31030002503922300")).toEqual([250, 1_200, 300]);
  // 100 kg for 3.45 have no price of a kilogram that comes to it: what the money buys.
  expect(await read("31031000003922345")).toEqual([266, 1_297, 345]);
});
