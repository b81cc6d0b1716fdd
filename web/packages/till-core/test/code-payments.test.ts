import { expect, test } from "vitest";

import { codeAccountsOf, codeTender, type CodeAccount, type CodePayment } from "../src/code-payments.ts";
import { addAmount, emptyBasket, type Basket } from "../src/index.ts";
import { envelopeOf, euros, makeWorld, openShop, RATE_20, SETTINGS, until, value } from "./kit.ts";

const EPC = { id: "01900000-0000-7000-8000-0000000000c1", scheme: "epc", name: "GiroCode", facts: { iban: "BE72000000001616", holder: "Port", bic: "" }, may_finish: false };
const LATER: CodeAccount = { ...EPC, id: "01900000-0000-7000-8000-0000000000c2", may_finish: true };
const meal = (amount: number): Basket => value(addAmount(emptyBasket(), euros(amount), RATE_20));
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

async function shop() {
  const world = makeWorld({ ...SETTINGS, tenders: { kinds: [], limits: [], rates: [], codes: [EPC, LATER] } });
  const till = await openShop(world);
  return { world, till, rare: await till.rarely() };
}

const found = (payments: readonly CodePayment[], id: string): CodePayment | undefined => payments.find((one) => one.id === id);

test("a code is on the disk before it is shown, and pays one sale by the word of a person, the bank, or of nobody where that is allowed", async () => {
  const { world, till, rare } = await shop();
  expect(codeAccountsOf(till.state.value.settings?.tenders)).toEqual([EPC, LATER]);
  const [strict, later, bank] = [value(await rare.beginCode(EPC, euros(1_234))), value(await rare.beginCode(LATER, euros(800))), value(await rare.beginCode(EPC, euros(500)))];

  const unseen = await till.finalizeSale(meal(1_234), [codeTender(strict, "none")]);
  const other = await till.finalizeSale(meal(1_000), [{ ...codeTender(strict, "person"), amount: euros(1_000) }]);
  const twice = await till.finalizeSale(meal(1_600), [codeTender(later, "none"), codeTender(later, "none")]);
  expect([unseen, other, twice].map(code)).toEqual(["code.unconfirmed", "code.spent", "code.spent"]);

  value(await till.finalizeSale(meal(1_234), [codeTender(strict, "person")]));
  value(await till.finalizeSale(meal(800), [codeTender(later, "none")]));
  world.door.promises.codes.say(bank.id, { state: "approved", confirmation: "bank", received: 500 });
  const heard = await rare.hearCode(bank.id);
  expect(heard).toMatchObject({ state: "approved", confirmation: "bank", received: 500 });
  value(await till.finalizeSale(meal(500), [codeTender(heard ?? bank, "none")]));
  const again = await till.finalizeSale(meal(1_234), [codeTender(strict, "person")]);
  await until(async () => (await rare.codes()).every(({ untold }) => untold === undefined));

  expect(code(again)).toBe("code.spent");
  const sealed = world.door.storedTexts.slice(-3).map((text) => envelopeOf(text).body["tenders"]);
  expect(sealed).toEqual([
    [{ kind: "transfer", amount: 1_234, terminal: "qr-epc", payment: strict.id, confirmation: "person" }],
    [{ kind: "transfer", amount: 800, terminal: "qr-epc", payment: later.id, confirmation: "none" }],
    [{ kind: "transfer", amount: 500, terminal: "qr-epc", payment: bank.id, confirmation: "bank" }],
  ]);
  const kept = await rare.codes();
  expect([strict, later, bank].map(({ id }) => found(kept, id)?.state)).toEqual(["approved", "pending", "approved"]);
  const spent = world.door.promises.codes.told.filter((one) => one.spent !== undefined).map(({ id, word }) => [id, word]);
  expect(new Map(spent.map(([id, word]) => [id, word]))).toEqual(new Map([[strict.id, "approved"], [later.id, "pending"], [bank.id, "pending"]]));
});

test("what was withdrawn pays nothing, and money that came for it all the same is there to be used", async () => {
  const { world, till, rare } = await shop();
  const begun = value(await rare.beginCode(EPC, euros(1_234)));

  await rare.withdrawCode(begun.id);
  const refused = await till.finalizeSale(meal(1_234), [codeTender(begun, "person")]);
  world.door.promises.codes.say(begun.id, { state: "approved", confirmation: "bank", trouble: "late", received: 1_234 });
  const late = await rare.hearCode(begun.id);

  expect(code(refused)).toBe("code.spent");
  expect(late).toMatchObject({ state: "approved", word: "cancelled", trouble: "late" });
  value(await till.finalizeSale(meal(1_234), [codeTender(late ?? begun, "none")]));
});

test("a sale that ended before anybody had seen the money says so in its list and on its receipt, until the bank or the office has", async () => {
  const { world, till, rare } = await shop();
  const later = value(await rare.beginCode(LATER, euros(800)));
  const { sale, receipt } = value(await till.finalizeSale(meal(800), [codeTender(later, "none")]));
  const shown = async (): Promise<readonly unknown[]> => [
    (await till.sales())[0]?.is_unconfirmed ?? false,
    (await till.sale(sale.ref))?.tenders[0]?.confirmation,
    value(await till.copyReceipt(sale.ref)).sale.tenders[0]?.confirmation,
  ];
  await until(async () => (await rare.codes()).every(({ untold }) => untold === undefined));

  expect([receipt.sale.tenders[0]?.confirmation, ...(await shown()), await rare.hearUnconfirmed()]).toEqual(["none", true, "none", "none", false]);
  world.door.promises.codes.say(later.id, { state: "approved", confirmation: "bank", received: 800 });

  expect([await rare.hearUnconfirmed(), await rare.hearUnconfirmed(), ...(await shown())]).toEqual([true, false, false, "bank", "bank"]);
});
