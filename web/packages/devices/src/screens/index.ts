/** @comptoir/devices/screens: what customers look at, on a device of its own. Loaded by that page only. */
export { joinScreen, watchScreen, type Joined, type KnownScreen, type ScreenNews, type ScreenPorts } from "./screen.ts";
