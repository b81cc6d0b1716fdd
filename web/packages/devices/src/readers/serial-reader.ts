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
  const read = async (port: BrowserSerialPort): Promise<void> => {
    await port.open({ baudRate: BAUD });
    reader = isStopped ? undefined : port.readable?.getReader();
    const codes = new SerialCodes();
    try {
      for (let news = await reader?.read(); news?.value !== undefined; news = await reader?.read()) codes.read(news.value).forEach(onCode);
    } finally {
      // A port that stays open can't be opened again: the reader would be dead until the page is loaded anew.
      reader?.releaseLock();
      await port.close();
    }
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const port = (await serial.getPorts()).find((one) => isSame(nameOf(one), wanted));
      // Unplugged, a disturbed line, or another tab has it: it is tried again.
      if (port !== undefined) await read(port).catch(() => undefined);
      await pause(AGAIN_MS);
    }
  };
  void run();
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
