import type { DirectPrinter, PrintNews, PrintShop, PrintTarget } from "@comptoir/devices/printing";
import type { Shell } from "@comptoir/devices/shell";
import type { Counter } from "./counter.svelte.ts";
import type { Message } from "./messages.svelte.ts";

/** One print shop a page: who prints and who keeps entries ask the same agents. Nothing of it is loaded before it is needed. */
let opened: Promise<PrintShop> | undefined;
let shell: Promise<Shell | undefined> | undefined;
const direct = new Map<string, DirectPrinter>();
const listeners = new Set<(news: PrintNews) => void>();
/** Where the printers are set up stands far down on its screen: it is shown to whoever comes for them. */
let showPrinters: (() => void) | undefined;
let isWanted = false;

export function printShop(): Promise<PrintShop> {
  opened ??= import("@comptoir/devices/printing").then(({ browserPrintShop }) =>
    browserPrintShop((news) => {
      for (const heard of listeners) heard(news);
    }, directPrinter),
  );
  return opened;
}

/** Paper never stops a sale: what is wrong with it is said beside it, in plain words. */
export function tellOfPaper(counter: Counter): void {
  const { messages, navigation, words } = counter;
  let told: { readonly id: string; readonly message: Message } | undefined;
  listeners.add((news) => {
    // Of what is on paper, only a drawer that stayed shut. That it waited is no longer true.
    if (news.state === "printed" && news.trouble === "") {
      if (told?.id === news.id && messages.shown === told.message) messages.dismiss();
      return;
    }
    if (news.state === "dropped") {
      messages.show({ text: paperWords(counter, news) });
      return;
    }
    const message: Message = {
      text: paperWords(counter, news),
      tone: "warn",
      action: words.say("print.printers"),
      onaction: () => {
        goToPrinters(navigation);
      },
      // A page that nobody prints any more is not to be missed by somebody who looked away.
      stays: news.state !== "waiting" && !news.is_pulse,
    };
    told = { id: news.id, message };
    messages.show(message);
  });
}

/** To where printers are connected and chosen. */
export function goToPrinters(navigation: Counter["navigation"]): void {
  isWanted = true;
  navigation.go("settings");
  showPrinters?.();
}

/** Calls once, when a job has ended and is surely not on paper. */
export function whenNotPrinted(job: string, undo: () => void): void {
  const hear = ({ id, state }: PrintNews): void => {
    if (id !== job || state === "waiting") return;
    listeners.delete(hear);
    if (state === "failed" || state === "dropped") undo();
  };
  listeners.add(hear);
}

/** What is wrong with a print, and which. */
export function paperWords(counter: Counter, { state, label, trouble, is_pulse }: Pick<PrintNews, "state" | "label" | "trouble" | "is_pulse">): string {
  const kind = is_pulse && state !== "printed" ? "drawer" : state;
  return counter.words.say(`print.state.${kind}`, { label, reason: counter.trouble(trouble) });
}

/** The printers' settings stand there: they hear of every print, and are shown when somebody came for them. */
export function watchPaper(heard: () => void, show: () => void): () => void {
  showPrinters = () => {
    if (!isWanted) return;
    isWanted = false;
    show();
  };
  listeners.add(heard);
  showPrinters();
  return () => {
    showPrinters = undefined;
    listeners.delete(heard);
  };
}

/** The native app around this page, where there is one. */
export function shellOfPage(): Promise<Shell | undefined> {
  if (!("comptoirShell" in window)) return Promise.resolve(undefined);
  shell ??= import("@comptoir/devices/shell").then(({ findShell, Shell: Speaker }) => {
    const port = findShell(window);
    return port === undefined ? undefined : new Speaker(port, () => crypto.randomUUID());
  });
  return shell;
}

/** A printer that was chosen just now, and is open already. */
export function keepOpen(printer: string, opened: DirectPrinter): void {
  direct.set(printer, opened);
}

/** Nobody holds its line any more: it can be opened in another way. */
export async function letGo(printer: string): Promise<void> {
  await direct.get(printer)?.release?.();
  direct.delete(printer);
}

async function directPrinter(target: PrintTarget, job: string): Promise<DirectPrinter | undefined> {
  if (target.way === "shell") {
    const [found, { shellPrinter }] = await Promise.all([shellOfPage(), import("@comptoir/devices/shell")]);
    return found === undefined ? undefined : shellPrinter(found, target.printer, job);
  }
  const known = direct.get(target.printer);
  if (known !== undefined) return known;
  const [{ readKnown }, { knownPrinter }] = await Promise.all([import("@comptoir/devices/printing"), import("@comptoir/devices/printing/direct")]);
  const chosen = readKnown(target.printer);
  if (chosen === undefined) return undefined;
  const printer = await knownPrinter(chosen);
  direct.set(target.printer, printer);
  return printer;
}
