/** GS1 element strings: GTIN, lot, date, serial, weight and price in one code (GS1 General Specifications §3 and §7.8). */
import { isCheckDigitRight } from "./check-digit.ts";
import { formatOf, identifierOf, isPredefined } from "./gs1-formats.ts";

/** What a reader sends where the code has FNC1. */
export const SEPARATOR = "\u001d";

/** Symbologies that say "GS1 inside" (ISO/IEC 15424): GS1-128, Data Matrix, QR, DataBar. */
const SAYS_GS1 = /^\](?:C1|d2|Q3|e0|J1)/;
const SAYS_SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;

export interface Element {
  /** Application identifier, e.g. `01`, `3103`. */
  readonly ai: string;
  readonly value: string;
}

export type Gs1Refusal = "gs1.empty" | "gs1.unknown_identifier" | "gs1.invalid_value" | "gs1.check_digit" | "gs1.repeated";
export type Gs1Result = { readonly ok: true; readonly value: readonly Element[] } | { readonly ok: false; readonly refusal: Gs1Refusal };

/** Whether the reader itself says that an element string follows. A plain EAN-13 that begins with 400 would parse as one, too. */
export function saysGs1(text: string): boolean {
  return SAYS_GS1.test(text);
}

/** Many readers can be told to name the kind of code first (`]E0` for EAN-13); the content is what counts. */
export function withoutSymbology(text: string): string {
  return text.replace(SAYS_SYMBOLOGY, "");
}

/** Without a symbology's word, only what can hardly be anything else: a GTIN with its check digit, and more behind it. */
export function looksLikeGs1(text: string): boolean {
  return /^01\d{14}./.test(text) && isCheckDigitRight(text.slice(2, 16)) && readElements(text).ok;
}

/** Reads a whole element string or refuses it: half an expiry date is worse than none. */
export function readElements(text: string): Gs1Result {
  let rest = withoutSymbology(text).replace(new RegExp(`^${SEPARATOR}`), "");
  const elements: Element[] = [];
  while (rest !== "") {
    const ai = identifierOf(rest);
    const format = ai === undefined ? undefined : formatOf(ai);
    if (ai === undefined || format === undefined) return refuse("gs1.unknown_identifier");
    const behind = rest.slice(ai.length);
    const end = behind.indexOf(SEPARATOR);
    const length = isPredefined(ai) ? format.length_max : end === -1 ? behind.length : end;
    const value = behind.slice(0, length);
    if (!format.pattern.test(value)) return refuse("gs1.invalid_value");
    if (hasCheckDigit(ai) && !isCheckDigitRight(checkedPart(ai, value))) return refuse("gs1.check_digit");
    const known = elements.find((element) => element.ai === ai);
    if (known !== undefined && known.value !== value) return refuse("gs1.repeated");
    if (known === undefined) elements.push({ ai, value });
    rest = behind.slice(length).replace(new RegExp(`^${SEPARATOR}`), "");
  }
  return elements.length === 0 ? refuse("gs1.empty") : { ok: true, value: elements };
}

/** GS1 Digital Link: `https://id.example/01/09506000134352/10/ABC?17=261231`. */
export function readDigitalLink(text: string): Gs1Result | undefined {
  const address = /^https?:\/\/[^/?#]+(\/[^?#]*)(?:\?([^#]*))?/i.exec(text);
  const path = address?.[1]?.split("/") ?? [];
  const start = path.findIndex((part, index) => part === "01" && /^\d{8}$|^\d{12,14}$/.test(path[index + 1] ?? ""));
  if (start === -1) return undefined;
  const pairs: (readonly [string, string])[] = [];
  for (let index = start; index + 1 < path.length; index += 2) pairs.push([path[index] ?? "", path[index + 1] ?? ""]);
  for (const part of address?.[2]?.split(/[&;]/) ?? []) {
    const equals = part.indexOf("=");
    // Words like `linkType` are for the resolver.
    if (equals > 0 && /^\d{2,4}$/.test(part.slice(0, equals))) pairs.push([part.slice(0, equals), part.slice(equals + 1)]);
  }
  const written = pairs.map(([ai, value]) => `${ai}${ai === "01" ? decoded(value).padStart(14, "0") : decoded(value)}`);
  return readElements(written.join(SEPARATOR));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}

/** The identifiers whose value ends with, or begins with, a number that carries a check digit. */
function hasCheckDigit(ai: string): boolean {
  return /^(?:0[0-2]|25[35]|402|41[0-7]|800[36]|801[78]|8026)$/.test(ai);
}

function checkedPart(ai: string, value: string): string {
  if (ai === "253" || ai === "255") return value.slice(0, 13);
  if (ai === "8003" || ai === "8006" || ai === "8026") return value.slice(0, 14);
  return value;
}

function refuse(refusal: Gs1Refusal): { readonly ok: false; readonly refusal: Gs1Refusal } {
  return { ok: false, refusal };
}
