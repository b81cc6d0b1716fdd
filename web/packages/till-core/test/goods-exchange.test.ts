import { expect, test } from "vitest";

import { addItem, emptyBasket, priceBasket, setBasketDiscount, ppm, type Basket, type EntryRef, type TenderInput, type Till } from "../src/index.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, SETTINGS, sum, value, whenIdle } from "./kit.ts";

const WINE = "01900000-0000-7000-8000-0000000000a2";
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const wine = item({ id: WINE, name: "Vin", barcodes: [], unit_price: euros(890), tax_rate_ppm: ppm(200_000) });

async function sellBread(till: Till, count = 2): Promise<EntryRef> {
  const basket = value(addItem(emptyBasket(), item(), pieces(count)));
  return value(await till.finalizeSale(basket, [{ kind: "cash" }])).sale.ref;
}

async function withBread(till: Till, ref: EntryRef, basket: Basket, count = 1): Promise<Basket> {
  return { ...basket, returned: value(await till.takeBack(ref, [{ line: 1, quantity_milli: pieces(count), goes_to: "waste" }])) };
}

const swap = async (till: Till, basket: Basket, tenders: readonly TenderInput[]): ReturnType<Till["finalizeSale"]> =>
  till.finalizeSale(basket, tenders);

test("bread for wine: one entry, one balance, taxes of both sides, drawer and day to the cent", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellBread(till);
  const basket = await withBread(till, ref, value(addItem(emptyBasket(), wine)));

  expect(priceBasket(basket, till.pricingContext())).toMatchObject({ gross: 775, tax: 142, net: 633, cash_payable: 775 });
  const { sale, change } = value(await swap(till, basket, [{ kind: "cash", received: euros(1_000) }]));
  await whenIdle(till);

  expect(change).toBe(225);
  expect(sale).toMatchObject({ kind: "exchange", gross: 775, returned: -115, refers_to: ref, lines_count: 2 });
  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(kind).toBe("exchange");
  expect(body).toMatchObject({
    lines: [
      { line: 1, item: WINE, quantity_milli: 1_000, amount: 890, line_discount: 0 },
      { line: 2, quantity_milli: -1_000, unit_price: 115, amount: -115, refers_to_line: 1, goes_to: "waste" },
    ],
    tax_subtotals: [
      { tax_category: "S", tax_rate_ppm: 55_000, net: -109, tax: -6, gross: -115 },
      { tax_category: "S", tax_rate_ppm: 200_000, net: 742, tax: 148, gross: 890 },
    ],
    net: 633,
    tax: 142,
    gross: 775,
    returned: -115,
    cash_rounding: 0,
    tenders: [{ kind: "cash", amount: 775, received: 1_000, change: 225 }],
    refers_to: ref,
  });
  expect(body).not.toHaveProperty("lines.1.line_discount");
  expect(till.state.value.session).toMatchObject({
    sales_count: 2,
    refunds_count: 1,
    gross: 230 + 890,
    refunded: -115,
    cash_expected: 10_000 + 230 + 775,
  });
  expect(await till.sale(ref)).toMatchObject({ refunded: "part", lines: [{ refunded_milli: 1_000 }] });
  const closing = value(await till.closeSession(sum(euros(11_005))));
  expect([closing.cash_difference, closing.perpetual_gross, closing.perpetual_refunded]).toEqual([0, 1_120, -115]);
});

test("wine for bread pays out, by card as well, and the same worth pays nothing", async () => {
  const till = await openShop(makeWorld());
  const sold = value(await till.finalizeSale(value(addItem(value(addItem(emptyBasket(), wine, pieces(2))), item())), [{ kind: "cash" }])).sale;
  const back = async (line: number, count: number): Promise<Basket["returned"]> =>
    value(await till.takeBack(sold.ref, [{ line, quantity_milli: pieces(count) }]));
  const bread = value(addItem(emptyBasket(), item()));
  const before = till.state.value.session?.cash_expected ?? 0;

  const out = value(await swap(till, { ...bread, returned: (await back(1, 1))! }, [{ kind: "cash" }])).sale;
  expect(out).toMatchObject({ gross: -775, tenders: [{ kind: "cash", amount: -775, received: 0, change: 775 }] });
  expect(till.state.value.session?.cash_expected).toBe(before - 775);
  const card = value(await swap(till, { ...bread, returned: (await back(1, 1))! }, [{ kind: "card", amount: euros(775) }])).sale;
  expect(card.tenders).toEqual([{ kind: "card", amount: -775 }]);
  const even = value(await swap(till, { ...bread, returned: (await back(2, 1))! }, [])).sale;
  expect([even.gross, even.tenders]).toEqual([0, []]);
  expect(till.state.value.session?.cash_expected).toBe(before - 775);
  expect((await till.sale(sold.ref))?.refunded).toBe("all");
});

