/** Integers and times written out. Our own few rules, because two browsers' and Python's tables of the world never agree to the letter. */
import { fill, type Speech } from "./words.ts";

const MINUS = "\u2212";
const SYMBOLS: Readonly<Record<string, string>> = { EUR: "€", GBP: "£", USD: "$" };

/** An integer that counts 10^-exponent, cut where it says; nothing is divided. */
export function decimal(value: number, exponent: number, speech: Speech, isTrimmed: boolean): string {
  const digits = String(Math.abs(value)).padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  const shown = isTrimmed ? fraction.replace(/0+$/, "") : fraction;
  const { decimal: mark, group } = speech.formats;
  const sign = value < 0 ? MINUS : "";
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, group)}${shown === "" ? "" : mark + shown}`;
}

/** `12,50`: a column of amounts needs no currency. */
export function amount(value: number, exponent: number, speech: Speech): string {
  return decimal(value, exponent, speech, false);
}

/** `12,50 €`, `CHF 12.50`. */
export function money(value: number, currency: string, exponent: number, speech: Speech): string {
  const symbol = SYMBOLS[currency] ?? currency;
  const { money: pattern } = speech.formats;
  // "€12.50" but "CHF 12.50": letters touch no digit.
  const spaced = symbol.length > 1 && pattern === "{currency}{amount}" ? "{currency}\u00a0{amount}" : pattern;
  const written = fill(spaced, { currency: symbol, amount: amount(Math.abs(value), exponent, speech) });
  return value < 0 ? MINUS + written : written;
}

/** `1,25 kg`, `3`. */
export function quantity(milli: number, unit: string, speech: Speech): string {
  const figure = decimal(milli, 3, speech, true);
  const name = speech.unit(unit);
  return name === "" ? figure : `${figure}\u00a0${name}`;
}

export function percent(ppm: number, speech: Speech): string {
  return fill(speech.formats.percent, { figure: decimal(ppm, 4, speech, true) });
}

/** The wall clock of a time with offset, as the till saw it. */
/** A day without its time: `2026-12-24` as the language writes it. */
export function day(text: string, speech: Speech): string {
  return moment(`${text}T00:00`, speech).split(" ")[0] ?? text;
}

export function moment(deviceTime: string, speech: Speech): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(deviceTime);
  if (found === null) return deviceTime;
  const [, y = "", m = "", d = "", H = "", M = ""] = found;
  return fill(speech.formats.moment, { y, m, d, H, M });
}
