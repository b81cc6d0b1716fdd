/** The part of the page that says what was checked, by whom, and what that proves; and the witnesses' own part. */
import type { Ed25519Subtle } from "@comptoir/journal";
import { element } from "./elements.ts";
import { moment } from "./formats.ts";
import type { Judgement } from "./judge.ts";
import type { Keepsake } from "./keeping.ts";
import { holdKey, dropKey, readWitnessKey, type WitnessWords } from "./witnesses.ts";
import type { Words } from "./words.ts";

/** What was really checked, and what that does not prove. */
export function drawChecks(words: Words, { verdict, isVouched, log, till }: Judgement): readonly Node[] {
  const isSealed = till !== undefined && verdict !== "forged";
  if (!isSealed) return [element("p", "", words.fragmentStays)];
  const logged = log?.kind === "holds" ? words.logged(log.size) : log?.kind === "broken" ? words.notProven : words.notLogged;
  const isStored = verdict === "genuine" || verdict === "not_proven";
  const said = [words.howChecked, isVouched === true ? words.vouched : words.notCheckable, ...(isStored ? [logged] : [])];
  const list = element("ol", "checks", ...said.map((text) => element("li", "", text)));
  return [list, element("p", "", words.witnesses.ownProgram), element("p", "", words.fragmentStays)];
}

/** What the customer may save, as a file. */
export function drawKeepsake(words: Words, keepsake: Keepsake | undefined): readonly Node[] {
  if (!keepsake) return [];
  const link = element("a", "button", keepsake.name.endsWith(".json") ? words.witnesses.saveHeld : words.witnesses.saveProof);
  link.setAttribute("href", URL.createObjectURL(new Blob([keepsake.text], { type: "text/plain" })));
  link.setAttribute("download", keepsake.name);
  return [link];
}

export interface WitnessContext {
  readonly words: Words;
  readonly language: string;
  /** The shop's: the same clock as on its receipt. */
  readonly timezone: string;
  readonly subtle: Ed25519Subtle;
  readonly said: WitnessWords;
  /** Judge again: the keys that are held have changed. */
  readonly again: () => void;
}

/** Those whom the customer trusts, and a field for another key. */
export function drawWitnesses({ words, language, timezone, subtle, said, again }: WitnessContext): HTMLElement {
  const texts = words.witnesses;
  const rows = said.held.map(({ name, key, at }) => {
    const drop = element("button", "plain", texts.drop);
    drop.setAttribute("type", "button");
    drop.setAttribute("aria-label", `${texts.drop}: ${name}`);
    drop.addEventListener("click", () => {
      dropKey(key);
      again();
    });
    const text = at === undefined ? texts.silent(name) : texts.cosigned(name, moment(at, timezone, language));
    return element("li", at === undefined ? "warn" : "good", element("span", "", text), drop);
  });
  const section = element("section", "witnesses", element("h2", "", texts.title));
  if (rows.length > 0) section.append(element("ul", "", ...rows));
  if (said.held.some(({ at }) => at !== undefined)) section.append(element("p", "quiet", texts.proves));
  if (said.strangers.length > 0) section.append(element("p", "quiet", texts.strangers(said.strangers.join(", "))));
  const details = element("details", "", element("summary", "", texts.ask), element("p", "quiet", texts.askHelp), keyForm(texts, subtle, again));
  if (rows.length === 0 && said.strangers.length > 0) details.setAttribute("open", "");
  section.append(details);
  return section;
}

function keyForm(texts: Words["witnesses"], subtle: Ed25519Subtle, again: () => void): HTMLElement {
  const field = document.createElement("input");
  field.id = "witness-key";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.placeholder = "name+1a2b3c4d+B…";
  const label = element("label", "", texts.key);
  label.setAttribute("for", field.id);
  const refusal = element("p", "trouble");
  refusal.setAttribute("role", "alert");
  const button = element("button", "", texts.add);
  const form = element("form", "key", label, field, button, ...photoOf(texts, take), refusal);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(field.value);
  });
  return form;

  function take(text: string): void {
    void readWitnessKey(subtle, text).then((verifier) => {
      refusal.textContent = verifier ? "" : texts.noKey;
      if (!verifier) return;
      holdKey(text);
      again();
    });
  }
}

interface Detector {
  detect: (image: ImageBitmap) => Promise<readonly { readonly rawValue: string }[]>;
}

type MakeDetector = new (terms: { readonly formats: readonly string[] }) => Detector;

/** Some browsers read codes by themselves; TypeScript does not know of it. */
function isDetector(value: unknown): value is MakeDetector {
  return typeof value === "function";
}

/** A photo of the witness's code, where the browser reads codes by itself. */
function photoOf(texts: Words["witnesses"], take: (text: string) => void): readonly Node[] {
  const Make: unknown = Reflect.get(globalThis, "BarcodeDetector");
  if (!isDetector(Make)) return [];
  const file = document.createElement("input");
  file.type = "file";
  file.accept = "image/*";
  file.setAttribute("capture", "environment");
  file.addEventListener("change", () => {
    const picture = file.files?.[0];
    if (!picture) return;
    void createImageBitmap(picture)
      .then((image) => new Make({ formats: ["qr_code"] }).detect(image))
      .then((found) => {
        take(found[0]?.rawValue ?? "");
      });
  });
  return [element("label", "photo", texts.photo, file)];
}
