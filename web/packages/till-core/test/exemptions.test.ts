/** The shop's own reasons for owing no tax: who is offered which, what is asked for, what is sealed and what is not. */
import { fromBase64url, noteCommitment, SALT_BYTES } from "@comptoir/journal";
import { expect, test } from "vitest";

import {
  exempt,
  exemptCustomer,
  exemptCustomersOf,
  exemptionsOf,
  forGroup,
  holderOf,
  offeredTo,
  unproved,
  withoutForeignExemption,
  type ExemptionReason,
} from "../src/exemptions.ts";
import { addItem, basketNeeds, emptyBasket, priceBasket, setCustomerGroup, type Basket } from "../src/index.ts";
import { bodyOfLast } from "./entries.ts";
import { euros, item, makeWorld, openShop, pieces, SETTINGS, value, whenIdle } from "./kit.ts";

const EMBASSY = "01900000-0000-7000-8000-0000000000a1";
const EXPORT = "01900000-0000-7000-8000-0000000000a2";
const DIPLOMATS = "01900000-0000-7000-8000-0000000000e4";
const SHOP = {
  ...SETTINGS,
  customer_groups: [{ id: DIPLOMATS, name: "Ambassades", is_staff: false }],
  exemptions: [
    { id: EMBASSY, revision: 3, category: "E", name: "Ambassade", vatex: "VATEX-EU-151", mention: "Directive 2006/112/CE, art. 151", evidence: "card", groups: [DIPLOMATS] },
    { id: EXPORT, revision: 1, category: "G", name: "Exportation" },
    { id: EXPORT, revision: "1", category: "G", name: "Unreadable" },
    { id: EXPORT, revision: 2, category: "G", name: "Asks what nobody knows", evidence: "blood" },
  ],
};

const goods = (): Basket => value(addItem(emptyBasket(), item({ unit_price: euros(1_000) }), pieces(1)));
const reasons = (): readonly ExemptionReason[] => exemptionsOf({ ...SETTINGS, exemptions: SHOP.exemptions });

test("what can't be read is left out, and an evidence that is not known is not asked for", () => {
  expect(reasons().map(({ name, asks }) => [name, asks])).toEqual([
    ["Ambassade", "card"],
    ["Exportation", undefined],
    ["Asks what nobody knows", undefined],
  ]);
  expect(exemptionsOf({ ...SETTINGS, exemptions: 7 })).toEqual([]);
  expect(exemptionsOf(undefined)).toEqual([]);
});

test("a group's reasons are offered to it alone, and stand first", () => {
  const names = (group?: string): readonly string[] => offeredTo(reasons(), group).map(({ name }) => name);

  expect(names(DIPLOMATS)[0]).toBe("Ambassade");
  expect(names()).not.toContain("Ambassade");
  expect(forGroup(reasons(), undefined)).toEqual([]);
});

test("the entry holds the reason and the evidence's commitment; the text follows it and is nowhere else", async () => {
  const world = makeWorld(SHOP);
  const till = await openShop(world);
  const reason = reasons()[0];
  if (reason === undefined) throw new Error("no reason");
  const evidence = await (await till.rarely()).makeNote(" CD-4711 ", false);
  const basket = value(exempt(setCustomerGroup(goods(), DIPLOMATS), reason, evidence));

  expect(priceBasket(basket, till.pricingContext()).gross).toBe(948);
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(948) }]));
  await whenIdle(till);
  await (await till.rarely()).sendNotes();

  expect((await bodyOfLast(world))["exemption"]).toEqual({
    category: "E",
    reason: EMBASSY,
    revision: 3,
    name: "Ambassade",
    mention: "Directive 2006/112/CE, art. 151",
    vatex: "VATEX-EU-151",
    evidence: evidence?.commitment,
  });
  expect(world.door.storedTexts.join()).not.toContain("4711");
  expect(world.door.notes.map(({ line, text, sequence }) => [line, text, sequence])).toEqual([[-1, "CD-4711", sale.ref.sequence]]);
  const [note] = world.door.notes;
  expect(await noteCommitment(world.ports.subtle, fromBase64url(note?.salt ?? "", SALT_BYTES) ?? new Uint8Array(), "CD-4711")).toBe(note?.commitment);
});

