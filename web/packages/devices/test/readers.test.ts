/** Readers that are no keyboards. */
import { afterEach, expect, test, vi } from "vitest";

import { codeOfTag, HidCodes, listenToHid, listenToSerial, SerialCodes } from "../src/readers/index.ts";

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

afterEach(() => {
  vi.useRealTimers();
});

class FakeHidDevice {
  readonly productName = "Reader";
  readonly collections = [{ usagePage: 0x8c }];
  opened = false;
  isHeldElsewhere: boolean;
  readonly heard = new Set<(event: BrowserHidReport) => void>();

  constructor(isHeldElsewhere = false) {
    this.isHeldElsewhere = isHeldElsewhere;
  }
  open(): Promise<void> {
    if (this.isHeldElsewhere) return Promise.reject(new DOMException("held", "NotAllowedError"));
    this.opened = true;
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.opened = false;
    return Promise.resolve();
  }
  addEventListener(_type: "inputreport", heard: (event: BrowserHidReport) => void): void {
    this.heard.add(heard);
  }
  removeEventListener(_type: "inputreport", heard: (event: BrowserHidReport) => void): void {
    this.heard.delete(heard);
  }
  send(code: string): void {
    const event = Object.assign(new Event("inputreport"), { data: new DataView(report(code).bytes.buffer as ArrayBuffer) });
    for (const hear of this.heard) hear(event);
  }
}

class FakeHid {
  readonly plugged: FakeHidDevice[];
  readonly #heard = new Map<string, (event: BrowserHidEvent) => void>();

  constructor(plugged: FakeHidDevice[]) {
    this.plugged = plugged;
  }
  requestDevice(): Promise<readonly FakeHidDevice[]> {
    return Promise.resolve(this.plugged);
  }
  getDevices(): Promise<readonly FakeHidDevice[]> {
    return Promise.resolve(this.plugged);
  }
  addEventListener(type: string, heard: (event: BrowserHidEvent) => void): void {
    this.#heard.set(type, heard);
  }
  removeEventListener(type: string): void {
    this.#heard.delete(type);
  }
  tell(type: "connect" | "disconnect", device: FakeHidDevice): void {
    this.#heard.get(type)?.(Object.assign(new Event(type), { device }));
  }
}

test("a HID reader that another program holds does not silence the next, and is heard once it is plugged in anew", async () => {
  const [held, free] = [new FakeHidDevice(true), new FakeHidDevice()];
  const hid = new FakeHid([held, free]);
  const codes: string[] = [];

  const stop = await listenToHid(hid, (code) => codes.push(code));
  held.send("1");
  free.send("2");
  held.isHeldElsewhere = false;
  hid.tell("connect", held);
  held.send("3");
  stop();
  free.send("4");

  expect(codes).toEqual(["2", "3"]);
  expect([held.opened, free.opened]).toEqual([false, false]);
});

test("a HID reader that was unplugged for a moment says each code once", async () => {
  const reader = new FakeHidDevice();
  const hid = new FakeHid([reader]);
  const codes: string[] = [];

  await listenToHid(hid, (code) => codes.push(code));
  hid.tell("disconnect", reader);
  hid.tell("connect", reader);
  reader.send("7");

  expect(codes).toEqual(["7"]);
});

/** As the browser's: a port that is open can't be opened, and a disturbed line ends its stream, not the port. */
class FakeSerialPort {
  readable: ReadableStream<Uint8Array> | null = null;
  line: ReadableStreamDefaultController<Uint8Array> | undefined;

  open(): Promise<void> {
    if (this.readable !== null) return Promise.reject(new DOMException("open", "InvalidStateError"));
    this.readable = new ReadableStream<Uint8Array>({
      start: (line) => {
        this.line = line;
      },
    });
    return Promise.resolve();
  }
  close(): Promise<void> {
    if (this.readable?.locked === true) return Promise.reject(new TypeError("locked"));
    this.readable = null;
    return Promise.resolve();
  }
  getInfo(): { readonly usbVendorId: number; readonly usbProductId: number } {
    return { usbVendorId: 1, usbProductId: 2 };
  }
}

test("a serial reader is heard again after a disturbed line, and after it was chosen anew", async () => {
  vi.useFakeTimers();
  const port = new FakeSerialPort();
  const serial = { requestPort: () => Promise.resolve(port), getPorts: () => Promise.resolve([port]) };
  const codes: string[] = [];
  const send = async (code: string): Promise<void> => {
    port.line?.enqueue(new TextEncoder().encode(`${code}\r`));
    await vi.advanceTimersByTimeAsync(1);
  };

  const stop = listenToSerial(serial, { vendor: 1, product: 2 }, (code) => codes.push(code));
  await vi.advanceTimersByTimeAsync(1);
  await send("1");
  port.line?.error(new DOMException("framing", "FramingError"));
  await vi.advanceTimersByTimeAsync(3_000);
  await send("2");
  stop();
  await vi.advanceTimersByTimeAsync(1);
  expect(port.readable).toBeNull();

  listenToSerial(serial, { vendor: 1, product: 2 }, (code) => codes.push(code))();
  listenToSerial(serial, { vendor: 1, product: 2 }, (code) => codes.push(code));
  await vi.advanceTimersByTimeAsync(3_001);
  await send("3");

  expect(codes).toEqual(["1", "2", "3"]);
});
