/** The words of receipts, one file a language: the server's files themselves, each loaded when its language is spoken. */
import { Speech, type ReceiptWords } from "../src/index.ts";

const FILES = import.meta.glob<ReceiptWords>("../../../../server/src/comptoir/receipts/words/*.json", { import: "default" });
const BY_LANGUAGE = new Map(Object.entries(FILES).map(([path, load]) => [path.slice(-7, -5), load]));

export const receiptLanguages: readonly string[] = [...BY_LANGUAGE.keys()].sort();

/** English where a language has no words yet. */
export async function loadSpeech(language: string, country: string): Promise<Speech> {
  const load = BY_LANGUAGE.get(language) ?? BY_LANGUAGE.get("en");
  if (load === undefined) throw new Error("a build without the words of receipts");
  return new Speech(await load(), country);
}
