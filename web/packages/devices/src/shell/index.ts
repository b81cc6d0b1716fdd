/** @comptoir/devices/shell: the native app around the till, where there is one. */
export { SHELL_VERSION, type ShellHello, type ShellNews, type ShellPort, type ShellPrinted, type ShellPrinter } from "./contract.ts";
export { findShell, Shell, shellPrinter } from "./shell.ts";
