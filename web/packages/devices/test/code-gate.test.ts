import { expect, test } from "vitest";

import { CodeGate } from "../src/camera.ts";

const gate = (): CodeGate => new CodeGate({ isKnown: (code) => Promise.resolve(code === "known") });

test("a code of the catalogue counts at once, and once while it stays in view", async () => {
  const looked = gate();

  expect(await looked.look(["known"], 0)).toEqual(["known"]);
  expect(await looked.look(["known"], 120)).toEqual([]);
  expect(await looked.look([], 1_000)).toEqual([]);
  expect(await looked.look(["known"], 1_100)).toEqual([]);
});

test("it counts again after it was away", async () => {
  const looked = gate();

  await looked.look(["known"], 0);

  expect(await looked.look(["known"], 1_201)).toEqual(["known"]);
});

test("an unknown code must be seen twice", async () => {
  const looked = gate();

  expect(await looked.look(["misread"], 0)).toEqual([]);
  expect(await looked.look(["other"], 120)).toEqual([]);
  expect(await looked.look(["misread"], 240)).toEqual(["misread"]);
  expect(await looked.look(["misread"], 360)).toEqual([]);
});

test("two misreadings far apart are not a confirmation", async () => {
  const looked = gate();

  expect(await looked.look(["misread"], 0)).toEqual([]);
  expect(await looked.look(["misread"], 2_001)).toEqual([]);
  expect(await looked.look(["misread"], 2_100)).toEqual(["misread"]);
});

test("two goods in one frame are two scans; the same one seen double is one", async () => {
  const looked = new CodeGate({ isKnown: () => true });

  expect(await looked.look(["a", "b", "a"], 0)).toEqual(["a", "b"]);
});
