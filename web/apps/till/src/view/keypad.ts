/** What the keys of the keypad mean. Pure: a screen shows an entry, a key makes the next one. */
import { milli, minorUnits, type Milli, type MinorUnits } from "@comptoir/till-core";

export type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
export type KeypadKey = Digit | "00" | "separator" | "times" | "delete" | "clear";

export interface KeypadEntry {
  /** Digits of the amount as a cash register takes them: 1 2 5 0 is 12,50. */
  readonly digits: string;
  /** Digits typed after a decimal separator (a PC keyboard has one): 12 , 5 is 12,50 too. */
  readonly fraction?: string;
  /** Digits typed after ×. */
  readonly times?: string;
}

export const emptyEntry: KeypadEntry = { digits: "" };

const DIGITS_MAX = 9;
const TIMES_MAX = 3;

export function isEmptyEntry(entry: KeypadEntry): boolean {
  return entry.digits === "" && entry.fraction === undefined && entry.times === undefined;
}

export function isDigit(text: string): text is Digit {
  return /^[0-9]$/.test(text);
}

function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, "");
}

function typeDigits(entry: KeypadEntry, digits: string, exponent: number): KeypadEntry {
  if (entry.times !== undefined) {
    const times = withoutLeadingZeros(entry.times + digits);
    return times.length > TIMES_MAX ? entry : { ...entry, times };
  }
  if (entry.fraction !== undefined) {
    return { ...entry, fraction: (entry.fraction + digits).slice(0, exponent) };
  }
  const all = withoutLeadingZeros(entry.digits + digits);
  return all.length > DIGITS_MAX ? entry : { ...entry, digits: all };
}

function deleteLast({ digits, fraction, times }: KeypadEntry): KeypadEntry {
  if (times !== undefined) {
    const kept = fraction === undefined ? { digits } : { digits, fraction };
    return times === "" ? kept : { ...kept, times: times.slice(0, -1) };
  }
  if (fraction !== undefined) return fraction === "" ? { digits } : { digits, fraction: fraction.slice(0, -1) };
  return { digits: digits.slice(0, -1) };
}

export function press(entry: KeypadEntry, key: KeypadKey, exponent: number): KeypadEntry {
  switch (key) {
    case "clear":
      return emptyEntry;
    case "delete":
      return deleteLast(entry);
    case "times":
      return amountOf(entry, exponent) === 0 || entry.times !== undefined ? entry : { ...entry, times: "" };
    case "separator":
      return exponent === 0 || entry.fraction !== undefined || entry.times !== undefined ? entry : { ...entry, fraction: "" };
    default:
      return typeDigits(entry, key, exponent);
  }
}

/** The amount of one piece. */
export function amountOf(entry: KeypadEntry, exponent: number): MinorUnits {
  const typed = entry.fraction === undefined ? entry.digits : entry.digits + entry.fraction.padEnd(exponent, "0");
  return minorUnits(Number(typed === "" ? "0" : typed));
}

/** × with nothing behind it yet counts as one. */
export function quantityOf(entry: KeypadEntry): Milli {
  const pieces = Number(entry.times === undefined || entry.times === "" ? "1" : entry.times);
  return milli(pieces * 1000);
}

/** Digits read as whole units and the fraction behind them, scaled by 10^decimals: `12,5` with two decimals is 1250. */
export function wholeOf(entry: KeypadEntry, decimals: number): number {
  return Number(`${entry.digits}${(entry.fraction ?? "").padEnd(decimals, "0")}`);
}
