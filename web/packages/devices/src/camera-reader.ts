/** Reads bar codes with the device's camera: the browser's own detector where it has one, else ZXing as WebAssembly from our own server. */
import { CodeGate } from "./code-gate.ts";

export type CameraTrouble = "denied" | "no_camera" | "in_use" | "insecure" | "unsupported";
export type CameraStart = { readonly ok: true } | { readonly ok: false; readonly trouble: CameraTrouble };

/** What a shop's goods and our own receipts carry. */
export const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "itf", "qr_code", "data_matrix"] as const;

/** The part of the Barcode Detection API that is used. */
export interface Detector {
  detect(frame: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

export interface CameraOptions {
  readonly video: HTMLVideoElement;
  readonly onCode: (code: string) => void;
  /** Whether the catalogue has the code: then one frame is enough. */
  readonly isKnown: (code: string) => boolean | Promise<boolean>;
  /** Time between two looks; a cheap phone stays cool with 120. */
  readonly rest_ms?: number;
  readonly makeDetector?: () => Promise<Detector>;
}

export class CameraReader {
  readonly #options: CameraOptions;
  readonly #gate: CodeGate;
  #stream: MediaStream | undefined;
  /** Rises with start and stop: a look that began before belongs to nobody. */
  #generation = 0;

  constructor(options: CameraOptions) {
    this.#options = options;
    this.#gate = new CodeGate({ isKnown: options.isKnown });
  }

  async start(): Promise<CameraStart> {
    this.stop();
    const generation = this.#generation;
    // Browsers show cameras to secure pages only; elsewhere the whole member is missing.
    if (!window.isSecureContext) return { ok: false, trouble: "insecure" };
    try {
      const camera = { facingMode: "environment", width: { ideal: 1_280 }, height: { ideal: 720 } };
      const [stream, detector] = await Promise.all([
        navigator.mediaDevices.getUserMedia({ video: camera, audio: false }),
        (this.#options.makeDetector ?? makeDetector)(),
      ]);
      if (generation !== this.#generation) {
        release(stream);
        return { ok: true };
      }
      this.#stream = stream;
      const { video } = this.#options;
      video.srcObject = stream;
      video.muted = true;
      video.playsInline = true;
      await video.play();
      this.#look(detector, generation);
      return { ok: true };
    } catch (error) {
      this.stop();
      return { ok: false, trouble: troubleOf(error) };
    }
  }

  stop(): void {
    this.#generation += 1;
    if (this.#stream === undefined) return;
    release(this.#stream);
    this.#stream = undefined;
    this.#options.video.srcObject = null;
  }

  #look(detector: Detector, generation: number): void {
    if (generation !== this.#generation) return;
    const again = (): void => {
      setTimeout(() => this.#look(detector, generation), this.#options.rest_ms ?? 120);
    };
    this.#read(detector, generation).then(again, again);
  }

  /** A frame that cannot be read (the camera just starts, the page is hidden) is no reason to stop looking. */
  async #read(detector: Detector, generation: number): Promise<void> {
    const { video, onCode } = this.#options;
    if (video.readyState < video.HAVE_CURRENT_DATA) return;
    const found = await detector.detect(video);
    const scans = await this.#gate.look(
      found.map((code) => code.rawValue),
      performance.now(),
    );
    if (generation !== this.#generation) return;
    for (const code of scans) onCode(code);
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The WebAssembly is 1 MB: it is fetched the first time a camera is used, from where this page came, never from elsewhere. */
async function makeDetector(): Promise<Detector> {
  const native = await nativeDetector();
  if (native !== undefined) return native;
  const [{ BarcodeDetector, prepareZXingModule }, { wasmAddress }] = await Promise.all([
    import("barcode-detector/ponyfill"),
    import("./wasm-address.js"),
  ]);
  prepareZXingModule({ overrides: { locateFile: () => wasmAddress } });
  return new BarcodeDetector({ formats: [...FORMATS] });
}

interface NativeDetector {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

function hasDetector(scope: object): scope is { readonly BarcodeDetector: NativeDetector } {
  return "BarcodeDetector" in scope && typeof scope.BarcodeDetector === "function";
}

async function nativeDetector(): Promise<Detector | undefined> {
  const scope: object = window;
  if (!hasDetector(scope)) return undefined;
  const Native = scope.BarcodeDetector;
  const supported = new Set(await Native.getSupportedFormats());
  if (!supported.has("ean_13") || !supported.has("qr_code")) return undefined;
  return new Native({ formats: FORMATS.filter((format) => supported.has(format)) });
}

function troubleOf(error: unknown): CameraTrouble {
  if (!(error instanceof DOMException)) return "unsupported";
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no_camera";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    default:
      return "unsupported";
  }
}
