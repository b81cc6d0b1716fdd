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
  const heard = new Map<BrowserHidDevice, (event: BrowserHidReport) => void>();
  const forget = (device: BrowserHidDevice): void => {
    const hear = heard.get(device);
    if (hear !== undefined) device.removeEventListener("inputreport", hear);
    heard.delete(device);
  };
  const listen = async (device: BrowserHidDevice): Promise<void> => {
    if (heard.has(device) || !isReader(device)) return;
    const hear = hearing(onCode);
    heard.set(device, hear);
    device.addEventListener("inputreport", hear);
    // Another program may hold this one: the others are listened to, and it is tried again when it is plugged in anew.
    if (!device.opened) await device.open().catch(() => forget(device));
  };
  const connected = ({ device }: BrowserHidEvent): void => void listen(device);
  const gone = ({ device }: BrowserHidEvent): void => forget(device);
  hid.addEventListener("connect", connected);
  hid.addEventListener("disconnect", gone);
  await Promise.all((await hid.getDevices()).map(listen));
  return () => {
    hid.removeEventListener("connect", connected);
    hid.removeEventListener("disconnect", gone);
    for (const device of [...heard.keys()]) {
      forget(device);
      void device.close();
    }
  };
}

function isReader(device: BrowserHidDevice): boolean {
  return device.collections.some((collection) => collection.usagePage === POS_READER);
}

function hearing(onCode: (code: string) => void): (event: BrowserHidReport) => void {
  const codes = new HidCodes();
  return ({ data: { buffer, byteOffset, byteLength } }) => {
    const code = codes.read({ bytes: new Uint8Array(buffer, byteOffset, byteLength) });
    if (code !== undefined) onCode(code);
  };
}
