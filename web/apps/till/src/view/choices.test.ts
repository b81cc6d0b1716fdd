import { minorUnits } from "@comptoir/till-core";
import type { ModifierGroupDocument } from "@comptoir/till-core/goods";
import { expect, it } from "vitest";
import { answers, toggled } from "./choices.ts";

const milk: ModifierGroupDocument = {
  id: "milk",
  name: "Lait",
  minimum: 1,
  maximum: 1,
  options: [
    { id: "cow", name: "Vache", price: minorUnits(0) },
    { id: "oat", name: "Avoine", price: minorUnits(40) },
  ],
};
const extras: ModifierGroupDocument = {
  ...milk,
  id: "extras",
  minimum: 0,
  maximum: 2,
  options: ["a", "b", "c"].map((id) => ({ id, name: id, price: minorUnits(50) })),
};

it("changes a choice of one, takes it back, and keeps the other groups", () => {
  expect(toggled(milk, ["cow", "a"], "oat")).toEqual(["a", "oat"]);
  expect(toggled(milk, ["oat"], "oat")).toEqual([]);
});

it("drops nothing where a group of several is full", () => {
  expect(toggled(extras, ["a", "oat", "b"], "c")).toBeUndefined();
  expect(toggled(extras, ["a", "oat", "b"], "a")).toEqual(["oat", "b"]);
  expect(toggled(extras, ["oat", "b"], "c")).toEqual(["oat", "b", "c"]);
});

it("is complete when every group has its minimum, and names prices in the groups' order", () => {
  expect(answers([milk, extras], ["b"])).toEqual({ modifiers: [{ code: "b", name: "b", unit_price: 50 }], isComplete: false });
  expect(answers([milk, extras], ["b", "oat"])).toEqual({
    modifiers: [
      { code: "oat", name: "Avoine", unit_price: 40 },
      { code: "b", name: "b", unit_price: 50 },
    ],
    isComplete: true,
  });
});
