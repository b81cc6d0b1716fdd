/** Readers that are no keyboards. */
import { expect, test } from "vitest";

import { codeOfTag, HidCodes, SerialCodes } from "../src/readers/index.ts";

const report = (text: string, size = 64, isContinued = false): { readonly bytes: Uint8Array } => {
  const bytes = new Uint8Array(size);
  bytes[0] = text.length;
  bytes.set(new TextEncoder().encode(text), 4);
  if (isContinued) bytes[size - 1] = 1;
  return { bytes };
};

test("a report of a HID reader is a code, and a long code comes in two", () => {
  const codes = new HidCodes();

  expect(codes.read(report("4006381333931\r"))).toBe("4006381333931");
  expect(codes.read(report("0104006381333931", 64, true))).toBeUndefined();
  expect(codes.read(report("10LOT7"))).toBe("010400638133393110LOT7");
  expect(codes.read({ bytes: Uint8Array.of(60, 0, 0, 0, 1) })).toBeUndefined();
  expect(codes.read(report("7"))).toBe("7");
});

test("a serial reader's codes end where it says, however the bytes arrive", () => {
  const codes = new SerialCodes();
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  expect(codes.read(bytes("40063"))).toEqual([]);
  expect(codes.read(bytes("81333931\r\n123"))).toEqual(["4006381333931"]);
  expect(codes.read(bytes("4\t\n"))).toEqual(["1234"]);
});

test("a tag says its text or address, else its number", () => {
  const data = (text: string): DataView => new DataView(new TextEncoder().encode(text).buffer);

  expect(codeOfTag({ serialNumber: "04:a2:1f", message: { records: [{ recordType: "text", data: data("badge-7 ") }] } })).toBe("badge-7");
  expect(codeOfTag({ serialNumber: "04:a2:1f", message: { records: [{ recordType: "mime", data: data("x") }, { recordType: "url", data: data("https://x.example/1") }] } })).toBe("https://x.example/1");
  expect(codeOfTag({ serialNumber: "04:a2:1f", message: { records: [] } })).toBe("04A21F");
});
