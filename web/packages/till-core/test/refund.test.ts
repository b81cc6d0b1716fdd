import { expect, test } from "vitest";

import { addAmount, addItem, emptyBasket, milli, setBasketDiscount, ppm, type EntryRef, type Limits, type Till } from "../src/index.ts";
import type { SettingsDocument } from "../src/documents.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, openShop, pieces, RATE_20, SETTINGS, value, whenIdle } from "./kit.ts";

async function sellThree(till: Till): Promise<EntryRef> {
  const basket = value(addItem(emptyBasket(), item({ unit_price: euros(333) }), pieces(3)));
  const discounted = value(setBasketDiscount(basket, { kind: "rate", ppm: ppm(100_000) }));
  return value(await till.finalizeSale(discounted, [{ kind: "card", amount: euros(899) }])).sale.ref;
}

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

test("a whole refund gives back what was paid, to the cent", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellThree(till);

  expect(value(await till.previewRefund(ref, "all"))).toEqual({
    gross: 899,
    cash_payable: 899,
    ways: [{ kind: "card", amount: 899 }],
    cash_free: 0,
  });
  const { sale } = value(await till.refundSale(ref, "all", [{ kind: "card", amount: euros(899) }]));
  await whenIdle(till);

  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(sale).toMatchObject({ kind: "refund", gross: -899, number: "A1-1-5", delivery: "unsent", refers_to: ref });
  expect(kind).toBe("refund");
  expect(body).toMatchObject({
    lines: [{ line: 1, refers_to_line: 1, quantity_milli: -3_000, unit_price: 333, amount: -899, goes_to: "stock" }],
    gross: -899,
    cash_rounding: 0,
    tenders: [{ kind: "card", amount: -899 }],
    refers_to: ref,
  });
  expect(body).not.toHaveProperty("lines.0.line_discount");
  expect((await till.sale(ref))?.refunded).toBe("all");
  expect(till.state.value.session).toMatchObject({ gross: 899, refunded: -899, refunds_count: 1, tenders: [{ kind: "card", amount: 0 }] });
});

test("parts given back one by one add up exactly, and never to more", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellThree(till);
  const one = [{ line: 1, quantity_milli: pieces(1) }];

  const parts: number[] = [];
  for (let part = 0; part < 3; part += 1) {
    const share = value(await till.previewRefund(ref, one)).gross;
    parts.push(value(await till.refundSale(ref, one, [{ kind: "card", amount: share }])).sale.gross);
  }
  const fourth = await till.refundSale(ref, one, [{ kind: "cash" }]);

  expect(parts).toEqual([-300, -299, -300]);
  expect(code(fourth)).toBe("refund.exceeds_sale");
  expect(await world.database().count("sales")).toBe(4);
});

test("refuses more than was sold, unknown lines, nothing, a refund of a refund, an unknown sale", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellThree(till);
  const sequence = till.state.value.head_sequence;

  const refusals = [
    await till.refundSale(ref, [{ line: 1, quantity_milli: milli(3_001) }], [{ kind: "cash" }]),
    await till.refundSale(ref, [{ line: 2, quantity_milli: pieces(1) }], [{ kind: "cash" }]),
    await till.refundSale(ref, [], [{ kind: "cash" }]),
    await till.refundSale(ref, [{ line: 1, quantity_milli: milli(0) }], [{ kind: "cash" }]),
    await till.refundSale({ ...ref, digest: "0".repeat(64) }, "all", [{ kind: "cash" }]),
    await till.refundSale(ref, "all", [{ kind: "card", amount: euros(900) }]),
    await till.refundSale(ref, "all", [{ kind: "card", amount: euros(1) }]),
  ];
  expect(refusals.map(code)).toEqual([
    "refund.exceeds_sale",
    "refund.line_unknown",
    "refund.nothing",
    "refund.nothing",
    "sale.unknown",
    "tenders.too_much",
    "tenders.short",
  ]);
  expect(till.state.value.head_sequence).toBe(sequence);

  const refund = value(await till.refundSale(ref, "all", [{ kind: "cash" }])).sale.ref;
  expect(code(await till.refundSale(refund, "all", [{ kind: "cash" }]))).toBe("refund.of_refund");
  expect(code(await till.refundSale(ref, "all", [{ kind: "cash" }]))).toBe("refund.exceeds_sale");
});

