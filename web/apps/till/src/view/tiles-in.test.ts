import { expect, test } from "vitest";

import { tilesIn } from "./tiles-in.ts";

test.each([
  ["a phone", 366, 480, 18],
  ["a small phone", 336, 276, 12],
  ["a low panel", 464, 250, 16],
  ["a tablet", 761, 590, 49],
  ["no room at all", 0, 0, 1],
])("%s of %i × %i shows at most %i tiles and a row more", (_name, width, height, tiles) => {
  expect(tilesIn(width, height)).toBe(tiles);
});
