import { expect, test } from "vitest";
import { isForThisDeviceOnly, screenAddress } from "./screen-address.ts";

test("the address of a screen holds agent and code where no server sees them", () => {
  const address = screenAddress("https://comptoir.local:8443", "https://pi.comptoir.local:8490", "a-b_c");

  expect(address).toBe("https://comptoir.local:8443/till/#customers&agent=https%3A%2F%2Fpi.comptoir.local%3A8490&code=a-b_c");
  expect(isForThisDeviceOnly(address)).toBe(false);
});

test("an address that another device would look for on itself is known", () => {
  expect(isForThisDeviceOnly(screenAddress("http://localhost:8080", "https://pi.comptoir.local:8490", "x"))).toBe(true);
  expect(isForThisDeviceOnly(screenAddress("https://comptoir.local", "http://localhost:8490", "x"))).toBe(true);
  expect(isForThisDeviceOnly(screenAddress("https://comptoir.local", "http://127.0.0.1:8490", "x"))).toBe(true);
});
