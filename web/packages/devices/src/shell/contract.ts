/**
 * What a thin native shell (an app around the till's page, on a terminal with a printer of its own) offers to the till.
 *
 * The shell puts one object into the page before its first script runs: `window.comptoirShell`. It carries text both ways, one JSON
 * object a message, which is what Android's `WebViewCompat.addWebMessageListener` gives. docs/developer/shell.md says it in words, and
 * conformance/shell holds what every shell must answer.
 */
export const SHELL_VERSION = 1;

/** The object in the page. */
export interface ShellPort {
  postMessage(message: string): void;
  onmessage: ((event: { readonly data: string }) => void) | null;
}

export interface ShellPrinter {
  readonly id: string;
  readonly name: string;
  readonly width_mm: 58 | 80;
  readonly has_drawer: boolean;
  /** `paper_out`, `cover_open`, `no_answer`; empty when it can print. */
  readonly trouble: string;
}

/** What the till asks. `id` comes back with the answer. */
export type ShellQuestion =
  | { readonly ask: "hello"; readonly version: number }
  /** ESC/POS bytes, base64. `job` is the till's: a job that is asked again is not printed again, its answer is repeated. */
  | { readonly ask: "print"; readonly printer: string; readonly job: string; readonly data: string }
  | { readonly ask: "drawer"; readonly printer: string }
  /** The terminal's scan keys and its scanner's light: on while the till sells. */
  | { readonly ask: "scan"; readonly on: boolean }
  | { readonly ask: "tags"; readonly on: boolean };

export interface ShellHello {
  readonly name: string;
  readonly version: number;
  readonly printers: readonly ShellPrinter[];
  readonly has_scanner: boolean;
  readonly has_tags: boolean;
}

/** `held`: nothing was sent. `unsure`: it broke off, or the printer did not confirm. */
export interface ShellPrinted {
  readonly state: "printed" | "held" | "unsure";
  readonly trouble: string;
}

/** What the shell says by itself. A tag is told by its text record, or by its number where it has none. */
export type ShellNews = { readonly news: "code"; readonly text: string } | { readonly news: "tag"; readonly text: string };
