import { webcrypto } from "node:crypto";
import { canonicalText, toBase64url, toUtf8 } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, addLine, emptyBasket, minorUnits, ppm, type Basket, type MinorUnits, type SettingsDocument, type Till } from "../src/index.ts";
import type { VoucherRequest } from "../src/door/door.ts";
import { envelopeOf, euros, makeWorld, openShop, pieces, RATE_20, SETTINGS, value, whenIdle, type World } from "./kit.ts";

const WITH_CARDS: SettingsDocument = {
  ...SETTINGS,
  tenders: { kinds: [], limits: [], rates: [], vouchers: { tax_category: "O", tax_rate_ppm: 0 } },
};
const CODE = "GC0123456789ABCV";
const OTHER_CODE = "GC0000000000000K";
const ALLOWANCE = "01900000-0000-7000-8000-0000000000e1";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

interface Server {
  readonly asked: VoucherRequest[];
  available: number;
  readonly sign: (chain: string | undefined) => Promise<void>;
}

/** A server that holds one card, and signs what a till may do alone. */
async function serve(world: World, amounts: { readonly each: number; readonly total: number }): Promise<Server> {
  const pair = await webcrypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("publicKey" in pair)) throw new Error("a pair was asked for");
  world.door.serverKey = toBase64url(new Uint8Array(await webcrypto.subtle.exportKey("raw", pair.publicKey)));
  let signed = "";
  const sign = async (chain = ""): Promise<void> => {
    const members = canonicalText({
      organization: SETTINGS.organization.id, chain, id: ALLOWANCE, ...amounts,
      issued_at: "2026-11-22T08:00:00.000Z", ends_at: "2026-11-29T08:00:00.000Z",
    });
    const text = `comptoir-allowance-v1\n${members}\n`;
    signed = text + toBase64url(new Uint8Array(await webcrypto.subtle.sign({ name: "Ed25519" }, pair.privateKey, toUtf8(text))));
  };
  const server: Server = { asked: [], available: 5_000, sign };
  world.door.vouchers = (request) => {
    server.asked.push(request);
    if (request.ask === "allowance") return { allowance: signed };
    const isHeld = request.ask === "hold" && (request.amount ?? 0) <= server.available;
    return { kind: "gift_card", currency: "EUR", tax_category: "", tax_rate_ppm: 0, balance: 5_000, available: server.available, is_held: isHeld };
  };
  return server;
}

function wine(amount: number): Basket {
  return value(addAmount(emptyBasket(), euros(amount), RATE_20));
}

async function sellCard(till: Till, amount: MinorUnits): Promise<string> {
  const made = value(await till.newVoucher());
  const line = {
    name: "Carte cadeau", unit: "C62", unit_price: amount, quantity_milli: pieces(1), tax_category: "O", tax_rate_ppm: ppm(0),
    voucher: made.voucher, voucher_code: made.code,
  };
  const { sale } = value(await till.finalizeSale(value(addLine(emptyBasket(), line)), [{ kind: "card", amount }]));
  expect(sale.voucher_codes).toEqual([{ kind: "gift_card", code: made.code, amount }]);
  return made.voucher;
}

test("a card is sold with its code on the row and its digest in the entry", async () => {
  const world = makeWorld(WITH_CARDS);
  const till = await openShop(world);

  const voucher = await sellCard(till, euros(5_000));
  await whenIdle(till);

  const text = world.door.storedTexts.at(-1) ?? "";
  expect(envelopeOf(text).body).toMatchObject({
    lines: [{ kind: "fixed", voucher, amount: 5_000, tax_category: "O", tax_rate_ppm: 0 }],
    gross: 5_000,
    tax: 0,
  });
  expect(text).not.toContain("GC");
});

test("a card pays what the server holds for this till", async () => {
  const world = makeWorld(WITH_CARDS);
  const server = await serve(world, { each: 2_000, total: 3_000 });
  const till = await openShop(world);

  const found = value(await till.findVoucher("gc01-2345-6789-abcv"));
  const promised = value(await till.holdVoucher(found, euros(890)));
  server.available = 100;
  const refused = await till.holdVoucher(found, euros(890));
  value(await till.finalizeSale(wine(890), [{ kind: "gift_card", voucher: found.voucher, amount: euros(890), ...promised }]));
  await whenIdle(till);

  expect(found).toMatchObject({ balance: 5_000, available: 5_000 });
  expect(code(refused)).toBe("voucher.not_enough");
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({
    tenders: [{ kind: "gift_card", voucher: found.voucher, amount: 890, hold: server.asked.find(({ ask }) => ask === "hold")?.hold }],
  });
  expect(till.state.value.session?.tenders).toEqual([{ kind: "gift_card", amount: 890 }]);
});