test("what was refunded meanwhile is not taken back again, and nothing is written", async () => {
  const till = await openShop(makeWorld());
  const ref = await sellBread(till, 1);
  const basket = await withBread(till, ref, value(addItem(emptyBasket(), wine)));
  value(await till.refundSale(ref, "all", [{ kind: "cash" }]));
  const before = till.state.value.head_sequence;

  expect([
    code(await swap(till, basket, [{ kind: "card", amount: euros(775) }])),
    code(await till.takeBack(ref, [{ line: 1, quantity_milli: pieces(1) }])),
  ]).toEqual(["refund.exceeds_sale", "refund.exceeds_sale"]);
  expect(till.state.value.head_sequence).toBe(before);
});

test("too little, too much, nothing taken: refused; two taps are one exchange", async () => {
  const till = await openShop(makeWorld());
  const ref = await sellBread(till);
  const basket = await withBread(till, ref, value(addItem(emptyBasket(), wine)));
  const before = till.state.value.head_sequence;

  expect([
    code(await swap(till, basket, [{ kind: "card", amount: euros(774) }])),
    code(await swap(till, basket, [{ kind: "card", amount: euros(776) }])),
    code(await swap(till, basket, [])),
    code(await swap(till, await withBread(till, ref, emptyBasket()), [{ kind: "cash" }])),
  ]).toEqual(["tenders.short", "tenders.too_much", "tenders.short", "basket.empty"]);
  expect(till.state.value.head_sequence).toBe(before);
  const whole = await withBread(till, ref, value(addItem(emptyBasket(), wine)), 2);
  const both = await Promise.all([swap(till, whole, [{ kind: "cash" }]), swap(till, whole, [{ kind: "cash" }])]);
  expect(both.map(code)).toEqual(["accepted", "refund.exceeds_sale"]);
});

test("what went in an exchange can come back, what came back can't", async () => {
  const till = await openShop(makeWorld());
  const ref = await sellBread(till);
  const swapped = value(await swap(till, await withBread(till, ref, value(addItem(emptyBasket(), wine))), [{ kind: "cash" }])).sale;

  expect(code(await till.refundSale(swapped.ref, [{ line: 2, quantity_milli: pieces(1) }], [{ kind: "cash" }]))).toBe("refund.line_unknown");
  const { sale } = value(await till.refundSale(swapped.ref, "all", [{ kind: "cash" }]));
  expect(sale.gross).toBe(-890);
  expect((await till.sale(swapped.ref))?.refunded).toBe("all");
  expect(till.state.value.session?.cash_expected).toBe(10_000 + 230 + 775 - 890);
});

test("discounts are taken from the new goods only, and Swiss cash out is rounded", async () => {
  const till = await openShop(makeWorld({ ...SETTINGS, country: "CH", currency: "CHF" }));
  const ref = value(await till.finalizeSale(value(addItem(emptyBasket(), wine)), [{ kind: "card", amount: euros(890) }])).sale.ref;
  const half = value(setBasketDiscount(value(addItem(emptyBasket(), item({ unit_price: euros(333) }))), { kind: "rate", ppm: ppm(500_000) }));
  const returned = value(await till.takeBack(ref, [{ line: 1, quantity_milli: pieces(1) }]));

  expect(priceBasket({ ...half, returned }, till.pricingContext())).toMatchObject({ gross: -724, cash_rounding: -1, cash_payable: -725, discounts: 167 });
  const { sale } = value(await swap(till, { ...half, returned }, [{ kind: "cash" }]));
  expect(sale).toMatchObject({ gross: -724, cash_rounding: -1, tenders: [{ kind: "cash", amount: -725 }] });
  expect(sale.tenders.reduce((all, tender) => all + tender.amount, 0)).toBe(sale.gross + sale.cash_rounding);
});

test("a crash before the entry leaves the sale and the drawer as they were, and the basket is kept", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellBread(till);
  const basket = await withBread(till, ref, value(addItem(emptyBasket(), wine)));
  await till.keepBasket(basket);
  world.beforeSeal = () => Promise.reject(new Error("the battery is empty"));
  await expect(swap(till, basket, [{ kind: "cash" }])).rejects.toThrow("battery");
  world.beforeSeal = () => Promise.resolve();
  till.close();

  const again = await world.open();
  expect(again.state.value.session).toMatchObject({ cash_expected: 10_230, refunds_count: 0 });
  expect((await again.sale(ref))?.refunded).toBe("none");
  expect((await again.keptBasket())?.returned).toMatchObject({ ref, gross: -115 });
});
