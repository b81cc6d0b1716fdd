/**
 * Printers that this browser reaches by itself: by USB, a serial line or Bluetooth, through the @point-of-sale packages.
 *
 * Those packages answer nothing when a write fails, so we ask the printer: `DLE EOT 4` and `DLE EOT 2` before a job, `GS r 1` behind its
 * last byte, which is answered in its turn. A printer that never answers anything (many on Bluetooth) is believed when its bytes are written.
 *
 * Each connection has a driver of its own: one whose device went away in the middle of a write never writes again.
 */
import { completeBluetooth, patientSerial, reconnectSerial } from "./browser-gaps.ts";
import { deviceName, speedOf, type DirectWay, type KnownPrinter, type LineSpeed } from "./ways.ts";

export interface DirectOutcome {
  /** `held`: nothing was sent, and it may be tried again. `unsure`: it broke off, or nobody knows. */
  readonly state: "printed" | "held" | "unsure";
  readonly trouble: string;
}

export interface DirectPrinter {
  /** Bytes for the printer, once. */
  print(data: Uint8Array<ArrayBuffer>): Promise<DirectOutcome>;
  /** Lets its line go, so that it can be opened in another way. */
  release?(): Promise<void>;
}

const PAPER_SENSOR = Uint8Array.of(0x10, 0x04, 4);
const OFF_LINE_CAUSE = Uint8Array.of(0x10, 0x04, 2);
const IN_TURN = Uint8Array.of(0x1d, 0x72, 1);
/** Bits 1 and 4 are set in every real-time answer, and in no answer to `GS r`. */
const REAL_TIME_BITS = 0x12;
const PAPER_OUT = 0x60;
const COVER_OPEN = 0x04;
const ANSWER_MS = 800;
const PRINTED_MS = 15_000;
/** Bits of a byte on a serial line, and some more. */
const BYTE_BITS = 11.5;
/** A pulled plug is told a little after the write that failed of it. */
const SETTLE_MS = 300;
const CONNECT_MS = 4_000;

/** Makes a driver for each connection. */
export type DriverMaker = () => PointOfSaleDriver;

async function driverOf(way: DirectWay, baudRate: LineSpeed): Promise<DriverMaker> {
  switch (way) {
    case "usb": {
      const { default: Driver } = await import("@point-of-sale/webusb-receipt-printer");
      return () => new Driver();
    }
    case "serial": {
      const { default: Driver } = await import("@point-of-sale/webserial-receipt-printer");
      return () => patientSerial(new Driver({ baudRate }));
    }
    case "bluetooth": {
      const { default: Driver } = await import("@point-of-sale/webbluetooth-receipt-printer");
      if (navigator.bluetooth !== undefined) completeBluetooth(navigator.bluetooth);
      return () => new Driver();
    }
  }
}

/** Asks the person which printer; the browser shows its own list. `undefined`: none was chosen, or it did not open. */
export async function choosePrinter(way: DirectWay): Promise<{ readonly known: KnownPrinter; readonly printer: DriverPrinter } | undefined> {
  const printer = new DriverPrinter(way, await driverOf(way, 9_600));
  const device = await printer.choose();
  return device === undefined ? undefined : { known: { way, name: deviceName(device), device }, printer };
}

/** A printer that a person has chosen before. */
export async function knownPrinter(known: KnownPrinter): Promise<DriverPrinter> {
  const baud = speedOf(known);
  return new DriverPrinter(known.way, await driverOf(known.way, baud), known.device, baud);
}

export class DriverPrinter implements DirectPrinter {
  readonly way: DirectWay;
  readonly #makeDriver: DriverMaker;
  /** What the line needs for one byte. */
  readonly #byteMs: number;
  #driver: PointOfSaleDriver | undefined;
  #device: Readonly<Record<string, unknown>> | undefined;
  /** Unknown until it was asked once. */
  #answers: boolean | undefined;
  #heard: ((byte: number) => void) | undefined;
  /** Ends whatever is waited for. */
  #gone: (() => void) | undefined;

  constructor(way: DirectWay, makeDriver: DriverMaker, device?: Readonly<Record<string, unknown>>, baud: LineSpeed = 9_600) {
    this.way = way;
    this.#byteMs = (1_000 * BYTE_BITS) / baud;
    this.#makeDriver = makeDriver;
    this.#device = device;
  }

  get answers(): boolean {
    return this.#answers === true;
  }