test("without the server a till redeems what was signed, and no cent more", async () => {
  const world = makeWorld(WITH_CARDS);
  const server = await serve(world, { each: 2_000, total: 3_000 });
  const till = await openShop(world);
  await server.sign(till.state.value.enrolment?.chain);
  await till.fetchRest();
  world.door.weather = "offline";

  const first = value(await till.findVoucher(CODE));
  const tooMuch = await till.holdVoucher(first, euros(2_001));
  const promised = value(await till.holdVoucher(first, euros(2_000)));
  const pay = { kind: "gift_card", voucher: first.voucher, ...promised } as const;
  value(await till.finalizeSale(wine(2_000), [{ ...pay, amount: euros(2_000) }]));
  const again = await till.findVoucher(CODE);
  const other = value(await till.findVoucher(OTHER_CODE));
  const sequence = till.state.value.head_sequence;
  const beyond = await till.finalizeSale(wine(1_500), [{ ...pay, voucher: other.voucher, amount: euros(1_500) }]);

  expect(first).toEqual({ voucher: first.voucher, kind: "gift_card", tax_category: "", tax_rate_ppm: 0, available: 2_000, allowance: ALLOWANCE });
  expect(promised).toEqual({ allowance: ALLOWANCE });
  expect([code(tooMuch), code(beyond)]).toEqual(["voucher.not_enough", "voucher.not_enough"]);
  expect(code(again)).toBe("voucher.allowance_spent");
  expect(other.available).toBe(1_000);
  expect(till.state.value.head_sequence).toBe(sequence);
  expect(await world.database().cell("allowance")).toMatchObject({ spent: 2_000, spent_of: { [first.voucher]: 2_000 } });
});

test("what a till took off a card without a line is off it for the till, also before the server has heard of it", async () => {
  const world = makeWorld(WITH_CARDS);
  const server = await serve(world, { each: 2_000, total: 3_000 });
  const till = await openShop(world);
  await server.sign(till.state.value.enrolment?.chain);
  await till.fetchRest();
  world.door.weather = "offline";
  const alone = value(await till.findVoucher(CODE));
  const taken = value(await till.holdVoucher(alone, euros(2_000)));
  value(await till.finalizeSale(wine(2_000), [{ kind: "gift_card", voucher: alone.voucher, amount: euros(2_000), ...taken }]));

  // The line is there again, and the entry is not on its way yet.
  const send = world.door.sendEntries.bind(world.door);
  world.door.sendEntries = () => Promise.resolve({ kind: "weather", weather: "timeout" });
  world.door.weather = undefined;
  const found = value(await till.findVoucher(CODE));
  const tooMuch = await till.holdVoucher(found, euros(3_001));
  const held = await till.holdVoucher(found, euros(3_000));
  expect(found).toMatchObject({ balance: 3_000, available: 3_000 });
  expect(tooMuch).toMatchObject({ ok: false, refusal: { code: "voucher.not_enough", details: { available: 3_000 } } });
  expect(code(held)).toBe("accepted");
  expect(server.asked.filter(({ ask }) => ask === "hold").map(({ amount }) => amount)).toEqual([5_001, 5_000]);

  world.door.sendEntries = send;
  till.syncNow();
  await whenIdle(till);
  expect(value(await till.findVoucher(CODE))).toMatchObject({ balance: 5_000 });
});

