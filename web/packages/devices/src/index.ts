/** @comptoir/devices: readers that type, and what a cashier hears. */
export {
  browserSignals,
  Signals,
  type AudioOutput,
  type Signal,
  type SignalsOptions,
  type SignalSwitches,
} from "./signals.ts";
export { WedgeReader, type KeyStroke, type Reading, type StrokeSource, type WedgeOptions } from "./wedge-reader.ts";
