/** The page's words in the customer's language. */

import type { Field } from "./invoice.ts";
import type { Verdict } from "./judge.ts";

export interface Words {
  readonly receipt: string;
  readonly refund: string;
  readonly checking: string;
  readonly noReceipt: string;
  readonly noReceiptHelp: string;
  readonly verdicts: Readonly<Record<Verdict, { readonly title: string; readonly text: string }>>;
  readonly paperSays: string;
  readonly print: string;
  readonly details: string;
  readonly chain: string;
  readonly digest: string;
  readonly howChecked: string;
  readonly vouched: string;
  readonly notCheckable: string;
  readonly logged: (size: number) => string;
  readonly notLogged: string;
  readonly notProven: string;
  readonly fragmentStays: string;
  readonly heads: Readonly<Record<"set_back" | "split", { readonly title: string; readonly text: string }>> & { readonly save: string };
  readonly witnesses: {
    readonly title: string;
    readonly cosigned: (name: string, when: string) => string;
    readonly silent: (name: string) => string;
    readonly proves: string;
    readonly strangers: (names: string) => string;
    readonly ask: string;
    readonly askHelp: string;
    readonly key: string;
    readonly add: string;
    readonly photo: string;
    readonly drop: string;
    readonly noKey: string;
    readonly ownProgram: string;
    readonly saveProof: string;
    readonly saveHeld: string;
  };
  readonly invoice: {
    readonly ask: string;
    readonly none: string;
    readonly make: string;
    readonly download: string;
    readonly fields: Readonly<Record<Field, string>>;
    readonly refusals: Readonly<Record<string, string>>;
  };
}

/** One file a language, named by its code; nothing else names them. */
const FILES = import.meta.glob<Words>("./words/[a-z][a-z].ts", { eager: true, import: "words" });
const ALL: ReadonlyMap<string, Words> = new Map(Object.entries(FILES).map(([path, words]) => [path.slice(-5, -3), words]));

export const languages: readonly string[] = [...ALL.keys()].sort();

/** The first of the customer's languages that the page speaks; English else. */
export function chooseLanguage(wanted: readonly string[]): string {
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((language) => ALL.has(language)) ?? "en";
}

export function wordsOf(language: string): Words {
  const words = ALL.get(language) ?? ALL.get("en");
  if (words === undefined) throw new Error("a build without words");
  return words;
}
