/**
 * Where the @point-of-sale packages and today's browsers miss each other.
 *
 * Bluetooth: the package finds a printer again by `getDevices`, which Chrome has from 159 on, and hears of a loss by a `disconnect` event
 * that no browser sends (it is `gattserverdisconnected`, and comes to the device alone). Without both, a printer that was out of
 * reach once would take every page for printed and print none.
 * Serial: the package reconnects to ports of USB alone; one that is built in would be lost with every reload. It writes by a `run` that
 * nobody waits for, so that a pulled plug would be told as a fault of the till; `direct.ts` hears of the plug by itself.
 */

const completed = new WeakSet<BrowserBluetooth>();

/** Lets this page's own devices be found again, and their loss be heard. */
export function completeBluetooth(bluetooth: BrowserBluetooth): void {
  if (completed.has(bluetooth)) return;
  completed.add(bluetooth);
  const known = new Map<string, BrowserBluetoothDevice>();
  const ask = bluetooth.requestDevice.bind(bluetooth);
  const list = bluetooth.getDevices?.bind(bluetooth);
  const keep = (device: BrowserBluetoothDevice): BrowserBluetoothDevice => {
    if (known.get(device.id) === device) return device;
    known.set(device.id, device);
    device.addEventListener("gattserverdisconnected", () => bluetooth.dispatchEvent(Object.assign(new Event("disconnect"), { device })));
    return device;
  };
  bluetooth.requestDevice = async (options) => keep(await ask(options));
  bluetooth.getDevices = async () => {
    for (const device of (await list?.()) ?? []) keep(device);
    return [...known.values()];
  };
}

/** The one port without a USB number is the one that was chosen; with two of them a person must choose again. */
export async function reconnectSerial(driver: PointOfSaleDriver, device: Readonly<Record<string, unknown>>): Promise<void> {
  if (typeof device["vendorId"] === "number") return driver.reconnect(device);
  const { serial } = navigator;
  if (serial === undefined) return undefined;
  const [port, ...others] = (await serial.getPorts()).filter((one) => one.getInfo().usbVendorId === undefined);
  if (port === undefined || others.length > 0) return undefined;
  serial.requestPort = () => Promise.resolve(port);
  try {
    await driver.connect();
  } finally {
    Reflect.deleteProperty(serial, "requestPort");
  }
}

/** A driver whose writes end in silence when its line does. */
export function patientSerial(driver: PointOfSaleDriver): PointOfSaleDriver {
  const run = driver.run?.bind(driver);
  if (run === undefined) return driver;
  driver.run = async () => {
    try {
      await run();
    } catch (error) {
      // A line that broke, or has gone already.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    }
  };
  return driver;
}
