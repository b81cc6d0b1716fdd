/** @comptoir/devices/camera: a reader that looks. Loaded when somebody holds a code before it. */
export { CameraReader, FORMATS, type CameraOptions, type CameraStart, type CameraTrouble, type Detector } from "./camera-reader.ts";
export { CodeGate, type CodeGateOptions } from "./code-gate.ts";
