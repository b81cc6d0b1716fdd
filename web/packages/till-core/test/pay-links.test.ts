import { expect, test } from "vitest";

import type { CardAttempt } from "../src/card-attempts.ts";
import { addAmount, emptyBasket, type Basket, type TenderInput } from "../src/index.ts";
import { linkAccountsOf, readLink, type PayLink } from "../src/pay-links.ts";
import { envelopeOf, euros, makeWorld, openShop, RATE_20, SETTINGS, until, value } from "./kit.ts";

const ACCOUNT = { id: "01900000-0000-7000-8000-0000000000d1", name: "Mollie" };
const [FIRST, SECOND] = ["01900000-0000-7000-8000-0000000000e1", "01900000-0000-7000-8000-0000000000e2"];
const meal = (amount: number): Basket => ({ ...value(addAmount(emptyBasket(), euros(amount), RATE_20)), link: "01900000-0000-7000-8000-0000000000f1" });

function paid(taken: PayLink["taken"]): PayLink {
  const tries = [
    { id: FIRST, amount: 1_600, tip: 100, state: "approved" },
    { id: SECOND, amount: 2_000, tip: 0, state: "approved" },
    { id: "01900000-0000-7000-8000-0000000000e3", amount: 500, tip: 0, state: "pending" },
  ];
  return readLink({
    id: "01900000-0000-7000-8000-0000000000f1", path: "/pay/abc", address: "", account: ACCOUNT.id, account_name: ACCOUNT.name, amount: 3_600,
    currency: "EUR", text: "Table 7", paid: 3_600, tips: 100, under_way: 500, too_much: 0, state: "taken", is_held: false, is_ours: true,
    parked: null, taken, made_ms: 1, tries,
  });
}

const tender = ({ id, amount, tip }: CardAttempt): TenderInput => ({ kind: "card", amount, terminal: "link", payment: id, ...(tip > 0 && { tip }) });

test("what several guests paid is written down once and pays one sale, and nothing that belongs to another till does", async () => {
  const world = makeWorld({ ...SETTINGS, tenders: { kinds: [], limits: [], rates: [], links: [ACCOUNT] } });
  const till = await openShop(world);
  const rare = await till.rarely();
  expect(linkAccountsOf(till.state.value.settings?.tenders)).toEqual([ACCOUNT]);

  expect(await rare.keepPaid(paid("elsewhere"), 978)).toEqual([]);
  expect(await rare.keepPaid(paid(""), 978)).toEqual([]);
  expect(await rare.attempts()).toEqual([]);
  const kept = await rare.keepPaid(paid("here"), 978);
  expect(await rare.keepPaid(paid("here"), 978)).toEqual(kept);
  expect(kept.map(({ id, amount, tip }) => [id, amount, tip])).toEqual([[FIRST, 1_600, 100], [SECOND, 2_000, 0]]);

  const tenders = kept.map(tender);
  const twice = await till.finalizeSale(meal(5_200), [...tenders, ...tenders.slice(0, 1)]);
  expect(twice.ok ? "accepted" : twice.refusal.code).toBe("payment.spent");
  value(await till.finalizeSale(meal(3_600), tenders));

  // After a crash the server gives the same again, and nothing of it is free.
  expect(await rare.keepPaid(paid("here"), 978)).toEqual([]);
  const again = await till.finalizeSale(meal(3_600), tenders);
  expect(again.ok ? "accepted" : again.refusal.code).toBe("payment.spent");
  await until(async () => (await rare.attempts()).every(({ untold }) => untold === undefined));
  const sent = () => world.door.storedTexts.map(envelopeOf).filter(({ kind }) => kind === "sale").at(-1);
  await until(() => sent() !== undefined);
  const sale = sent();
  expect(sale?.body["tenders"]).toEqual([
    { kind: "card", amount: 1_600, terminal: "link", payment: FIRST, tip: 100 },
    { kind: "card", amount: 2_000, terminal: "link", payment: SECOND },
  ]);
  // Which link it was is in no entry.
  expect(JSON.stringify(sale?.body)).not.toContain("0000000000f1");
});
