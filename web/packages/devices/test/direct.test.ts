/** The packages that drive printers answer nothing when a write fails: what we say is what the printer says. */
import { expect, test, vi } from "vitest";

import { patientSerial } from "../src/printing/browser-gaps.ts";
import { DriverPrinter } from "../src/printing/direct.ts";

/** A driver of the @point-of-sale kind over a printer of few words. */
class Driver implements PointOfSaleDriver {
  readonly written: number[] = [];
  isThere = true;
  answers = true;
  hasPaper = true;
  /** A cable that is pulled in the middle of a page. */
  breaks = false;
  isOpen = false;
  connections = 0;
  readonly #heard = new Map<string, ((value: never) => void)[]>();

  /** For one more connection: nobody listens yet. */
  fresh(): this {
    this.#heard.clear();
    return this;
  }

  addEventListener(name: string, heard: (value: never) => void): void {
    this.#heard.set(name, [...(this.#heard.get(name) ?? []), heard]);
  }

  connect(): Promise<void> {
    this.connections += this.isThere ? 1 : 0;
    if (this.isThere) this.#tell("connected", { type: "usb", productName: "TM-T20" });
    return Promise.resolve();
  }

  reconnect(): Promise<void> {
    return this.connect();
  }

  listen(): Promise<unknown> {
    return Promise.resolve(true);
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  print(data: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.breaks && data.length > 3) {
      this.#tell("disconnected", undefined);
      return Promise.resolve();
    }
    this.written.push(...data);
    const tail = [...data.slice(-3)];
    if (this.answers && tail.join() === "16,4,4") this.#tell("data", Uint8Array.of(this.hasPaper ? 0x12 : 0x72));
    if (this.answers && tail.join() === "16,4,2") this.#tell("data", Uint8Array.of(this.isOpen ? 0x16 : 0x12));
    if (this.answers && tail.join() === "29,114,1") this.#tell("data", Uint8Array.of(0));
    return Promise.resolve();
  }

  #tell(name: string, value: unknown): void {
    for (const heard of this.#heard.get(name) ?? []) (heard as (value: unknown) => void)(value);
  }
}

const PAGE = Uint8Array.of(65, 66, 67, 68);
const known = { type: "usb", productName: "TM-T20" };

test("a printer that answers is asked before, and believed when it says so behind the last byte", async () => {
  const driver = new Driver();

  expect(await new DriverPrinter("usb", () => driver.fresh(), known).print(PAGE)).toEqual({ state: "printed", trouble: "" });

  expect(driver.written).toEqual([16, 4, 4, 16, 4, 2, ...PAGE, 29, 114, 1]);
});

test("without paper nothing is sent", async () => {
  const driver = new Driver();
  driver.hasPaper = false;

  expect(await new DriverPrinter("usb", () => driver.fresh(), known).print(PAGE)).toEqual({ state: "held", trouble: "paper_out" });

  expect(driver.written).toEqual([16, 4, 4]);
});

test("one that is not there is not connected, and prints when it is back", async () => {
  vi.useFakeTimers();
  const driver = new Driver();
  driver.isThere = false;
  const printer = new DriverPrinter("usb", () => driver.fresh(), known);
  const first = printer.print(PAGE);
  await vi.runAllTimersAsync();
  vi.useRealTimers();

  expect(await first).toEqual({ state: "held", trouble: "not_connected" });
  driver.isThere = true;
  expect(await printer.print(PAGE)).toEqual({ state: "printed", trouble: "" });
});

test("a cable that is pulled in the middle leaves it unsure", async () => {
  const driver = new Driver();
  driver.breaks = true;

  expect(await new DriverPrinter("usb", () => driver.fresh(), known).print(PAGE)).toEqual({ state: "unsure", trouble: "broken_off" });
});

test("one that never answers anything is believed", async () => {
  vi.useFakeTimers();
  const driver = new Driver();
  driver.answers = false;
  const printer = new DriverPrinter("bluetooth", () => driver.fresh(), known);
  const printed = printer.print(PAGE);
  await vi.runAllTimersAsync();
  vi.useRealTimers();

  expect(await printed).toEqual({ state: "printed", trouble: "" });
  expect(printer.answers).toBe(false);
  expect(driver.written).toEqual([16, 4, 4, ...PAGE]);
});

test("under an open cover nothing is sent", async () => {
  const driver = new Driver();
  driver.isOpen = true;

  expect(await new DriverPrinter("usb", () => driver.fresh(), known).print(PAGE)).toEqual({ state: "held", trouble: "cover_open" });

  expect(driver.written).toEqual([16, 4, 4, 16, 4, 2]);
});

test("one that answered once and falls silent is connected anew before the next try", async () => {
  vi.useFakeTimers();
  const driver = new Driver();
  const printer = new DriverPrinter("usb", () => driver.fresh(), known);
  const first = printer.print(PAGE);
  await vi.runAllTimersAsync();
  expect(await first).toEqual({ state: "printed", trouble: "" });
  driver.answers = false;
  const second = printer.print(PAGE);
  await vi.runAllTimersAsync();
  driver.answers = true;
  const third = printer.print(PAGE);
  await vi.runAllTimersAsync();
  vi.useRealTimers();

  expect(await second).toEqual({ state: "held", trouble: "no_answer" });
  expect(await third).toEqual({ state: "printed", trouble: "" });
  expect(driver.connections).toBe(2);
});

test("a serial line that breaks while it is written is told by its plug, and not as a fault of the till", async () => {
  const serial = (error: Error): PointOfSaleDriver => patientSerial(Object.assign(new Driver(), { run: () => Promise.reject(error) }));

  await expect(serial(new DOMException("The device has been lost.", "NetworkError")).run?.()).resolves.toBeUndefined();
  await expect(serial(new TypeError("writable is null")).run?.()).resolves.toBeUndefined();
  await expect(serial(new RangeError("a fault of ours")).run?.()).rejects.toThrow("a fault of ours");
});
