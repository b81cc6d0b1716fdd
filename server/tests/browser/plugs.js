/*
 * Stands in for the browser's own side of WebUSB, Web Serial, Web Bluetooth and WebHID, as Chromium 156 behaves: which calls need an open
 * device, what throws what, which events come and which never do. Bytes go to `plugs.py` and from there to a virtual printer.
 * What the browser remembers (a device once permitted) survives a reload; whatever is open does not.
 */
(() => {
  const origin = "ORIGIN";
  const ask = (path, body) => fetch(`${origin}/${path}`, { method: "POST", body });
  const lost = (name) => new DOMException("The device has been lost.", name);
  const permitted = (key) => localStorage.getItem(`plugs-${key}`) === "yes";
  const names = { printer: "TM-T20II", reader: "Douchette" };

  /** The browser's list of devices; the person takes the one that the test holds ready, or closes the list. */
  async function choose(kind) {
    const answer = await ask(`choose/${kind}`);
    if (answer.status !== 200) throw new DOMException("No device selected.", "NotFoundError");
    const key = await answer.text();
    localStorage.setItem(`plugs-${kind}-${key}`, "yes");
    return key;
  }

  /** One line to what is behind it; `end` hears when it breaks off. */
  function line(key, hear, end) {
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      end();
    };
    const listen = async () => {
      while (isOpen) {
        const answer = await ask(`read/${key}`).catch(() => ({ status: 410 }));
        if (answer.status === 410) return close();
        if (answer.status === 200) {
          const bytes = new Uint8Array(await answer.arrayBuffer());
          if (isOpen) hear(bytes);
        }
      }
      return undefined;
    };
    void listen();
    return {
      async write(bytes, failure) {
        const answer = isOpen ? await ask(`write/${key}`, bytes) : { status: 410 };
        if (answer.status !== 204) throw lost(failure);
      },
      async hangUp() {
        isOpen = false;
        await ask(`close/${key}`);
      },
    };
  }
  const plugIn = async (key, failure) => {
    if ((await ask(`open/${key}`)).status !== 204) throw lost(failure);
  };

  class Usb extends EventTarget {
    #devices = new Map();
    async requestDevice({ filters }) {
      if (!filters.some(({ vendorId }) => vendorId === 0x04b8)) throw new DOMException("No device selected.", "NotFoundError");
      return this.#device(await choose("usb"));
    }
    async getDevices() {
      const { present } = await (await ask("present")).json();
      return present.filter((key) => permitted(`usb-${key}`)).map((key) => this.#device(key));
    }
    #device(key) {
      if (!this.#devices.has(key)) this.#devices.set(key, new UsbDevice(this, key));
      return this.#devices.get(key);
    }
    gone(device) {
      // Plugged in again, it is another object.
      this.#devices.delete(device.key);
      this.dispatchEvent(Object.assign(new Event("disconnect"), { device }));
    }
  }
  class UsbDevice {
    manufacturerName = "EPSON";
    productName = names.printer;
    serialNumber = "J5XF001";
    vendorId = 0x04b8;
    productId = 0x0e15;
    opened = false;
    configuration = null;
    #line;
    #claimed = false;
    #came = [];
    #waiting = [];
    constructor(usb, key) {
      this.usb = usb;
      this.key = key;
    }
    async open() {
      if (this.opened) return;
      await plugIn(this.key, "NetworkError");
      this.opened = true;
      this.#line = line(
        this.key,
        (bytes) => {
          this.#came.push(bytes);
          this.#deliver();
        },
        () => {
          this.opened = false;
          for (const { reject } of this.#waiting.splice(0)) reject(lost("NetworkError"));
          this.usb.gone(this);
        },
      );
    }
    async selectConfiguration(number) {
      if (!this.opened) throw new DOMException("The device must be opened first.", "InvalidStateError");
      if (number !== 1) throw new DOMException("There is no such configuration.", "NotFoundError");
      const endpoints = [
        { direction: "out", endpointNumber: 1 },
        { direction: "in", endpointNumber: 2 },
      ];
      this.configuration = { interfaces: [{ interfaceNumber: 0, alternate: { endpoints } }] };
    }
    async claimInterface() {
      if (this.configuration === null) throw new DOMException("The device must have a configuration selected.", "InvalidStateError");
      this.#claimed = true;
    }
    async reset() {
      if (!this.opened) throw new DOMException("The device must be opened first.", "InvalidStateError");
    }
    async transferOut(endpoint, data) {
      if (!this.#claimed || endpoint !== 1) throw new DOMException("The endpoint is not part of a claimed interface.", "NotFoundError");
      await this.#line.write(data, "NetworkError");
      return { status: "ok", bytesWritten: data.byteLength };
    }
    transferIn(endpoint, length) {
      if (!this.#claimed || endpoint !== 2 || length < 64) return Promise.reject(new DOMException("No such endpoint.", "NotFoundError"));
      if (!this.opened) return Promise.reject(lost("NetworkError"));
      return new Promise((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
        this.#deliver();
      });
    }
    #deliver() {
      while (this.#came.length > 0 && this.#waiting.length > 0) {
        const { buffer } = this.#came.shift();
        this.#waiting.shift().resolve(new USBInTransferResult("ok", new DataView(buffer)));
      }
    }
    async close() {
      this.opened = false;
      this.#claimed = false;
      for (const { reject } of this.#waiting.splice(0)) reject(new DOMException("The transfer was cancelled.", "AbortError"));
      await this.#line.hangUp();
    }
  }

  class Serial extends EventTarget {
    #ports = new Map();
    async requestPort() {
      return this.#port(await choose("serial"));
    }
    async getPorts() {
      const { present } = await (await ask("present")).json();
      return present.filter((key) => permitted(`serial-${key}`)).map((key) => this.#port(key));
    }
    #port(key) {
      if (!this.#ports.has(key)) this.#ports.set(key, new SerialPort(this, key));
      return this.#ports.get(key);
    }
    gone(port) {
      this.#ports.delete(port.key);
      const event = new Event("disconnect");
      Object.defineProperty(event, "target", { value: port });
      this.dispatchEvent(event);
    }
  }
  class SerialPort {
    readable = null;
    writable = null;
    #isOpen = false;
    #line;
    constructor(serial, key) {
      this.serial = serial;
      this.key = key;
    }
    getInfo() {
      if (this.key === "reader") return { usbVendorId: 0x05e0, usbProductId: 0x1701 };
      return this.key === "built-in" ? {} : { usbVendorId: 0x0403, usbProductId: 0x6001 };
    }
    async open({ baudRate }) {
      if (!(baudRate > 0)) throw new TypeError("baudRate is needed");
      if (this.#isOpen) throw new DOMException("The port is already open.", "InvalidStateError");
      await plugIn(this.key, "NetworkError");
      this.#isOpen = true;
      this.serial.lastSpeed = baudRate;
      let incoming;
      let outgoing;
      this.readable = new ReadableStream({ start: (controller) => void (incoming = controller) });
      this.writable = new WritableStream({
        start: (controller) => void (outgoing = controller),
        write: (bytes) => this.#line.write(bytes, "NetworkError"),
      });
      this.#line = line(
        this.key,
        (bytes) => incoming.enqueue(bytes),
        () => {
          incoming.error(lost("NetworkError"));
          outgoing.error(lost("NetworkError"));
          this.readable = null;
          this.writable = null;
          this.serial.gone(this);
        },
      );
    }
    async close() {
      if (!this.#isOpen) throw new DOMException("The port is already closed.", "InvalidStateError");
      if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot cancel a locked stream");
      this.#isOpen = false;
      this.readable = null;
      this.writable = null;
      await this.#line.hangUp();
    }
  }

  const SERVICE = "000018f0-0000-1000-8000-00805f9b34fb";
  const PRINT = "00002af1-0000-1000-8000-00805f9b34fb";
  const STATUS = "00002af0-0000-1000-8000-00805f9b34fb";
  /** No `getDevices` (it comes with Chromium 159) and no `disconnect`: a reload forgets every device. */
  class Bluetooth extends EventTarget {
    async requestDevice() {
      return new BluetoothDevice(await choose("bluetooth"));
    }
  }
  class BluetoothDevice extends EventTarget {
    id = crypto.randomUUID();
    name = "Printer001";
    constructor(key) {
      super();
      const device = this;
      let wire;
      const status = Object.assign(new EventTarget(), {
        properties: { notify: true },
        value: null,
        isHeard: false,
        async startNotifications() {
          this.isHeard = true;
          return this;
        },
      });
      const print = {
        properties: { write: true, writeWithoutResponse: true },
        async writeValueWithResponse(bytes) {
          if (bytes.byteLength > 512) throw new DOMException("Value can't exceed 512 bytes.", "InvalidModificationError");
          if (!device.gatt.connected) throw lost("NetworkError");
          await wire.write(bytes, "NetworkError");
        },
      };
      const service = {
        uuid: SERVICE,
        getCharacteristic: async (uuid) => (uuid === PRINT ? print : uuid === STATUS ? status : Promise.reject(lost("NotFoundError"))),
      };
      this.gatt = {
        connected: false,
        async connect() {
          if (this.connected) return this;
          await plugIn(key, "NetworkError");
          this.connected = true;
          status.isHeard = false;
          wire = line(
            key,
            (bytes) => {
              if (!status.isHeard) return;
              status.value = new DataView(bytes.buffer);
              status.dispatchEvent(new Event("characteristicvaluechanged"));
            },
            () => {
              this.connected = false;
              device.dispatchEvent(new Event("gattserverdisconnected"));
            },
          );
          return this;
        },
        disconnect() {
          if (!this.connected) return;
          this.connected = false;
          void wire.hangUp();
          device.dispatchEvent(new Event("gattserverdisconnected"));
        },
        getPrimaryServices: async () => [service],
        getPrimaryService: async (uuid) => (uuid === SERVICE ? service : Promise.reject(lost("NotFoundError"))),
      };
    }
  }

  class Hid extends EventTarget {
    #device;
    async requestDevice({ filters }) {
      if (!filters.some(({ usagePage }) => usagePage === 0x8c)) return [];
      try {
        await choose("hid");
      } catch {
        // Here a list that was closed is an empty answer, and no error.
        return [];
      }
      return this.getDevices();
    }
    async getDevices() {
      if (!permitted("hid-reader")) return [];
      this.#device ??= new HidDevice();
      return [this.#device];
    }
  }
  class HidDevice extends EventTarget {
    productName = names.reader;
    collections = [{ usagePage: 0x8c, usage: 0x02 }];
    opened = false;
    #line;
    async open() {
      if (this.opened) throw new DOMException("The device is already open.", "InvalidStateError");
      await plugIn("reader", "NetworkError");
      this.opened = true;
      const tell = (code, isContinued) => {
        // Length, three bytes of symbology, the data in a block of 56, and whether more follows.
        const report = new Uint8Array(61);
        report.set([code.length, 0x5d, 0x45, 0x30, ...code]);
        report[60] = isContinued ? 1 : 0;
        this.dispatchEvent(Object.assign(new Event("inputreport"), { reportId: 1, data: new DataView(report.buffer) }));
      };
      const hear = (bytes) => {
        const code = bytes.filter((byte) => byte !== 13);
        for (let from = 0; from < code.length; from += 56) tell(code.slice(from, from + 56), from + 56 < code.length);
      };
      this.#line = line("reader", hear, () => (this.opened = false));
    }
    async close() {
      this.opened = false;
      await this.#line?.hangUp();
    }
  }

  const stands = { usb: new Usb(), serial: new Serial(), bluetooth: new Bluetooth(), hid: new Hid() };
  for (const [name, value] of Object.entries(stands)) Object.defineProperty(navigator, name, { value, configurable: true });
})();
