import { expect, it } from "vitest";

import { readSettings } from "../src/documents.ts";
import { SETTINGS } from "./kit.ts";

/** Everything that a server may say of a shop's ways to pay. */
const TENDERS = {
  kinds: [{ id: "k", revision: 2, kind: "meal_voucher", name: "Titre", gives_change: false, opens_drawer: false, is_counted: true, amount_max: 2500, categories: ["c"] }],
  limits: [{ kind: "cash", valid_from: "2015-09-01", amount_max: 100_000, basis: "part" }, { kind: "meal_voucher", valid_from: "2022-10-01", amount_max: 2500, basis: "total" }],
  rates: [{ currency: "CHF", exponent: 2, valid_from: "2026-11-01", rate_ppm: 1_050_000 }],
  tip_presets: [50_000, 100_000],
  tip_amounts: [100, 200],
};

it("reads the settings that it stored as it read them from the server: a till does so at each start", () => {
  const source = {
    ...SETTINGS,
    tenders: TENDERS,
    tax_changes: [{ tax_class: "t", valid_from: "2027-01-01", category: "S", rate_ppm: 60_000 }],
    scale_labels: [{ prefix: "22", item_digits: 5, value_digits: 5, kind: "weight", decimals: 3, has_inner_check: false }],
    receipt: { language: "fr", template: { header: [] }, channels: ["email"], is_page_reachable: true, has_invoices: true },
    store: { ...SETTINGS.store, first_tab: "amount", training_only: "de_tse", phone: "1", opening_hours: [{ weekday: 1, opens: 480, closes: 1200 }] },
  };

  const once = readSettings(source);
  const again = readSettings(JSON.parse(JSON.stringify(once)));

  expect(again).toEqual(JSON.parse(JSON.stringify(once)));
  expect(once.tenders?.limits.map((limit) => limit.valid_from)).toEqual(["2015-09-01", "2022-10-01"]);
  expect(once.tenders).toMatchObject({ tip_presets: [50_000, 100_000], tip_amounts: [100, 200] });
  expect(once.store).toMatchObject({ first_tab: "amount", training_only: "de_tse" });
});
