/** @comptoir/devices/printing: paper through the shop's agent. Loaded when a printer is connected, never before a sale. */
export { addressOf, type AgentAnswer, type AgentPorts, type AgentPrinter, type NamedAgent, type PairedAgent, type TillIdentity } from "./agent-link.ts";
export { browserPrintShop, PrintShop, type PrintNews, type PrintShopOptions } from "./print-shop.ts";
