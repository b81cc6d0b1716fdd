/** @comptoir/devices: readers that type, readers that look, and what a cashier hears. */
export { CameraReader, FORMATS, type CameraOptions, type CameraStart, type CameraTrouble, type Detector } from "./camera-reader.ts";
export { CodeGate, type CodeGateOptions } from "./code-gate.ts";
export {
  browserSignals,
  Signals,
  type AudioOutput,
  type Signal,
  type SignalsOptions,
  type SignalSwitches,
} from "./signals.ts";
export { WedgeReader, type KeyStroke, type Reading, type StrokeSource, type WedgeOptions } from "./wedge-reader.ts";
