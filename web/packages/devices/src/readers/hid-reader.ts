/**
 * A code reader in its own mode (USB HID POS, usage page 0x8C), not as a keyboard: no layout can garble it, and no field steals it.
 *
 * The report: one byte with the length of the data, three that name the symbology, then the data (HID Point of Sale Usage Tables 1.02,
 * "Scanned Data Report"), as the readers of Zebra, Honeywell and Datalogic send it. Long codes come in several reports; the last
 * byte of each says whether another follows.
 */
const POS_READER = 0x8c;
const HEAD_BYTES = 4;

export interface HidReport {
  readonly bytes: Uint8Array;
}

/** Puts reports together; answers a whole code, or nothing yet. */
export class HidCodes {
  #begun = "";

  read({ bytes }: HidReport): string | undefined {
    const length = bytes[0] ?? 0;
    if (length === 0 || length > bytes.length - HEAD_BYTES) {
      this.#begun = "";
      return undefined;
    }
    const isContinued = bytes.length > HEAD_BYTES + length && bytes[bytes.length - 1] === 1;
    this.#begun += new TextDecoder().decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
    if (isContinued) return undefined;
    const code = this.#begun.replace(/[\r\n\t]+$/, "");
    this.#begun = "";
    return code === "" ? undefined : code;
  }
}

/** The person chooses readers from the browser's list; it remembers them. */
export async function chooseHidReader(hid: BrowserHid): Promise<string | undefined> {
  const [device] = await hid.requestDevice({ filters: [{ usagePage: POS_READER }] });
  return device?.productName;
}

/** Listens to the readers that were chosen, also to one that is plugged in later. */
export async function listenToHid(hid: BrowserHid, onCode: (code: string) => void): Promise<() => void> {
  const opened = new Set<BrowserHidDevice>();
  const open = async (): Promise<void> => {
    for (const device of await hid.getDevices()) {
      const isReader = device.collections.some((collection) => collection.usagePage === POS_READER);
      if (!isReader || opened.has(device)) continue;
      const codes = new HidCodes();
      if (!device.opened) await device.open();
      opened.add(device);
      device.addEventListener("inputreport", (event) => {
        const { buffer, byteOffset, byteLength } = event.data;
        const code = codes.read({ bytes: new Uint8Array(buffer, byteOffset, byteLength) });
        if (code !== undefined) onCode(code);
      });
    }
  };
  const again = (): void => void open().catch(() => undefined);
  const gone = (event: BrowserHidEvent): void => void opened.delete(event.device);
  hid.addEventListener("connect", again);
  hid.addEventListener("disconnect", gone);
  await open().catch(() => undefined);
  return () => {
    hid.removeEventListener("connect", again);
    hid.removeEventListener("disconnect", gone);
    for (const device of opened) void device.close();
  };
}
