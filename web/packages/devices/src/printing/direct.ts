/**
 * Printers that this browser reaches by itself: by USB, a serial line or Bluetooth, through the @point-of-sale packages.
 *
 * Those packages answer nothing when a write fails, so we ask the printer: `DLE EOT 4` before a job, `GS r 1` behind its last byte,
 * which is answered in its turn. A printer that never answers anything (many on Bluetooth) is believed when its bytes are written.
 */
import { deviceName, type DirectWay, type KnownPrinter } from "./ways.ts";

export interface DirectOutcome {
  /** `held`: nothing was sent, and it may be tried again. `unsure`: it broke off, or nobody knows. */
  readonly state: "printed" | "held" | "unsure";
  readonly trouble: string;
}

export interface DirectPrinter {
  /** Bytes for the printer, once. */
  print(data: Uint8Array<ArrayBuffer>): Promise<DirectOutcome>;
}

const PAPER_SENSOR = Uint8Array.of(0x10, 0x04, 4);
const IN_TURN = Uint8Array.of(0x1d, 0x72, 1);
/** Bits 1 and 4 are set in every real-time answer, and in no answer to `GS r`. */
const REAL_TIME_BITS = 0x12;
const PAPER_OUT = 0x60;
const ANSWER_MS = 800;
const PRINTED_MS = 15_000;
const CONNECT_MS = 4_000;

async function driverOf(way: DirectWay): Promise<PointOfSaleDriver> {
  switch (way) {
    case "usb":
      return new (await import("@point-of-sale/webusb-receipt-printer")).default();
    case "serial":
      return new (await import("@point-of-sale/webserial-receipt-printer")).default();
    case "bluetooth":
      return new (await import("@point-of-sale/webbluetooth-receipt-printer")).default();
  }
}

/** Asks the person which printer; the browser shows its own list. `undefined`: none was chosen, or it did not open. */
export async function choosePrinter(way: DirectWay): Promise<{ readonly known: KnownPrinter; readonly printer: DriverPrinter } | undefined> {
  const printer = new DriverPrinter(way, await driverOf(way));
  const device = await printer.choose();
  return device === undefined ? undefined : { known: { way, name: deviceName(device), device }, printer };
}

/** A printer that a person has chosen before. */
export async function knownPrinter(known: KnownPrinter): Promise<DriverPrinter> {
  return new DriverPrinter(known.way, await driverOf(known.way), known.device);
}

export class DriverPrinter implements DirectPrinter {
  readonly way: DirectWay;
  readonly #driver: PointOfSaleDriver;
  #device: Readonly<Record<string, unknown>> | undefined;
  #isConnected = false;
  /** Unknown until it was asked once. */
  #answers: boolean | undefined;
  #heard: ((byte: number) => void) | undefined;
  #connected: (() => void) | undefined;

  constructor(way: DirectWay, driver: PointOfSaleDriver, device?: Readonly<Record<string, unknown>>) {
    this.way = way;
    this.#driver = driver;
    this.#device = device;
    driver.addEventListener("connected", (found) => {
      this.#device = found;
      this.#isConnected = true;
      this.#connected?.();
    });
    driver.addEventListener("disconnected", () => {
      this.#isConnected = false;
      this.#answers = undefined;
    });
    driver.addEventListener("data", (data) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      for (const byte of bytes) this.#heard?.(byte);
    });
  }

  get answers(): boolean {
    return this.#answers === true;
  }

  async choose(): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.#open(() => this.#driver.connect(), ANSWER_MS)) ? this.#device : undefined;
  }

  async print(data: Uint8Array<ArrayBuffer>): Promise<DirectOutcome> {
    if (!this.#isConnected && !(await this.#reconnect())) return { state: "held", trouble: "not_connected" };
    const sensor = await this.#paper();
    if (sensor !== undefined && (sensor & PAPER_OUT) !== 0) return { state: "held", trouble: "paper_out" };
    if (sensor === undefined && this.#answers === true) return { state: "held", trouble: "no_answer" };
    const wire = this.#answers === true ? joined(data, IN_TURN) : data;
    const done = this.#answers === true ? this.#hear((byte) => (byte & REAL_TIME_BITS) === 0, PRINTED_MS) : undefined;
    try {
      await this.#driver.print(wire);
    } catch (error) {
      // A plug that was pulled; anything else is a fault of ours.
      if (error instanceof DOMException || error instanceof TypeError) return { state: "unsure", trouble: "broken_off" };
      throw error;
    }
    if (!this.#isConnected) return { state: "unsure", trouble: "broken_off" };
    if (done === undefined) return { state: "printed", trouble: "" };
    return (await done) === undefined ? { state: "unsure", trouble: "timeout" } : { state: "printed", trouble: "" };
  }

  /** The paper sensor's answer; the first question also tells whether this printer answers at all. */
  async #paper(): Promise<number | undefined> {
    if (this.#answers === false) return undefined;
    const answer = this.#hear((byte) => (byte & REAL_TIME_BITS) === REAL_TIME_BITS, ANSWER_MS);
    await this.#driver.print(PAPER_SENSOR);
    const byte = await answer;
    this.#answers ??= byte !== undefined;
    return byte;
  }

  #hear(isMeant: (byte: number) => boolean, milliseconds: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#heard = undefined;
        resolve(undefined);
      }, milliseconds);
      this.#heard = (byte) => {
        if (!isMeant(byte)) return;
        clearTimeout(timer);
        this.#heard = undefined;
        resolve(byte);
      };
    });
  }

  #reconnect(): Promise<boolean> {
    const device = this.#device;
    return device === undefined ? Promise.resolve(false) : this.#open(() => this.#driver.reconnect(device), CONNECT_MS);
  }

  /** The drivers tell of a connection by an event, and of none by silence. */
  async #open(begin: () => Promise<void>, patience: number): Promise<boolean> {
    const opened = new Promise<void>((resolve) => {
      this.#connected = resolve;
    });
    try {
      await begin();
      await Promise.race([opened, pause(patience)]);
      if (this.#isConnected) await this.#driver.listen();
    } catch (error) {
      // Another program has the printer, or the person said no.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      this.#isConnected = false;
    }
    this.#connected = undefined;
    return this.#isConnected;
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
