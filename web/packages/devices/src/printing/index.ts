/** @comptoir/devices/printing: paper, and whatever else the shop's agents have. Loaded when it is wanted, never before a sale. */
export {
  AgentHardware,
  deviceKinds,
  type AgentDevice,
  type AgentDevices,
  type DeviceKind,
  type FoundHardware,
  type PoleText,
  type ScreenCount,
  type ShelfLabel,
  type WeighingNews,
} from "./agent-hardware.ts";
export { addressOf, type AgentAnswer, type AgentPorts, type AgentPrinter, type NamedAgent, type PairedAgent, type TillIdentity } from "./agent-link.ts";
export type { DirectOutcome, DirectPrinter } from "./direct.ts";
export type { PrintNews, PrintTarget, SparePage, UnprintedPage, WaitingPrint } from "./print-jobs.ts";
export { browserPrintShop, PrintShop, type PrintShopOptions } from "./print-shop.ts";
export { directWays, isSamePrinter, lineSpeeds, readKnown, speedOf, waysOf, type DirectWay, type KnownPrinter, type LineSpeed } from "./ways.ts";
