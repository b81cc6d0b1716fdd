import { minorUnits, milli, ppm, type ClosingView, type ReceiptView, type SaleView, type SettingsDocument } from "@comptoir/till-core";
import { expect, test } from "vitest";
import { languageOf, receiptDocument, reportDocument } from "./documents.ts";

const CHAIN = "01900000-0000-7000-8000-0000000000e1";

const settings: SettingsDocument = {
  organization: { id: "o", name: "Lune" },
  store: { id: "s", name: "Lune Nord", address: ["1 rue du Four"], timezone: "Europe/Paris", day_starts_minute: 240, opening_hours: [] },
  legal_entity: { name: "Lune SARL", registration: "123", tax_number: "FR00" },
  till: { id: "t", code: "A1", name: "Caisse 1" },
  country: "FR",
  currency: "EUR",
  exponent: 2,
  price_mode: "gross",
  locale: "fr-FR",
  tax_rates: [{ category: "S", rate_ppm: ppm(55_000), name: "TVA 5,5 %" }],
  categories: [],
  cashiers: [],
  customer_groups: [],
  scale_labels: [],
  people: { roles: [], key: "", lock_after_s: 0 },
  public_address: "https://lune.example/",
  agents: [],
  receipt: { language: "", template: { footer: ["À demain"], sections: { tax_table: false } }, channels: [], is_page_reachable: true, has_invoices: false },
};

const sale: SaleView = {
  ref: { chain: CHAIN, sequence: 9, digest: "d" },
  kind: "refund",
  number: "A1-1-9",
  device_time: "2026-11-22T12:13:14.123+01:00",
  epoch_ms: 0,
  cashier: "c",
  cashier_name: "Camille",
  session: "z",
  currency: "EUR",
  gross: minorUnits(-115),
  lines_count: 1,
  tender_kinds: ["cash"],
  refunded: "none",
  delivery: "unsent",
  id: "i",
  country: "FR",
  price_mode: "gross",
  lines: [
    {
      line: 1, name: "Baguette", unit: "C62", quantity_milli: milli(-1000), unit_price: minorUnits(115), amount: minorUnits(-115),
      line_discount: minorUnits(0), basket_discount: minorUnits(0), tax_category: "S", tax_rate_ppm: ppm(55_000), refunded_milli: milli(0),
    },
  ],
  tax_subtotals: [],
  net: minorUnits(-109),
  tax: minorUnits(-6),
  cash_rounding: minorUnits(0),
  tenders: [{ kind: "cash", amount: minorUnits(-115) }],
  refers_to: { chain: CHAIN, sequence: 4, digest: "e" },
  essentials: "1.x.9.-115.EUR.0.dig.proof",
  copies_count: 0,
};

const receipt: ReceiptView = {
  sale,
  settings,
  paid: minorUnits(-115),
  change: minorUnits(0),
  qr_text: "",
  copy_number: 1,
};

test("a receipt is made in the shop's language, with its template, and names the sale that it gives back", async () => {
  const document = await receiptDocument(receipt);

  expect(document.title).toBe("Remboursement A1-1-9");
  expect(document.blocks).toContainEqual({ block: "mark", text: "DUPLICATA 1" });
  expect(document.blocks).toContainEqual(expect.objectContaining({ block: "pair", name: "Remboursement du ticket", value: "A1-1-4" }));
  expect(document.blocks).toContainEqual({ block: "qr", text: "https://lune.example/r/#1.x.9.-115.EUR.0.dig.proof" });
  expect(document.blocks.at(-1)).toMatchObject({ text: "À demain" });
  expect(document.blocks.some((block) => block.block === "table")).toBe(false);
});

test("a customer's language comes before the shop's, and a gift shows no price", async () => {
  const document = await receiptDocument({ ...receipt, copy_number: 0 }, { language: "de", is_gift: true });

  expect(document.title).toBe("Geschenkbeleg A1-1-9");
  expect(JSON.stringify(document)).not.toContain("1,15");
});