  async choose(): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.#open((driver) => driver.connect(), ANSWER_MS)) === undefined ? undefined : this.#device;
  }

  async print(data: Uint8Array<ArrayBuffer>): Promise<DirectOutcome> {
    const driver = this.#driver ?? (await this.#reconnect());
    if (driver === undefined) return { state: "held", trouble: "not_connected" };
    try {
      return await this.#printBy(driver, data);
    } catch (error) {
      // A plug that was pulled; anything else is a fault of ours.
      if (error instanceof DOMException || error instanceof TypeError) return { state: "unsure", trouble: "broken_off" };
      throw error;
    }
  }

  async release(): Promise<void> {
    if (this.#driver !== undefined) await this.#letGo(this.#driver);
  }

  async #printBy(driver: PointOfSaleDriver, data: Uint8Array<ArrayBuffer>): Promise<DirectOutcome> {
    const trouble = await this.#obstacle(driver);
    if (this.#driver !== driver) return { state: "held", trouble: "not_connected" };
    // Off, or out of reach with nobody telling: the next try connects anew.
    if (trouble === "no_answer") await this.#letGo(driver);
    if (trouble !== "") return { state: "held", trouble };
    const time = this.way === "serial" ? Math.ceil(data.length * this.#byteMs) : 0;
    const isHeard = this.#answers === true;
    const done = isHeard ? this.#hear((byte) => (byte & REAL_TIME_BITS) === 0, PRINTED_MS + time) : undefined;
    await driver.print(isHeard ? joined(data, IN_TURN) : data);
    const answer = await (done ?? this.#hear(() => false, SETTLE_MS + time));
    if (this.#driver !== driver) return { state: "unsure", trouble: "broken_off" };
    return isHeard && answer === undefined ? { state: "unsure", trouble: "timeout" } : { state: "printed", trouble: "" };
  }

  /** Why nothing should be sent now; the first question also tells whether this printer answers at all. */
  async #obstacle(driver: PointOfSaleDriver): Promise<"" | "paper_out" | "cover_open" | "no_answer"> {
    if (this.#answers === false) return "";
    const paper = await this.#ask(driver, PAPER_SENSOR);
    if (this.#driver === driver) this.#answers ??= paper !== undefined;
    if (paper === undefined) return this.#answers === true ? "no_answer" : "";
    if ((paper & PAPER_OUT) !== 0) return "paper_out";
    const cause = (await this.#ask(driver, OFF_LINE_CAUSE)) ?? 0;
    return (cause & COVER_OPEN) === 0 ? "" : "cover_open";
  }

  async #ask(driver: PointOfSaleDriver, question: Uint8Array<ArrayBuffer>): Promise<number | undefined> {
    const answer = this.#hear((byte) => (byte & REAL_TIME_BITS) === REAL_TIME_BITS, ANSWER_MS);
    await driver.print(question);
    return answer;
  }

  /** The byte that is meant; nothing when the time is over or the printer is gone. */
  #hear(isMeant: (byte: number) => boolean, milliseconds: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const end = (byte?: number): void => {
        clearTimeout(timer);
        this.#heard = undefined;
        this.#gone = undefined;
        resolve(byte);
      };
      const timer = setTimeout(end, milliseconds);
      this.#heard = (byte) => {
        if (isMeant(byte)) end(byte);
      };
      this.#gone = end;
    });
  }

  #reconnect(): Promise<PointOfSaleDriver | undefined> {
    const device = this.#device;
    if (device === undefined) return Promise.resolve(undefined);
    return this.#open((driver) => (this.way === "serial" ? reconnectSerial(driver, device) : driver.reconnect(device)), CONNECT_MS);
  }

  /** The drivers tell of a connection by an event, and of none by silence. */
  async #open(begin: (driver: PointOfSaleDriver) => Promise<void>, patience: number): Promise<PointOfSaleDriver | undefined> {
    const driver = this.#makeDriver();
    const opened = new Promise<void>((resolve) => {
      driver.addEventListener("connected", (found) => {
        this.#device = found;
        this.#driver = driver;
        resolve();
      });
    });
    driver.addEventListener("disconnected", () => this.#lose(driver));
    driver.addEventListener("data", (data) => {
      if (this.#driver !== driver) return;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      for (const byte of bytes) this.#heard?.(byte);
    });
    try {
      await begin(driver);
      await Promise.race([opened, pause(patience)]);
      await this.#driver?.listen();
    } catch (error) {
      // Another program has the printer, or the person said no.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      this.#lose(driver);
    }
    return this.#driver;
  }

  #lose(driver: PointOfSaleDriver): void {
    if (this.#driver !== driver) return;
    this.#driver = undefined;
    this.#gone?.();
  }

  async #letGo(driver: PointOfSaleDriver): Promise<void> {
    this.#lose(driver);
    try {
      await Promise.race([driver.disconnect(), pause(ANSWER_MS)]);
    } catch (error) {
      // It is gone already.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
