/** Integers into words: the only place of the till where a minor unit becomes something a person reads. */
import type { Milli, MinorUnits, Ppm } from "@comptoir/till-core";

export interface AmountPart {
  readonly kind: "figure" | "currency";
  readonly text: string;
}

export interface FormatSettings {
  /** BCP 47, e.g. `fr-FR`. */
  readonly locale: string;
  readonly currency: string;
  readonly exponent: number;
  readonly timezone: string;
}

/** Enough for the prices of a shop. */
const WRITTEN_MAX = 2_000;
const MINUS = "\u2212";
const WHOLE_UNITS: ReadonlySet<string> = new Set(["C62", "H87", "EA"]);
const UNIT_NAMES: Readonly<Record<string, string>> = { KGM: "kg", GRM: "g", LTR: "l", MTR: "m", HUR: "h" };

/** The decimal digits of an integer that counts 10^-exponent. Division of integers only: a float would invent cents. */
function digitsOf(value: number, exponent: number): { readonly whole: bigint; readonly fraction: string } {
  const absolute = BigInt(value < 0 ? -value : value);
  const scale = 10n ** BigInt(exponent);
  return { whole: absolute / scale, fraction: exponent === 0 ? "" : String(absolute % scale).padStart(exponent, "0") };
}

export class Formats {
  readonly settings: FormatSettings;
  readonly #money: Intl.NumberFormat;
  readonly #integer: Intl.NumberFormat;
  readonly #decimalMark: string;
  #percent: Intl.NumberFormatPart[] | undefined;
  /** Amounts as they were written before: a shelf shows the same few hundred prices with each letter of a search. */
  readonly #written = new Map<number, string>();
  /** Dates stand on no selling screen: their formats are made when one is asked, not at a cold start. */
  #time: Intl.DateTimeFormat | undefined;
  #dateTime: Intl.DateTimeFormat | undefined;
  #day: Intl.DateTimeFormat | undefined;

  constructor(settings: FormatSettings) {
    const { locale, currency, exponent } = settings;
    this.settings = settings;
    this.#money = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    });
    this.#integer = new Intl.NumberFormat(locale);
    this.#decimalMark = this.#integer.formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".";
  }

  amountParts(amount: number): readonly AmountPart[] {
    const { whole, fraction } = digitsOf(amount, this.settings.exponent);
    const parts = this.#money.formatToParts(whole).map((part): AmountPart => {
      if (part.type === "currency") return { kind: "currency", text: part.value };
      return { kind: "figure", text: part.type === "fraction" ? fraction : part.value };
    });
    return amount < 0 ? [{ kind: "figure", text: MINUS }, ...parts] : parts;
  }

  amount(amount: MinorUnits | number): string {
    const known = this.#written.get(amount);
    if (known !== undefined) return known;
    const text = this.amountParts(amount)
      .map((part) => part.text)
      .join("");
    if (this.#written.size >= WRITTEN_MAX) this.#written.clear();
    this.#written.set(amount, text);
    return text;
  }

  /** `50 €`: a note has no cents to show. */
  roundAmount(amount: number): string {
    const { fraction } = digitsOf(amount, this.settings.exponent);
    if (/[1-9]/.test(fraction)) return this.amount(amount);
    const parts = this.#money.formatToParts(digitsOf(amount, this.settings.exponent).whole);
    return parts
      .filter((part) => part.type !== "decimal" && part.type !== "fraction")
      .map((part) => part.value)
      .join("");
  }

  /** `+ 1,20 €` for a difference: its sign is the message. */
  difference(amount: number): string {
    return amount > 0 ? `+${this.amount(amount)}` : this.amount(amount);
  }

  /** `5,5 %`, `5.5%`: where the sign stands, the language says. */
  percent(rate: Ppm | number): string {
    this.#percent ??= new Intl.NumberFormat(this.settings.locale, { style: "percent" }).formatToParts(0);
    return this.#percent.map(({ type, value }) => (type === "integer" ? this.decimal(rate, 4) : value)).join("");
  }

  /** `3`, `1,25 kg`: pieces need no unit. */
  quantity(quantity: Milli | number, unit: string): string {
    const figure = this.decimal(quantity, 3);
    return WHOLE_UNITS.has(unit) ? figure : `${figure}\u00a0${UNIT_NAMES[unit] ?? ""}`.trimEnd();
  }

  /** `2,85 €/kg`: the price of a piece needs no unit. */
  unitPrice(price: number, unit: string): string {
    return WHOLE_UNITS.has(unit) ? this.amount(price) : `${this.amount(price)}/${UNIT_NAMES[unit] ?? unit}`;
  }

  integer(value: number): string {
    return this.#integer.format(value);
  }

  time(epochMs: number): string {
    this.#time ??= this.#dates({ hour: "2-digit", minute: "2-digit" });
    return this.#time.format(epochMs);
  }

  dateTime(epochMs: number): string {
    this.#dateTime ??= this.#dates({ dateStyle: "short", timeStyle: "short" });
    return this.#dateTime.format(epochMs);
  }

  day(epochMs: number): string {
    this.#day ??= this.#dates({ weekday: "long", day: "numeric", month: "long" });
    return this.#day.format(epochMs);
  }

  /** `dimanche 22 novembre` for `2026-11-22`: a day of the calendar, in no time zone. */
  businessDay(day: string): string {
    const format = new Intl.DateTimeFormat(this.settings.locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    return day === "" ? "" : format.format(Date.parse(`${day}T00:00:00Z`));
  }

  /** `31/12/2026` for `2026-12-31`: what a label says. */
  date(day: string): string {
    return new Date(day).toLocaleDateString(this.settings.locale, { timeZone: "UTC" });
  }

  /** Equal for two moments of the same day at the shop. */
  dayKey(epochMs: number): string {
    return new Intl.DateTimeFormat("en-CA", { timeZone: this.settings.timezone }).format(epochMs);
  }

  /** How long something has waited: `40 s`, `2 min`, `3 h`, `2 d`. */
  age(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const [value, unit] =
      seconds < 60
        ? [seconds, "second"]
        : seconds < 3600
          ? [Math.floor(seconds / 60), "minute"]
          : seconds < 172_800
            ? [Math.floor(seconds / 3600), "hour"]
            : [Math.floor(seconds / 86_400), "day"];
    return new Intl.NumberFormat(this.settings.locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
  }

  #dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.settings.locale, { ...options, timeZone: this.settings.timezone });
  }

  /** `1,06` for 1,060,000 millionths. */
  decimal(value: number, exponent: number): string {
    const { whole, fraction } = digitsOf(value, exponent);
    const trimmed = fraction.replace(/0+$/, "");
    const sign = value < 0 ? MINUS : "";
    return `${sign}${this.#integer.format(whole)}${trimmed === "" ? "" : this.#decimalMark + trimmed}`;
  }
}
