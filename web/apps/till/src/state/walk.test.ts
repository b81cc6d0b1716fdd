import { expect, test } from "vitest";

import { columnsOf } from "./walk.ts";

const at = (tops: readonly number[]): readonly HTMLElement[] => tops.map((offsetTop) => ({ offsetTop }) as HTMLElement);

test.each([
  ["three rows of three", [0, 0, 0, 120, 120, 120, 240], 3],
  ["a row that is not full", [8, 8], 2],
  ["one a row", [0, 120, 240], 1],
  ["nothing", [], 1],
])("%s", (_name, tops, columns) => {
  expect(columnsOf(at(tops))).toBe(columns);
});