test.each(["offline", "unknown"])("a card that was just sold here is good for what it was sold for, and no cent more (%s)", async (how) => {
  const world = makeWorld(WITH_CARDS);
  const server = await serve(world, { each: 9_000, total: 9_000 });
  const till = await openShop(world);
  await server.sign(till.state.value.enrolment?.chain);
  await till.fetchRest();
  world.door.weather = "offline";
  await sellCard(till, euros(3_000));
  const sold = (await world.database().read(["sales"], ({ sales }) => sales.getAll())).at(-1)?.voucher_codes?.[0]?.code ?? "";
  if (how === "unknown") {
    world.door.vouchers = () => "payments.voucher_unknown";
    world.door.entriesWeather = "offline";
    world.door.weather = undefined;
  }

  const found = value(await till.findVoucher(sold));
  const tooMuch = await till.holdVoucher(found, euros(3_001));
  const promised = value(await till.holdVoucher(found, euros(1_000)));
  value(await till.finalizeSale(wine(1_000), [{ kind: "gift_card", voucher: found.voucher, amount: euros(1_000), ...promised }]));
  const after = value(await till.findVoucher(sold));
  value(await till.finalizeSale(wine(2_000), [{ kind: "gift_card", voucher: found.voucher, amount: euros(2_000), ...value(await till.holdVoucher(after, euros(2_000))) }]));

  expect(found).toMatchObject({ kind: "gift_card", balance: 3_000, available: 3_000, allowance: ALLOWANCE });
  expect(code(tooMuch)).toBe("voucher.not_enough");
  expect([after.balance, after.available]).toEqual([2_000, 2_000]);
  expect(value(await till.findVoucher(sold))).toMatchObject({ balance: 0, available: 0 });
  if (how === "unknown") expect(code(await till.findVoucher(OTHER_CODE))).toBe("voucher.unknown");
});

test("a card taken in parts without the server gives no more than one card may", async () => {
  const world = makeWorld(WITH_CARDS);
  const server = await serve(world, { each: 2_000, total: 9_000 });
  const till = await openShop(world);
  await server.sign(till.state.value.enrolment?.chain);
  await till.fetchRest();
  world.door.weather = "offline";
  const card = value(await till.findVoucher(CODE));
  const sequence = till.state.value.head_sequence;
  const part = { kind: "gift_card", voucher: card.voucher, allowance: ALLOWANCE } as const;

  const twice = await till.finalizeSale(wine(2_500), [{ ...part, amount: euros(1_500) }, { ...part, amount: euros(1_000) }]);
  value(await till.finalizeSale(wine(1_500), [{ ...part, amount: euros(1_000) }, { ...part, amount: euros(500) }]));
  const rest = value(await till.findVoucher(CODE));
  const oneMore = await till.finalizeSale(wine(600), [{ ...part, amount: euros(600) }]);

  expect(twice).toEqual({ ok: false, refusal: { code: "voucher.not_enough", details: { available: 2_000 } } });
  expect(rest.available).toBe(500);
  expect(oneMore).toEqual({ ok: false, refusal: { code: "voucher.not_enough", details: { available: 500 } } });
  expect(till.state.value.head_sequence).toBe(sequence + 1);
  expect((await world.database().cell("allowance"))?.spent).toBe(1_500);
});

test("what the server did not sign allows nothing", async () => {
  const world = makeWorld(WITH_CARDS);
  const server = await serve(world, { each: 2_000, total: 3_000 });
  world.door.serverKey = "A".repeat(43);
  const till = await openShop(world);
  await server.sign(till.state.value.enrolment?.chain);
  await till.fetchRest();
  world.door.weather = "offline";

  expect(code(await till.findVoucher(CODE))).toBe("voucher.needs_line");
  expect(code(await till.findVoucher("GC0123456789ABCA"))).toBe("voucher.code_wrong");
});

test("a refund goes back to the card first, and never twice", async () => {
  const world = makeWorld(WITH_CARDS);
  await serve(world, { each: 2_000, total: 3_000 });
  const till = await openShop(world);
  const { voucher } = value(await till.findVoucher(CODE));
  const basket = value(addAmount(wine(1_000), euros(1_000), RATE_20));
  const paid = [{ kind: "gift_card", voucher, amount: euros(1_200), hold: ALLOWANCE } as const, { kind: "cash" } as const];
  const { ref } = value(await till.finalizeSale(basket, paid)).sale;
  const one = [{ line: 1, quantity_milli: pieces(1) }];
  const two = [{ line: 2, quantity_milli: pieces(1) }];

  const preview = value(await till.previewRefund(ref, one));
  const first = value(await till.refundSale(ref, one, [])).sale;
  const next = value(await till.previewRefund(ref, two));
  const second = value(await till.refundSale(ref, two, [{ kind: "cash" }])).sale;

  expect(preview).toEqual({ gross: 0, cash_payable: 0, to_vouchers: 1_000, ways: [], cash_free: 800 });
  expect(first.tenders).toEqual([{ kind: "gift_card", voucher, amount: -1_000 }]);
  expect(next).toEqual({ gross: 800, cash_payable: 800, to_vouchers: 200, ways: [{ kind: "cash", amount: 800 }], cash_free: 800 });
  expect(second.tenders).toEqual([
    { kind: "gift_card", voucher, amount: -200 },
    { kind: "cash", amount: -800, received: 0, change: 800 },
  ]);
});

