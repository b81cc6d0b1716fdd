import { noteCommitment, fromBase64url, SALT_BYTES } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addItem, emptyBasket, setNote, type Finalized, type Till } from "../src/index.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, value, whenIdle, type World } from "./kit.ts";

/** One baguette with a note, in a sale with another. */
async function sellNoted(till: Till): Promise<Finalized> {
  const rare = await till.rarely();
  const basket = value(addItem(emptyBasket(), item(), pieces(1)));
  const ofLine = value(setNote(basket, 1, await rare.makeNote("  Bien cuite ", true)));
  const whole = value(setNote(ofLine, undefined, await rare.makeNote("Pour Léa Favre", false)));
  return value(await till.finalizeSale(whole, [{ kind: "card", amount: euros(115) }]));
}

async function deliver(till: Till): Promise<void> {
  await whenIdle(till);
  await (await till.rarely()).sendNotes();
}

const texts = (world: World): readonly string[] => world.door.notes.map(({ text }) => text);

test("an entry holds commitments alone; the texts follow it, once", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const { sale } = await sellNoted(till);
  await deliver(till);
  await deliver(till);

  const { body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(world.door.storedTexts.join()).not.toMatch(/cuite|Favre/);
  expect(body["note"]).toBe(sale.note?.commitment);
  expect(body).toMatchObject({ lines: [{ note: sale.lines[0]?.note?.commitment }] });
  expect(sale.lines[0]?.note).toMatchObject({ text: "Bien cuite", is_printed: true });
  expect(texts(world)).toEqual(["Pour Léa Favre", "Bien cuite"]);
  expect(world.door.notes.map(({ line, sequence, digest }) => [line, sequence, digest])).toEqual([
    [0, sale.ref.sequence, sale.ref.digest],
    [1, sale.ref.sequence, sale.ref.digest],
  ]);
  for (const { salt, text, commitment } of world.door.notes) {
    expect(await noteCommitment(world.ports.subtle, fromBase64url(salt, SALT_BYTES) ?? new Uint8Array(), text)).toBe(commitment);
  }
});

test("without a line they wait for their sale, also through a reload", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  await sellNoted(till);
  await (await till.rarely()).sendNotes();
  expect(texts(world)).toEqual([]);
  till.close();

  world.door.weather = undefined;
  const again = await world.open();
  again.syncNow();
  await deliver(again);
  expect(texts(world)).toEqual(["Pour Léa Favre", "Bien cuite"]);
});

test("what was erased in the back office, and what is old, leaves the till; its sale stays", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const { sale } = await sellNoted(till);
  await deliver(till);
  world.door.erasedNotes.push(sale.note?.commitment ?? "");
  await deliver(till);
  expect((await till.sale(sale.ref))?.note).toEqual({ commitment: sale.note?.commitment, text: "", salt: "" });
  expect((await till.sale(sale.ref))?.lines[0]?.note?.text).toBe("Bien cuite");

  world.time.advance(31 * 86_400_000);
  await deliver(till);
  expect((await till.sale(sale.ref))?.lines[0]?.note?.text).toBe("");
  expect(await till.sale(sale.ref)).toMatchObject({ gross: 115, number: sale.number });
});

test("nothing written is no note, and there is an end to what an entry holds", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const rare = await till.rarely();
  expect(await rare.makeNote("   ", true)).toBeUndefined();
  const long = await rare.makeNote("x".repeat(500), false);
  expect(long?.text).toHaveLength(200);

  let basket = emptyBasket();
  for (let place = 1; place <= 21; place += 1) {
    basket = value(addItem(basket, item({ id: `01900000-0000-7000-8000-0000000001${String(place).padStart(2, "0")}` }), pieces(1)));
  }
  for (let line = 1; line <= 20; line += 1) basket = value(setNote(basket, line, long));
  expect(setNote(basket, 21, long)).toEqual({ ok: false, refusal: { code: "basket.too_long" } });
  expect(setNote(basket, 99, long)).toEqual({ ok: false, refusal: { code: "basket.line_unknown" } });
  expect(value(setNote(basket, 1, undefined)).lines[0]).not.toHaveProperty("note");

  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(21 * 115) }]));
  const back = value(await till.refundSale(sale.ref, "all", [{ kind: "card", amount: euros(21 * 115) }]));
  await whenIdle(till);
  expect(JSON.stringify(envelopeOf(world.door.storedTexts.at(-1)).body)).not.toContain('"note"');
  expect(back.sale.lines[0]).not.toHaveProperty("note");
});
