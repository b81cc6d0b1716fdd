export { type CardTerminal, type TerminalAnswer } from "./card-terminal.ts";
export { SimulatedTerminal } from "./simulated-terminal.ts";
