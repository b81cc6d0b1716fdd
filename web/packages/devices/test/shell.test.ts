/** The till's half of the contract with native shells, against the same exchange that every shell must answer. */
import { expect, test } from "vitest";

import exchange from "../../../../conformance/shell/exchange.json" with { type: "json" };
import { findShell, Shell, type ShellNews, type ShellPort } from "../src/shell/index.ts";

type Answer = Readonly<Record<string, unknown>>;

/** Answers what the exchange says, to exactly what the exchange asks. */
class ScriptedPort implements ShellPort {
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  readonly asked: unknown[] = [];
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  postMessage(message: string): void {
    const { id, ...question } = JSON.parse(message) as { id: string };
    this.asked.push(question);
    const answer = this.#answers.shift();
    if (answer !== undefined) queueMicrotask(() => this.say({ id, ...answer }));
  }

  say(message: unknown): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

const shellOn = (port: ShellPort): Shell => new Shell(port, () => crypto.randomUUID());
const step = (why: string): { readonly ask: Answer; readonly answer: Answer } => {
  const found = exchange.steps.find((one) => one.why.startsWith(why));
  if (found === undefined) throw new Error(`no step “${why}”`);
  return found;
};
const bytesOf = (data: unknown): Uint8Array => new Uint8Array(Buffer.from(String(data), "base64"));

test("the till asks as the contract says, and understands each answer", async () => {
  const [hello, printed, held, drawer, scan] = [step("Who is there"), step("The same in base64"), step("Without paper"), step("The drawer opens"), step("The scan keys")];
  const port = new ScriptedPort(hello.answer, printed.answer, held.answer, drawer.answer, scan.answer);
  const shell = shellOn(port);
  const print = ({ ask }: { readonly ask: Answer }): ReturnType<Shell["print"]> => shell.print(String(ask["printer"]), String(ask["job"]), bytesOf(ask["data"]));

  expect(await shell.hello()).toEqual({
    name: "Virtual terminal",
    version: 1,
    printers: [{ id: "built-in", name: "Built-in printer", width_mm: 58, has_drawer: true, trouble: "" }],
    has_scanner: true,
    has_tags: true,
  });
  expect(await print(printed)).toEqual({ state: "printed", trouble: "" });
  expect(await print(held)).toEqual({ state: "held", trouble: "paper_out" });
  expect(await shell.openDrawer("built-in")).toBe(true);
  expect(await shell.read("scan", true)).toBe(true);

  expect(port.asked).toEqual([hello.ask, printed.ask, held.ask, drawer.ask, scan.ask]);
});

test("a shell of another version is no shell, and an answer without a state is no paper", async () => {
  const refused = step("A till of another time").answer;
  const port = new ScriptedPort({ ...refused, version: 2 }, { ok: false, trouble: "body" });

  expect(await shellOn(port).hello()).toBeUndefined();
  expect(await shellOn(port).print("built-in", "job", Uint8Array.of(1))).toEqual({ state: "unsure", trouble: "body" });
});

test("news are heard, rubbish is not", () => {
  const port = new ScriptedPort();
  const heard: ShellNews[] = [];
  const stop = shellOn(port).listen((news) => heard.push(news));

  for (const said of [{ news: "code", text: "4006381333931" }, "rubbish", { news: "tag", text: "" }, { news: "other", text: "x" }, { news: "tag", text: "badge-7" }]) port.say(said);
  stop();
  port.say({ news: "code", text: "late" });

  expect(heard).toEqual([
    { news: "code", text: "4006381333931" },
    { news: "tag", text: "badge-7" },
  ]);
});

test("a page without a shell has none", () => {
  expect(findShell({})).toBeUndefined();
  expect(findShell({ comptoirShell: { postMessage: 1 } })).toBeUndefined();
  const port = new ScriptedPort();
  expect(findShell({ comptoirShell: port })).toBe(port);
});
