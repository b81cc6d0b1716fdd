/** @comptoir/devices/readers: code readers that are no keyboards. Loaded when one is chosen. */
export { listenToAgent } from "./agent-reader.ts";
export { chooseHidReader, HidCodes, listenToHid } from "./hid-reader.ts";
export { chooseSerialReader, listenToSerial, SerialCodes, type SerialName } from "./serial-reader.ts";
export { codeOfTag, listenToTags, type TagContent } from "./tag-reader.ts";
