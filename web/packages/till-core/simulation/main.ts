/**
 * The till's core as a process of the simulation (`comptoir simulate --real`): one JSON object a line comes in, is done until nothing moves
 * by itself any more, and what the till is then goes out. Time, chance, line, and what dies when, are the simulation's.
 */
import "fake-indexeddb/auto";

import { createInterface } from "node:readline";

import { parseJson, readFlag, readInteger, readList, readObject, readText, type JsonObject } from "../src/reading.ts";
import { Browser, type Act, type SoldLine } from "./browser.ts";
import { countTasks, quiet } from "./quiet.ts";

countTasks();
const browsers = new Map<string, Browser>();

async function doIt(asked: JsonObject): Promise<object> {
  const name = readText(asked, "browser");
  const known = browsers.get(name);
  const browser = known ?? new Browser(name, JSON.stringify(asked["catalog"]), readInteger(asked, "seed"));
  browsers.set(name, browser);
  const begun = begin(browser, asked);
  await quiet();
  await begun;
  await quiet();
  if (readText(asked, "op") === "close") {
    browsers.delete(name);
    return {};
  }
  return browser.state();
}

function begin(browser: Browser, asked: JsonObject): Promise<void> | undefined {
  const page = readText(asked, "page");
  switch (readText(asked, "op")) {
    case "open":
      return browser.open(page, readText(asked, "version"), readInteger(asked, "wall"));
    case "kill":
      browser.kill(page);
      return undefined;
    case "enrol":
      browser.enrol(page, readText(asked, "code"));
      return undefined;
    case "act":
      browser.act(page, actOf(readObject(asked["act"], "act")), readInteger(asked, "wall"));
      return undefined;
    case "rest":
      browser.rest(page, readFlag(asked, "again"));
      return undefined;
    case "greet":
      browser.greet(page, readInteger(asked, "wall"));
      return undefined;
    case "answer":
      browser.answer(page, readInteger(asked, "call"), readInteger(asked, "status"), readText(asked, "body"), readFlag(asked, "may_relay"));
      return undefined;
    case "forget":
      return browser.forgetAcknowledged(readList(asked["places"], "places").map(placeOf));
    case "close":
      browser.close();
      return undefined;
    default:
      return undefined;
  }
}

function placeOf(value: unknown): { readonly chain: string; readonly sequence: number; readonly digest: string } {
  const source = readObject(value, "place");
  return { chain: readText(source, "chain"), sequence: readInteger(source, "sequence"), digest: readText(source, "digest") };
}

function actOf(source: JsonObject): Act {
  return {
    kind: readText(source, "kind"),
    cashier: readText(source, "cashier"),
    float: readInteger(source, "float"),
    lines: readList(source["lines"], "lines").map(lineOf),
    discount_ppm: readInteger(source, "discount_ppm"),
    card: readInteger(source, "card"),
    cash: readInteger(source, "cash"),
    essentials: readText(source, "essentials"),
    counted: readInteger(source, "counted"),
    dies: readText(source, "dies"),
  };
}

function lineOf(value: unknown): SoldLine {
  const source = readObject(value, "line");
  return {
    item: readText(source, "item"),
    category: readText(source, "category"),
    unit_price: readInteger(source, "unit_price"),
    rate_ppm: readInteger(source, "rate_ppm"),
    quantity_milli: readInteger(source, "quantity_milli"),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await doIt(readObject(parseJson(line), "asked")).catch((error: unknown) => ({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
