/** The shared vectors, loaded as they are. A case names a function, its input and what to compare. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Answer, Question } from "../fuzz/answer.ts";

const CONFORMANCE = fileURLToPath(new URL("../../../../conformance/", import.meta.url));

export type Case = Question & { readonly id: string; readonly why: string; readonly expect: Answer };

export function load(name: string): unknown {
  return JSON.parse(readFileSync(CONFORMANCE + name, "utf8"));
}

export function pricingCases(): Case[] {
  const names = readdirSync(`${CONFORMANCE}pricing`, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".json") && !name.endsWith(".schema.json"))
    .sort()
    .flatMap((name) => (load(`pricing/${name}`) as { cases: Case[] }).cases);
}
