/** A code reader on a serial line, or one that plays one over USB or Bluetooth: a code and its end, nothing else. */

const BAUD = 9_600;
const AGAIN_MS = 3_000;

/** Cuts what comes at the end of each code: a carriage return, a line feed or a tab. */
export class SerialCodes {
  #begun = "";

  read(bytes: Uint8Array): readonly string[] {
    const parts = (this.#begun + new TextDecoder("latin1").decode(bytes)).split(/[\r\n\t]+/);
    this.#begun = (parts.pop() ?? "").slice(-1_000);
    return parts.filter((code) => code !== "");
  }
}

/** Which port it is, told from a printer's on the same machine. */
export interface SerialName {
  readonly vendor: number | undefined;
  readonly product: number | undefined;
}

export async function chooseSerialReader(serial: BrowserSerial): Promise<SerialName> {
  return nameOf(await serial.requestPort());
}

/** Listens until it is stopped; a reader that is unplugged is looked for again. */
export function listenToSerial(serial: BrowserSerial, wanted: SerialName, onCode: (code: string) => void): () => void {
  let isStopped = false;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const port = (await serial.getPorts()).find((one) => isSame(nameOf(one), wanted));
      if (port !== undefined) {
        await port.open({ baudRate: BAUD });
        reader = port.readable?.getReader();
        const codes = new SerialCodes();
        for (let news = await reader?.read(); news?.value !== undefined; news = await reader?.read()) codes.read(news.value).forEach(onCode);
      }
      await pause(AGAIN_MS);
    }
  };
  const runAgain = async (): Promise<void> => {
    while (!isStopped) {
      // Unplugged, or another tab has it: it is tried again.
      await run().catch(() => undefined);
      await pause(AGAIN_MS);
    }
  };
  void runAgain();
  return () => {
    isStopped = true;
    void reader?.cancel();
  };
}

function nameOf(port: BrowserSerialPort): SerialName {
  const { usbVendorId: vendor, usbProductId: product } = port.getInfo();
  return { vendor, product };
}

function isSame(one: SerialName, other: SerialName): boolean {
  return one.vendor === other.vendor && one.product === other.product;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
