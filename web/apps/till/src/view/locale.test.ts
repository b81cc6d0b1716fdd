import { expect, it } from "vitest";
import { localeOf } from "./locale.ts";

it("takes the country where the language is at home, else the language's own", () => {
  expect([localeOf("fr", "CH"), localeOf("en", "FR"), localeOf("de", undefined)]).toEqual(["fr-CH", "en-GB", "de-DE"]);
});
