import { expect, it } from "vitest";
import { longDay, minuteOfDay } from "./long-day.ts";

it("writes days and hours as people of the language do", () => {
  expect(longDay("2008-11-25", "fr-FR")).toBe("25 novembre 2008");
  expect(longDay("2008-11-25", "de-DE")).toBe("25. November 2008");
  expect(minuteOfDay(480, "fr-FR")).toBe("08:00");
});
