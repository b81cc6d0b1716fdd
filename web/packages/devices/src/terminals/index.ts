export { AgentTerminal } from "./agent-terminal.ts";
export { type CardTerminal, type TerminalAnswer } from "./card-terminal.ts";
export type { PaymentAnswer, PaymentDriver, PaymentEvent, PaymentNews, PaymentState, PaymentWish } from "./payment-driver.ts";
export { SERVER_KEY, ServerTerminal, type AskServer } from "./server-terminal.ts";
export { SimulatedTerminal } from "./simulated-terminal.ts";