test("a refund becomes a store credit whose code the customer takes along", async () => {
  const world = makeWorld(WITH_CARDS);
  const till = await openShop(world);
  const { ref } = value(await till.finalizeSale(wine(890), [{ kind: "cash" }])).sale;
  const made = value(await till.newVoucher());

  const credit = { kind: "store_credit", voucher: made.voucher, voucher_code: made.code, amount: minorUnits(890) } as const;
  const { sale } = value(await till.refundSale(ref, "all", [credit]));
  await whenIdle(till);

  expect(sale.voucher_codes).toEqual([{ kind: "store_credit", code: made.code, amount: 890 }]);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({
    tenders: [{ kind: "store_credit", voucher: made.voucher, amount: -890 }],
  });
  expect(world.door.storedTexts.at(-1)).not.toContain(made.code);
});

const TAXED: SettingsDocument = { ...SETTINGS, tenders: { kinds: [], limits: [], rates: [], vouchers: { tax_category: "S", tax_rate_ppm: 200_000 } } };

/** A card that was taxed when it was sold, and a server that knows it. */
async function taxedShop(): Promise<{ readonly world: World; readonly till: Till; readonly voucher: string }> {
  const world = makeWorld(TAXED);
  const card = { kind: "gift_card", currency: "EUR", tax_category: "S", tax_rate_ppm: 200_000, balance: 5_000, available: 5_000 };
  world.door.vouchers = ({ ask }) => (ask === "allowance" ? { allowance: "" } : { ...card, is_held: ask === "hold" });
  const till = await openShop(world);
  return { world, till, voucher: value(await till.findVoucher(CODE)).voucher };
}

test("a card that was taxed when it was sold does not pay without the server", async () => {
  const { world, till } = await taxedShop();
  const found = value(await till.findVoucher(CODE));
  world.door.weather = "offline";
  const sequence = till.state.value.head_sequence;

  const answers = [await till.findVoucher(CODE), await till.holdVoucher(found, euros(500))];

  expect(answers.map(code)).toEqual(["voucher.taxed_needs_line", "voucher.taxed_needs_line"]);
  expect(till.state.value.head_sequence).toBe(sequence);
});

test("what a taxed card took off comes back onto it, with its tax, and the rest the way it was paid", async () => {
  const { world, till, voucher } = await taxedShop();
  const card = {
    name: "Carte cadeau", unit: "C62", unit_price: euros(800), quantity_milli: pieces(-1), tax_category: "S", tax_rate_ppm: ppm(200_000), voucher,
  };
  const goods = value(addAmount(wine(600), euros(600), RATE_20));
  const { ref } = value(await till.finalizeSale(value(addLine(goods, card)), [{ kind: "card", amount: euros(400) }])).sale;

  const one = value(await till.refundSale(ref, [{ line: 1, quantity_milli: pieces(1) }], [])).sale;
  const preview = value(await till.previewRefund(ref, [{ line: 2, quantity_milli: pieces(1) }]));
  const two = value(await till.refundSale(ref, [{ line: 2, quantity_milli: pieces(1) }], [{ kind: "card", amount: euros(400) }])).sale;
  await whenIdle(till);

  expect([one.gross, one.tenders]).toEqual([0, []]);
  expect(one.lines.map((line) => [line.amount, line.quantity_milli, line.refers_to_line])).toEqual([[-600, -1_000, 1], [600, 750, 3]]);
  expect(one.tax_subtotals).toEqual([{ tax_category: "S", tax_rate_ppm: 200_000, net: 0, tax: 0, gross: 0 }]);
  expect(preview).toEqual({ gross: 400, cash_payable: 400, to_vouchers: 200, ways: [{ kind: "card", amount: 400 }], cash_free: 0 });
  expect([two.gross, two.lines.at(1)?.amount, two.lines.at(1)?.quantity_milli]).toEqual([-400, 200, 250]);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({
    lines: [{ amount: -600 }, { kind: "fixed", voucher, amount: 200, refers_to_line: 3, quantity_milli: 250 }],
    tenders: [{ kind: "card", amount: -400 }],
  });
  expect((await till.sale(ref))?.refunded).toBe("all");
});
