import { expect, it } from "vitest";
import { obstacleOf, type BrowserScope } from "./obstacles.ts";

const good: BrowserScope = {
  isSecureContext: true,
  location: { host: "shop.example", port: "", pathname: "/till/" },
  indexedDB: {},
  Worker: {},
  crypto: { subtle: {} },
  navigator: { locks: {} },
};

it("finds nothing against a complete browser", () => {
  expect(obstacleOf(good)).toBeUndefined();
});

it("names the protected address before anything else", () => {
  expect(obstacleOf({ ...good, isSecureContext: false, crypto: {}, navigator: {} })).toEqual({
    kind: "insecure",
    address: "https://shop.example/till/",
  });
});

it("names no address where none can be protected", () => {
  const location = { host: "shop.example:8443", port: "8443", pathname: "/till/" };
  expect(obstacleOf({ ...good, isSecureContext: false, location })).toEqual({ kind: "insecure" });
});

it("lists everything that is missing", () => {
  expect(obstacleOf({ isSecureContext: true, location: good.location, navigator: {} })).toEqual({
    kind: "missing",
    features: ["storage", "locks", "crypto", "workers"],
  });
});
