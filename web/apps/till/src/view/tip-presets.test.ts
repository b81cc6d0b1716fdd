import { minorUnits } from "@comptoir/till-core";
import { expect, test } from "vitest";
import { tipOf } from "./tip-presets.ts";

test("shares are rounded once, half away from zero", () => {
  const tips = [1_850, 1_830, 1_829, 9, 0].map((total) => tipOf(minorUnits(total), 50_000));

  expect(tips).toEqual([93, 92, 91, 0, 0]);
});
