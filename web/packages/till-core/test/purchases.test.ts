/** People of the house buy: who it is, whether they ring it up themselves, and their month over the tills that were heard of. */
import { expect, test } from "vitest";

import { addItem, basketNeeds, emptyBasket, priceBasket, setCustomerGroup, type Basket, type Buyer, type SettingsDocument, type Till } from "../src/index.ts";
import { bodyOfLast } from "./entries.ts";
import { CAMILLE, euros, item, makeWorld, NOOR, openShop, pieces, secondTill, SETTINGS, until, value, whenIdle } from "./kit.ts";

const STAFF = "01900000-0000-7000-8000-0000000000e2";
const ROLE = { id: "01900000-0000-7000-8000-00000000f001", name: "Aide", rights: { open_day: 1, staff_purchase: 1, refund: 100_000 } };
const BOSS = { id: "01900000-0000-7000-8000-00000000f002", name: "Chef", rights: { ...ROLE.rights, own_purchase: 1, exceed_purchase: 5_000 } };
const SHOP: SettingsDocument = {
  ...SETTINGS,
  customer_groups: [{ id: STAFF, name: "Personnel", is_staff: true }],
  cashiers: [
    { id: CAMILLE, name: "Camille", color: "green", is_guarded: false, role: ROLE.id },
    { id: NOOR, name: "Noor", color: "blue", is_guarded: false, role: BOSS.id },
  ],
  people: { ...SETTINGS.people, roles: [ROLE, BOSS], purchase_limit: euros(2_000) },
};

const wine = (): Basket => value(addItem(emptyBasket(), item({ unit_price: euros(1_000) }), pieces(1)));
const who = async (till: Till, person: string): Promise<Buyer> => value(await (await till.rarely()).whoBuys(person));

async function forStaff(till: Till, person: string): Promise<Basket> {
  return (await till.rarely()).buyFor(wine(), STAFF, await who(till, person));
}

function needs(till: Till, basket: Basket): readonly unknown[] {
  return basketNeeds(basket, priceBasket(basket, till.pricingContext()));
}

test("the entry names who bought, the refund too, and what is left of their month goes down and up", async () => {
  const world = makeWorld(SHOP);
  const till = await openShop(world);

  expect(await who(till, NOOR)).toEqual({ buyer: NOOR, name: "Noor", bought: 0, limit: 2_000, left: 2_000 });
  const { sale } = value(await till.finalizeSale(await forStaff(till, NOOR), [{ kind: "card", amount: euros(1_000) }]));
  expect(await bodyOfLast(world)).toMatchObject({ buyer: NOOR, cashier: CAMILLE, customer_groups: [STAFF], gross: 1_000 });
  expect(await who(till, NOOR)).toMatchObject({ bought: 1_000, left: 1_000 });
  expect(await who(till, CAMILLE)).toMatchObject({ bought: 0, left: 2_000 });

  value(await till.refundSale(sale.ref, "all", [{ kind: "card", amount: euros(1_000) }]));
  expect(await bodyOfLast(world)).toMatchObject({ buyer: NOOR, gross: -1_000 });
  expect(await who(till, NOOR)).toMatchObject({ bought: 0, left: 2_000 });
});

test("who rings up their own purchase needs somebody who may; nothing is written without", async () => {
  const world = makeWorld(SHOP);
  const till = await openShop(world);
  const basket = await forStaff(till, CAMILLE);
  const sequence = till.state.value.head_sequence;

  expect(basket.purchase).toMatchObject({ buyer: CAMILLE, is_own: true, left: 2_000 });
  expect(needs(till, basket)).toEqual([
    { right: "staff_purchase", asked: 1 },
    { right: "own_purchase", asked: 1 },
  ]);
  expect(await till.finalizeSale(basket, [{ kind: "card", amount: euros(1_000) }])).toMatchObject({
    refusal: { code: "approval.needed", details: { right: "own_purchase", asked: 1, limit: 0 } },
  });
  expect(till.state.value.head_sequence).toBe(sequence);

  const approval = { right: "own_purchase", asked: 1, limit: 0, approver: NOOR, by: "pin", reason: "other" } as const;
  value(await till.finalizeSale({ ...basket, approvals: [approval] }, [{ kind: "card", amount: euros(1_000) }]));
  expect(await bodyOfLast(world)).toMatchObject({ buyer: CAMILLE, approvals: [approval] });
});

test("the month counts what another till told, and what is beyond it is asked for; a new month begins at nothing", async () => {
  const world = makeWorld(SHOP);
  const first = await openShop(world);
  const second = await secondTill(world);
  value(await second.signIn({ kind: "tap", cashier: CAMILLE }));

  value(await first.finalizeSale(await forStaff(first, NOOR), [{ kind: "card", amount: euros(1_000) }]));
  value(await first.finalizeSale(await forStaff(first, NOOR), [{ kind: "card", amount: euros(1_000) }]));
  await until(async () => (await who(second, NOOR)).bought === 2_000);
  world.door.weather = "offline";

  const basket = await forStaff(second, NOOR);
  expect(needs(second, basket)).toEqual([
    { right: "staff_purchase", asked: 1 },
    { right: "exceed_purchase", asked: 1_000 },
  ]);
  // The same goods for anybody ask nothing, and name nobody.
  const anybody = setCustomerGroup((await second.rarely()).withoutBuyer(basket), undefined);
  expect([anybody.also, anybody.purchase, needs(second, anybody)]).toEqual([undefined, undefined, []]);

  world.door.weather = undefined;
  await whenIdle(second);
  world.time.advance(9 * 86_400_000);
  expect(await who(second, NOOR)).toMatchObject({ bought: 0, left: 2_000 });
  expect(world.bugs).toEqual([]);
});

test("a shop that decided nothing about it asks nobody", async () => {
  const open = { ...ROLE, rights: { open_day: 1, staff_purchase: 1 } };
  const world = makeWorld({ ...SHOP, people: { ...SHOP.people, roles: [open] } });
  const till = await openShop(world);

  expect((await forStaff(till, CAMILLE)).purchase).toEqual({ buyer: CAMILLE, needs: [{ right: "staff_purchase", asked: 1 }] });
  expect(await (await till.rarely()).whoBuys("nobody")).toEqual({ ok: false, refusal: { code: "people.wrong" } });
});