test("the sale of another chain is not named by a number that would be wrong", async () => {
  const other = { ...sale, refers_to: { chain: "another", sequence: 4, digest: "e" } };
  const document = await receiptDocument({ ...receipt, sale: other });

  expect(document.blocks.some((block) => block.block === "pair" && block.name === "Remboursement du ticket")).toBe(false);
});

test("paper of training says so at head and foot, and carries no proof", async () => {
  const trained = { ...sale, number: "A1-T-1-9", is_training: true, essentials: "" };
  const document = await receiptDocument({ ...receipt, copy_number: 0, sale: trained });

  expect(document.blocks.filter((block) => block.block === "mark").map((block) => block.text)).toEqual(["FORMATION - SANS VALEUR", "FORMATION - SANS VALEUR"]);
  expect(document.title).toBe("Remboursement A1-T-1-9");
  expect(document.blocks.some((block) => block.block === "qr")).toBe(false);
});

test("a note stands on the paper when that was asked, and not once it is erased", async () => {
  const [line] = sale.lines;
  if (line === undefined) throw new Error("no line");
  const note = { commitment: "c", text: "Bien cuite", salt: "s", is_printed: true };
  const noted = { ...sale, kind: "sale" as const, note: { ...note, text: "Pour Léa", is_printed: false }, lines: [{ ...line, note }] };
  const erased = { ...noted, lines: [{ ...line, note: { commitment: "c", text: "", salt: "" } }] };

  const [asked, gone] = await Promise.all([noted, erased].map((one) => receiptDocument({ ...receipt, copy_number: 0, sale: one })));

  expect(JSON.stringify(asked)).toContain("Baguette: Bien cuite");
  expect(JSON.stringify(asked)).not.toContain("Léa");
  expect(JSON.stringify(gone)).not.toContain("Bien cuite");
});

test("a payment on an order says what for and what is left, and foreign money what was handed over", async () => {
  const body = { lines: [{ name: "Café moulu 250 g", quantity_milli: 2000, unit: "C62", amount: 1380 }], gross: 1380, valid_until: "2026-12-24" };
  const paid = { kind: "foreign_cash" as const, amount: minorUnits(940), currency: "CHF", foreign_amount: 1000, rate_ppm: 940_000 };
  const payment = { ...sale, kind: "payment" as const, lines: [], gross: minorUnits(940), also: { purpose: "deposit" }, ordered: { body, paid: minorUnits(940) }, tenders: [paid] };

  const { blocks, title } = await receiptDocument({ ...receipt, copy_number: 0, sale: payment });
  const rows = blocks.flatMap((block) => (block.block === "pair" ? [`${block.name} ${block.value}`.replaceAll("\u00a0", " ")] : []));

  expect(title).toBe("Acompte A1-1-9");
  expect(rows.slice(rows.indexOf("Devises 9,40"))).toEqual([
    "Devises 9,40",
    "Reçu 10,00 CHF",
    "Cours 1 CHF = 0,94 EUR",
    "2 × Café moulu 250 g 13,80",
    "Total de la commande 13,80",
    "Déjà payé 9,40",
    "Reste à payer 4,40 €",
  ]);
  expect(blocks).toContainEqual(expect.objectContaining({ text: "À retirer jusqu’au 24/12/2026" }));
});

