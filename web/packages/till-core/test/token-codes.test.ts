import { expect, test } from "vitest";

import { tokenOf, type CodeAccount } from "../src/code-payments.ts";

const COIN = "0x89205a3a3b2a69de6dbf7f01ed13b2108b2c43e7";
const PURSES = ["0x8e23ee67d1332ad560396262c48ffbb01f93d052", "0x00000000000000000000000000000000000beef1"];
const account = (facts: Record<string, string>): CodeAccount => ({
  id: "a",
  scheme: "evm",
  name: "USDC",
  may_finish: false,
  facts: { addresses: PURSES.join(" "), contract: COIN, chain: "1", decimals: "6", rate: "1", ...facts },
});
const asked = (facts: Record<string, string>, id: string, amount = 1_234, exponent = 2): string | undefined => {
  const token = tokenOf(account(facts), { id, amount, exponent });
  return token && `${String(BigInt(token.units))} ${String(PURSES.indexOf(token.receiver))}`;
};

test("a token's code asks for the amount at its rate, and tells payments of one amount apart by less than a cent", () => {
  const ids = ["01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002", "01900000-0000-7000-8000-010000000001"];

  expect(ids.map((id) => asked({}, id))).toEqual(["12342174 0", "12342175 0", "12342109 1"]);
  expect(asked({ rate: "1.08" }, ids[0] ?? "")).toBe("13332174 0");
  expect(asked({ decimals: "18" }, ids[0] ?? "")).toMatch(/^12340000000000\d{6} 0$/);
  expect(asked({ decimals: "3" }, ids[0] ?? "", 500, 0)).toMatch(/^500\d{3} 0$/);
  expect(tokenOf({ ...account({}), scheme: "epc" }, { id: ids[0] ?? "", amount: 1, exponent: 2 })).toBeUndefined();
});
