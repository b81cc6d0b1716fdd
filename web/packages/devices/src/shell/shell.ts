/** The till's side of a native shell: questions with an answer or none in time, and news. */
import type { DirectOutcome, DirectPrinter } from "../printing/direct.ts";
import { SHELL_VERSION, type ShellHello, type ShellNews, type ShellPort, type ShellPrinted, type ShellPrinter, type ShellQuestion } from "./contract.ts";

const ANSWER_MS = 3_000;
/** A long receipt on a slow printer. */
const PRINT_MS = 60_000;

type Document = Readonly<Record<string, unknown>>;

/** The shell that this page runs in, if it runs in one. */
export function findShell(page: object): ShellPort | undefined {
  const found: unknown = "comptoirShell" in page ? page.comptoirShell : undefined;
  return isPort(found) ? found : undefined;
}

export class Shell {
  readonly #port: ShellPort;
  readonly #newId: () => string;
  readonly #waiting = new Map<string, (answer: Document) => void>();
  readonly #listeners = new Set<(news: ShellNews) => void>();

  constructor(port: ShellPort, newId: () => string) {
    this.#port = port;
    this.#newId = newId;
    port.onmessage = ({ data }) => this.#hear(data);
  }

  /** Who it is, and what it has; `undefined`: it does not answer, or speaks another language. */
  async hello(): Promise<ShellHello | undefined> {
    const answer = await this.#ask({ ask: "hello", version: SHELL_VERSION }, ANSWER_MS);
    if (answer === undefined || answer["version"] !== SHELL_VERSION) return undefined;
    const { name, printers, has_scanner: hasScanner, has_tags: hasTags } = answer;
    return {
      name: text(name),
      version: SHELL_VERSION,
      printers: Array.isArray(printers) ? printers.filter(isObject).map(readPrinter) : [],
      has_scanner: hasScanner === true,
      has_tags: hasTags === true,
    };
  }

  /** Silence is not paper: it is unsure, and only a person prints it again. */
  async print(printer: string, job: string, data: Uint8Array): Promise<ShellPrinted> {
    const answer = await this.#ask({ ask: "print", printer, job, data: toBase64(data) }, PRINT_MS);
    if (answer === undefined) return { state: "unsure", trouble: "no_answer" };
    const { state, trouble } = answer;
    return { state: state === "printed" || state === "held" ? state : "unsure", trouble: text(trouble) };
  }

  async openDrawer(printer: string): Promise<boolean> {
    return (await this.#ask({ ask: "drawer", printer }, ANSWER_MS))?.["ok"] === true;
  }

  /** Switches the terminal's scanner and its tag reader. */
  async read(what: "scan" | "tags", isOn: boolean): Promise<boolean> {
    return (await this.#ask({ ask: what, on: isOn }, ANSWER_MS))?.["ok"] === true;
  }

  listen(heard: (news: ShellNews) => void): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  #ask(question: ShellQuestion, patience: number): Promise<Document | undefined> {
    const id = this.#newId();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve(undefined);
      }, patience);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      });
      this.#port.postMessage(JSON.stringify({ id, ...question }));
    });
  }

  #hear(message: string): void {
    const said = readObject(message);
    if (typeof said["id"] === "string") {
      this.#waiting.get(said["id"])?.(said);
      return;
    }
    const { news: kind } = said;
    const content = text(said["text"]);
    if ((kind !== "code" && kind !== "tag") || content === "") return;
    for (const heard of this.#listeners) heard({ news: kind, text: content });
  }
}

/** One of the shell's printers, for the till's print jobs. */
export function shellPrinter(shell: Shell, printer: string, job: string): DirectPrinter {
  return { print: (data): Promise<DirectOutcome> => shell.print(printer, job, data) };
}

function readPrinter(source: Document): ShellPrinter {
  return {
    id: text(source["id"]),
    name: text(source["name"]),
    width_mm: source["width_mm"] === 80 ? 80 : 58,
    has_drawer: source["has_drawer"] === true,
    trouble: text(source["trouble"]),
  };
}

function isPort(value: unknown): value is ShellPort {
  return typeof value === "object" && value !== null && "postMessage" in value && typeof value.postMessage === "function";
}

/** What is not understood is nothing that was said. */
function readObject(source: string): Document {
  try {
    const parsed: unknown = JSON.parse(source);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function toBase64(bytes: Uint8Array): string {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
