/** The few parts of WebHID, Web Serial, Web Bluetooth and Web NFC that are used; TypeScript's own library has none of them. */
interface BrowserHidEvent extends Event {
  readonly device: BrowserHidDevice;
}
interface BrowserHidReport extends Event {
  readonly data: DataView;
}
interface BrowserHidDevice {
  readonly opened: boolean;
  readonly productName: string;
  readonly collections: readonly { readonly usagePage?: number }[];
  open(): Promise<void>;
  close(): Promise<void>;
  addEventListener(type: "inputreport", heard: (event: BrowserHidReport) => void): void;
  removeEventListener(type: "inputreport", heard: (event: BrowserHidReport) => void): void;
}
interface BrowserHid {
  requestDevice(options: { readonly filters: readonly { readonly usagePage: number }[] }): Promise<readonly BrowserHidDevice[]>;
  getDevices(): Promise<readonly BrowserHidDevice[]>;
  addEventListener(type: "connect" | "disconnect", heard: (event: BrowserHidEvent) => void): void;
  removeEventListener(type: "connect" | "disconnect", heard: (event: BrowserHidEvent) => void): void;
}
interface BrowserSerialPort {
  readonly readable: ReadableStream<Uint8Array> | null;
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
  getInfo(): { readonly usbVendorId?: number; readonly usbProductId?: number };
}
interface BrowserSerial {
  requestPort: () => Promise<BrowserSerialPort>;
  getPorts(): Promise<readonly BrowserSerialPort[]>;
}
interface BrowserBluetoothDevice {
  readonly id: string;
  addEventListener(type: "gattserverdisconnected", heard: () => void): void;
}
interface BrowserBluetooth extends EventTarget {
  requestDevice: (options: object) => Promise<BrowserBluetoothDevice>;
  /** Chrome 159 is the first that has it. */
  getDevices?: () => Promise<readonly BrowserBluetoothDevice[]>;
}
interface BrowserTagRecord {
  readonly recordType: string;
  readonly data?: DataView;
  readonly encoding?: string;
}
interface BrowserTagReading extends Event {
  readonly serialNumber: string;
  readonly message: { readonly records: readonly BrowserTagRecord[] };
}
interface BrowserTags {
  scan(options?: { readonly signal?: AbortSignal }): Promise<void>;
  addEventListener(type: "reading", heard: (event: BrowserTagReading) => void): void;
}
interface Navigator {
  readonly hid?: BrowserHid;
  readonly serial?: BrowserSerial;
  readonly bluetooth?: BrowserBluetooth;
}
interface Window {
  readonly NDEFReader?: new () => BrowserTags;
}