test("cash is rounded on the way out as it was on the way in", async () => {
  const world = makeWorld({ ...SETTINGS, country: "CH", currency: "CHF" });
  const till = await openShop(world);
  const basket = value(addAmount(emptyBasket(), euros(1_253), RATE_20));
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "cash", received: euros(2_000) }]));
  expect([sale.cash_rounding, sale.tenders[0]?.amount, sale.tenders[0]?.change]).toEqual([2, 1_255, 745]);

  const back = value(await till.refundSale(sale.ref, "all", [{ kind: "cash" }])).sale;

  expect([back.gross, back.cash_rounding]).toEqual([-1_253, -2]);
  expect(back.tenders).toEqual([{ kind: "cash", amount: -1_255, received: 0, change: 1_255 }]);
  expect(till.state.value.session?.cash_expected).toBe(10_000);
});

test("two refunds of the same line at the same moment: the second is refused", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellThree(till);

  const both = await Promise.all([till.refundSale(ref, "all", [{ kind: "cash" }]), till.refundSale(ref, "all", [{ kind: "cash" }])]);

  expect(both.map(code)).toEqual(["accepted", "refund.exceeds_sale"]);
});

const MANAGER = "01900000-0000-7000-8000-0000000000f1";
const RIGHTS: Limits = { discount: 1_000_000, refund: 100_000, open_day: 1 };

function withRights(rights: Limits): SettingsDocument {
  return {
    ...SETTINGS,
    cashiers: SETTINGS.cashiers.map((cashier) => (cashier.id === CAMILLE ? { ...cashier, role: MANAGER } : cashier)),
    people: { ...SETTINGS.people, roles: [{ id: MANAGER, name: "Responsable", rights }] },
  };
}

test("several ways paid: each gets back its own first, parts remember it", async () => {
  const till = await openShop(makeWorld());
  const basket = value(addAmount(value(addAmount(emptyBasket(), euros(1_000), RATE_20)), euros(2_000), RATE_20));
  const check = { kind: "check", tender: "01900000-0000-7000-8000-0000000000e9", revision: 2 } as const;
  const paid = [{ ...check, amount: euros(500) }, { kind: "card", amount: euros(1_200) } as const, { kind: "cash" } as const];
  const { ref } = value(await till.finalizeSale(basket, paid)).sale;

  const first = value(await till.previewRefund(ref, [{ line: 1, quantity_milli: pieces(1) }]));
  value(await till.refundSale(ref, [{ line: 1, quantity_milli: pieces(1) }], [{ kind: "card", amount: euros(1_000) }]));
  const second = value(await till.previewRefund(ref, "all"));
  const rest = [{ kind: "card", amount: euros(200) } as const, { ...check, amount: euros(500) }, { kind: "cash" } as const];
  const { sale } = value(await till.refundSale(ref, "all", rest));

  expect(first.ways).toEqual([{ kind: "card", amount: 1_000 }]);
  expect(second.ways).toEqual([{ kind: "card", amount: 200 }, { ...check, amount: 500 }, { kind: "cash", amount: 1_300 }]);
  expect(sale.tenders.map(({ kind, amount }) => [kind, amount])).toEqual([["card", -200], ["check", -500], ["cash", -1_300]]);
  expect((await till.sale(ref))?.given_back).toEqual({ card: 1_200, [check.tender]: 500, cash: 1_300 });
});

test("money of a card leaves as cash only by its right, and nothing is written without", async () => {
  const till = await openShop(makeWorld(withRights({ ...RIGHTS, refund_cash: 500 })));
  const ref = await sellThree(till);
  const sequence = till.state.value.head_sequence;

  const refused = await till.refundSale(ref, "all", [{ kind: "cash" }]);
  const within = await till.refundSale(ref, "all", [{ kind: "card", amount: euros(399) }, { kind: "cash" }]);

  expect(refused).toMatchObject({ ok: false, refusal: { code: "approval.needed", details: { right: "refund_cash", asked: 899, limit: 500 } } });
  expect(within.ok).toBe(true);
  expect(till.state.value.head_sequence).toBe(sequence + 1);
});

test("what was paid in cash goes back in cash without asking; roles that are older than the right ask nothing", async () => {
  const careful = await openShop(makeWorld(withRights({ ...RIGHTS, refund_cash: 0 })));
  const older = await openShop(makeWorld(withRights(RIGHTS)));
  const inCash = value(await careful.finalizeSale(value(addAmount(emptyBasket(), euros(700), RATE_20)), [{ kind: "cash" }])).sale.ref;

  expect((await careful.refundSale(inCash, "all", [{ kind: "cash" }])).ok).toBe(true);
  expect((await older.refundSale(await sellThree(older), "all", [{ kind: "cash" }])).ok).toBe(true);
});