test("what the server erased is erased here, and the row says what was sealed", async () => {
  const world = makeWorld(SHOP);
  const till = await openShop(world);
  const reason = reasons()[0];
  if (reason === undefined) throw new Error("no reason");
  const evidence = await (await till.rarely()).makeNote("CD-4711", false);
  const { sale } = value(await till.finalizeSale(value(exempt(setCustomerGroup(goods(), DIPLOMATS), reason, evidence)), [{ kind: "card", amount: euros(948) }]));
  await whenIdle(till);
  const rare = await till.rarely();
  await rare.sendNotes();

  world.door.erasedNotes.push(evidence?.commitment ?? "");
  await rare.sendNotes();

  const kept = await till.sale(sale.ref);
  expect(kept?.exemption?.evidence).toEqual({ commitment: evidence?.commitment, text: "", salt: "" });
  expect(kept?.exemption?.name).toBe("Ambassade");
});

test("a reason of one group goes with it; one for everybody stays", () => {
  const [embassy, abroad] = reasons();
  if (embassy === undefined || abroad === undefined) throw new Error("no reasons");
  const forDiplomats = value(exempt(setCustomerGroup(goods(), DIPLOMATS), embassy, undefined));

  expect(withoutForeignExemption(forDiplomats, reasons())).toBe(forDiplomats);
  expect(withoutForeignExemption(setCustomerGroup(forDiplomats, undefined), reasons()).exemption).toBeUndefined();
  expect(withoutForeignExemption(value(exempt(goods(), abroad, undefined)), reasons()).exemption?.name).toBe("Exportation");
});

const NORWAY = "01900000-0000-7000-8000-0000000000c1";
const GRANTED = {
  id: NORWAY, name: "Ambassade de Norvège", reason: EMBASSY, evidence: "CD-4711", valid_from: "2026-01-01", valid_until: "2026-12-31",
};
const withCustomers = (customers: unknown): typeof SETTINGS => ({ ...SETTINGS, exemptions: SHOP.exemptions, exempt_customers: customers });

test("a customer's own exemption counts through its last day, and not for a reason that is accepted no more", () => {
  const on = (day: string, customers: unknown = [GRANTED]): readonly string[] => exemptCustomersOf(withCustomers(customers), day).map(({ name }) => name);

  expect(on("2026-12-31")).toEqual(["Ambassade de Norvège"]);
  expect(on("2027-01-01")).toEqual([]);
  expect(on("2025-12-31")).toEqual([]);
  expect(on("2026-06-01", [{ ...GRANTED, reason: NORWAY }, { ...GRANTED, valid_until: 7 }, "nobody"])).toEqual([]);
  expect(on("2026-06-01", 7)).toEqual([]);
  expect(exemptCustomersOf(undefined, "2026-06-01")).toEqual([]);
});

test("it is the office's word: nobody is asked, the entry names it, and another customer takes it away only with tax", async () => {
  const world = makeWorld({ ...SHOP, exempt_customers: [GRANTED] });
  const till = await openShop(world);
  const [customer] = exemptCustomersOf(withCustomers([GRANTED]), "2026-06-01");
  if (customer === undefined) throw new Error("nobody");
  const evidence = await (await till.rarely()).makeNote(`${customer.name} · ${customer.evidence}`, false);
  const basket = value(exemptCustomer(goods(), customer, evidence));

  expect(basketNeeds(basket, priceBasket(basket, till.pricingContext()))).toEqual([]);
  expect(withoutForeignExemption(setCustomerGroup(basket, undefined), reasons()).exemption?.standing).toBe(NORWAY);
  expect(unproved(basket, reasons())).toBeUndefined();
  value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(948) }]));
  await whenIdle(till);

  const said = (await bodyOfLast(world))["exemption"];
  expect(said).toMatchObject({ category: "E", reason: EMBASSY, revision: 3, standing: NORWAY, evidence: evidence?.commitment });
  expect(JSON.stringify(said)).not.toContain("Norvège");
});

test("a card is known by the number that the office wrote down, in any spelling; a short code is nobody's", () => {
  const customers = exemptCustomersOf(withCustomers([GRANTED, { ...GRANTED, id: EXPORT, name: "Court", evidence: "A-1" }]), "2026-06-01");
  const named = (code: string): string | undefined => holderOf(customers, code)?.name;

  expect(["CD-4711", "cd 4711", "CD4711"].map(named)).toEqual(Array(3).fill("Ambassade de Norvège"));
  expect(["CD-4712", "4711", "A1", "", "---"].map(named)).toEqual(Array(5).fill(undefined));
  expect(holderOf(exemptCustomersOf(withCustomers([GRANTED]), "2027-01-01"), "CD-4711")).toBeUndefined();
});

test("an account is its customer's; settings of before name none", () => {
  const owner = "01900000-0000-7000-8000-0000000000d9";

  expect(exemptCustomersOf(withCustomers([{ ...GRANTED, customer: owner }, GRANTED]), "2026-06-01").map(({ customer }) => customer)).toEqual([owner, undefined]);
});
