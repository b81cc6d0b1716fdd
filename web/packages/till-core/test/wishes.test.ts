import { expect, test } from "vitest";
import { addAmount, emptyBasket, type Company, type EntryRef, type NewWish, type Till } from "../src/index.ts";
import { CAMILLE, euros, makeWorld, openShop, RATE_20, until, value, whenIdle } from "./kit.ts";

const MAIL: NewWish = { kind: "email", address: " claire@example.fr ", language: "fr" };
const COMPANY: Company = {
  name: "Atelier Nord", street: "3 rue Neuve", postal_code: "59000", city: "Lille", country: "FR", tax_number: "", registration: "",
};

async function sell(till: Till): Promise<EntryRef> {
  const basket = value(addAmount(emptyBasket(), euros(1_250), RATE_20));
  return value(await till.finalizeSale(basket, [{ kind: "cash" }])).sale.ref;
}

test("a wish reaches the server after its sale, and the till forgets whose it was", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sell(till);

  const wish = value(await till.makeWish(ref, MAIL));
  expect(wish).toMatchObject({ kind: "email", state: "unsent", hint: "c…@example.fr" });
  await until(() => world.door.requested.length > 0);
  await whenIdle(till);

  const [requests] = world.door.requested;
  const [sent] = requests?.deliveries ?? [];
  expect(sent?.consented_at).toContain("+01:00");
  expect(requests?.deliveries).toMatchObject([
    {
      id: wish.id, ...ref, channel: "email", address: " claire@example.fr ", language: "fr",
      essentials: (await till.sale(ref))?.essentials, cashier: CAMILLE,
    },
  ]);
  const row = await world.database().get("wishes", wish.id);
  expect(row).toMatchObject({ state: "queued", hint: "c…@example.fr" });
  expect(row).not.toHaveProperty("address");
  expect(JSON.stringify(world.door.storedTexts)).not.toContain("claire");
});

test("what became of it is asked for until it is known", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sell(till);
  const { id } = value(await till.makeWish(ref, MAIL));
  await until(() => world.door.requested.length > 0);
  await whenIdle(till);

  world.door.requestAnswer = { state: "failed", code: "address_refused" };
  // By itself, a few seconds later: nobody asked.
  for (let waited = 0; waited < 10 && (await till.wishesOf(ref))[0]?.state !== "failed"; waited += 1) {
    world.time.advance(8_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }

  expect(world.door.requested.at(-1)).toEqual({ deliveries: [], invoices: [], watching: [id] });
  expect(await till.wishesOf(ref)).toEqual([{ id, kind: "email", hint: "c…@example.fr", state: "failed", code: "address_refused" }]);
  await whenIdle(till);
  const asked = world.door.requested.length;
  till.syncNow();
  await whenIdle(till);
  expect(world.door.requested).toHaveLength(asked);
});

test("offline it waits, survives a new page, and is told when the line is back", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  const ref = await sell(till);
  await until(() => till.sync.value.phase === "offline");
  value(await till.makeWish(ref, { kind: "sms", address: "06 12 34 56 78", language: "de" }));
  expect(world.door.requested).toEqual([]);
  till.close();

  const again = await world.open();
  expect(await again.wishesOf(ref)).toMatchObject([{ kind: "sms", state: "unsent", hint: "…6 78" }]);
  world.door.weather = undefined;
  again.syncNow();
  await until(() => world.door.requested.length > 0);

  expect(world.door.requested[0]?.deliveries).toMatchObject([{ channel: "sms", address: "06 12 34 56 78", language: "de" }]);
});

test("a sale that the server does not have yet is asked for again, but not for ever", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.requestAnswer = { state: "waiting", code: "papers.sale_unknown" };
  const ref = await sell(till);
  const { id } = value(await till.makeWish(ref, { kind: "invoice", company: COMPANY, language: "fr" }));
  await until(() => world.door.requested.length > 0);
  await whenIdle(till);
  expect(await world.database().get("wishes", id)).toMatchObject({ state: "waiting", company: COMPANY });

  world.time.advance(31 * 86_400_000);
  while ((await till.wishesOf(ref))[0]?.state !== "refused") {
    till.syncNow();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  const row = await world.database().get("wishes", id);
  expect(row).toMatchObject({ state: "refused", code: "papers.sale_unknown" });
  expect(row).not.toHaveProperty("company");
});

test("an invoice's number comes back", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.requestAnswer = { state: "made", number: "F2026-000007" };
  const ref = await sell(till);
  value(await till.makeWish(ref, { kind: "invoice", company: COMPANY, language: "fr" }));
  await until(() => world.door.requested.length > 0);
  await whenIdle(till);

  expect(world.door.requested[0]?.invoices).toMatchObject([{ ...ref, buyer: COMPANY }]);
  expect(await till.wishesOf(ref)).toMatchObject([{ kind: "invoice", hint: "Atelier Nord", state: "made", number: "F2026-000007" }]);
});

test.for([
  [{ kind: "email", address: "nobody", language: "fr" }, "wish.address_invalid"],
  [{ kind: "sms", address: "12", language: "fr" }, "wish.address_invalid"],
  [{ kind: "sms", address: "claire@example.fr", language: "fr" }, "wish.address_invalid"],
  [{ kind: "invoice", company: { ...COMPANY, city: " " }, language: "fr" }, "wish.company_missing"],
] as const)("what can reach nobody is refused and not kept: %s", async ([wish, code]) => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sell(till);

  expect(await till.makeWish(ref, wish)).toEqual({ ok: false, refusal: { code } });
  expect(await till.makeWish({ ...ref, digest: "0" }, MAIL)).toEqual({ ok: false, refusal: { code: "sale.unknown" } });
  expect(await world.database().count("wishes")).toBe(0);
});