test("a closing is a Z, a session that goes on an X without expected cash", async () => {
  const day = {
    id: "z", cashier: "c", currency: "EUR", opened_at: "2026-11-22T08:00:00.000+01:00", float: minorUnits(10_000), sales_count: 1,
    refunds_count: 0, gross: minorUnits(115), refunded: minorUnits(0), tenders: [], movements: minorUnits(0), cash_expected: minorUnits(10_115),
    business_day: "2026-11-22", purses: [], returned: [], differences: minorUnits(0),
  };
  const closing: ClosingView = {
    ...day, closed_at: "2026-11-22T20:00:00.000+01:00", cash_counted: minorUnits(10_100), cash_difference: minorUnits(-15), first_sequence: 2,
    last_sequence: 9, perpetual_gross: minorUnits(115), perpetual_refunded: minorUnits(0), ref: { chain: CHAIN, sequence: 10, digest: "abc" },
  };
  const z = await reportDocument(closing, settings, "Camille", new Date("2026-11-23T08:00:00Z"));
  const x = await reportDocument(day, settings, "Camille", new Date("2026-11-22T11:05:00Z"));

  expect(z.title).toBe("Ticket Z Caisse 1");
  expect(z.blocks).toContainEqual(expect.objectContaining({ name: "Écart de caisse", value: "−0,15" }));
  expect(z.blocks).toContainEqual(expect.objectContaining({ name: "Écritures", value: "2–9" }));
  expect(z.blocks).toContainEqual(expect.objectContaining({ name: "Clôture", value: "22/11/2026 20:00" }));
  expect(x.title).toBe("Ticket X Caisse 1");
  expect(x.blocks).toContainEqual(expect.objectContaining({ name: "Édité", value: "22/11/2026 12:05" }));
  expect(JSON.stringify(x)).not.toContain("101,15");
  const trained = await reportDocument(day, settings, "Camille", new Date("2026-11-22T11:05:00Z"), { isTraining: true });
  expect(trained.blocks.filter((block) => block.block === "mark")).toHaveLength(2);
});

test("a day whose cash was counted in between and carried around adds up on its paper", async () => {
  const carrier = { cashier: "c-ines", float: minorUnits(8_000) };
  const back = { ...carrier, cash_expected: minorUnits(8_160), cash_counted: minorUnits(8_000), cash_difference: minorUnits(-160) };
  const day = {
    id: "z", cashier: "c", currency: "EUR", opened_at: "2026-11-22T08:00:00.000+01:00", float: minorUnits(15_000), sales_count: 2,
    refunds_count: 0, gross: minorUnits(500), refunded: minorUnits(0), tenders: [{ kind: "cash" as const, amount: minorUnits(500) }], movements: minorUnits(-8_000), cash_expected: minorUnits(10_000),
    business_day: "2026-11-22", purses: [{ ...carrier, movements: minorUnits(0), cash_expected: minorUnits(8_120) }], returned: [back], differences: minorUnits(2_660),
  };
  const closing: ClosingView = {
    ...day, closed_at: "2026-11-22T20:00:00.000+01:00", cash_counted: minorUnits(10_000), cash_difference: minorUnits(0), cash_left: minorUnits(5_000),
    first_sequence: 2, last_sequence: 9, perpetual_gross: minorUnits(500), perpetual_refunded: minorUnits(0), ref: { chain: CHAIN, sequence: 10, digest: "abc" },
  };
  const people = { ...settings, cashiers: [{ id: "c-ines", name: "Inès" }] } as unknown as typeof settings;
  const now = new Date("2026-11-22T20:00:00Z");
  const rows = (document: Awaited<ReturnType<typeof reportDocument>>): readonly string[] => document.blocks.flatMap((block) => (block.block === "pair" ? [`${block.name} ${block.value}`] : []));

  const z = rows(await reportDocument(closing, people, "Inès", now));
  expect(z.slice(z.indexOf("Entrées et sorties −80,00") + 1, z.indexOf("Cumul perpétuel 5,00"))).toEqual([
    "Écarts déjà comptés 26,60",
    "Attendu dans le tiroir 100,00",
    "Compté 100,00",
    "Écart de caisse 0,00",
    "Reste dans le tiroir 50,00",
    "Sacoche Inès 80,00",
    "Écart de caisse −1,60",
    "Sacoche Inès non compté",
  ]);
  expect(rows(await reportDocument(day, people, "Inès", now, { showsExpected: true }))).toContain("Sacoche Inès, attendu 81,20");
  const blind = rows(await reportDocument(day, people, "Inès", now));
  expect(blind).toContain("Sacoche Inès non compté");
  expect(blind.join()).not.toContain("81,20");
});

test("the shop's own choice of language comes before its locale", () => {
  expect(languageOf(settings)).toBe("fr");
  expect(languageOf({ ...settings, receipt: { ...settings.receipt, language: "en" } })).toBe("en");
});
