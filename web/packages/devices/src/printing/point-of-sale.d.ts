/** What we use of the @point-of-sale packages, which bring no types. `print` of theirs swallows errors: see direct.ts. */
interface PointOfSaleDriver {
  connect(): Promise<void>;
  reconnect(device: Readonly<Record<string, unknown>>): Promise<void>;
  listen(): Promise<unknown>;
  disconnect(): Promise<void>;
  print(data: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The serial one's: writes what `print` has put in its queue. */
  run?(): Promise<void>;
  addEventListener(name: "connected", heard: (device: Readonly<Record<string, unknown>>) => void): void;
  addEventListener(name: "disconnected", heard: () => void): void;
  addEventListener(name: "data", heard: (data: DataView | Uint8Array) => void): void;
}

declare module "@point-of-sale/webusb-receipt-printer" {
  const Driver: new () => PointOfSaleDriver;
  export default Driver;
}
declare module "@point-of-sale/webserial-receipt-printer" {
  const Driver: new (options?: { readonly baudRate?: number }) => PointOfSaleDriver;
  export default Driver;
}
declare module "@point-of-sale/webbluetooth-receipt-printer" {
  const Driver: new () => PointOfSaleDriver;
  export default Driver;
}
