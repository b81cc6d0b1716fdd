/** Goods that not everybody may buy, or not at every hour: decided here, from data of the country and the shop. */
import type { AgeCheck } from "./age-checks.ts";
import type { CategoryDocument, ItemDocument, SettingsDocument } from "./documents.ts";
import { isObject, readInteger, readList, readObject, readText, Unreadable } from "./reading.ts";

/** On an article: whatever its category says, everybody may buy it. */
const UNRESTRICTED = "none";
const DAY_MINUTES = 1_440;

/** A stretch of a day in which the goods may not be sold; over midnight where it ends before it begins. */
export interface ClosedDocument {
  readonly weekdays: readonly number[];
  readonly from: number;
  readonly until: number;
}

export interface RestrictionDocument {
  readonly code: string;
  /** 0: anybody. */
  readonly age: number;
  readonly closed: readonly ClosedDocument[];
}

/** The store's day, its weekday from Monday = 0, and the minute of it. */
export interface Moment {
  readonly day: string;
  readonly weekday: number;
  readonly minute: number;
}

/** A list that can't be read (a newer server's) asks nothing: the till goes on selling. */
function restrictionsOf(settings: SettingsDocument): readonly RestrictionDocument[] {
  try {
    return readRestrictions(settings.restrictions);
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

function readRestrictions(value: unknown): readonly RestrictionDocument[] {
  return readList(value ?? [], "restrictions").map((row) => {
    const source = readObject(row, "restriction");
    return { code: readText(source, "code"), age: readInteger(source, "age"), closed: readList(source["closed"] ?? [], "closed").map(readClosed) };
  });
}

function readClosed(value: unknown): ClosedDocument {
  const source = readObject(value, "closed");
  const weekdays = readList(source["weekdays"], "weekdays").map((day) => {
    if (!isObject(day) && Number.isSafeInteger(day)) return Number(day);
    throw new Unreadable("weekdays: integers were expected");
  });
  return { weekdays, from: readInteger(source, "from"), until: readInteger(source, "until") };
}

/** Who may buy an article: its own word, else its category's, else the one around that. */
export function restrictionOf(item: Pick<ItemDocument, "restriction" | "category">, settings: SettingsDocument): RestrictionDocument | undefined {
  const code = item.restriction ?? ofCategory(item.category, settings.categories);
  return code === undefined || code === UNRESTRICTED ? undefined : restrictionsOf(settings).find((known) => known.code === code);
}

function ofCategory(id: string, categories: readonly CategoryDocument[]): string | undefined {
  const seen = new Set<string>();
  let category = categories.find((candidate) => candidate.id === id);
  while (category !== undefined && !seen.has(category.id)) {
    if (category.restriction !== undefined && category.restriction !== "") return category.restriction;
    seen.add(category.id);
    const { parent } = category;
    category = categories.find((candidate) => candidate.id === parent);
  }
  return undefined;
}

/** Whether nobody has answered for this age in the basket yet. */
export function asksAge(restriction: RestrictionDocument, checks: readonly AgeCheck[]): boolean {
  return restriction.age > 0 && !checks.some((check) => check.age >= restriction.age);
}

/**
 * The last day on which somebody was born who is old enough today, `2008-11-25`. Born on 29 February, one is of age on 1 March in other
 * years: so on that day of a leap year the last of February counts.
 */
export function bornBy(day: string, age: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year - age, month, 0)).getUTCDate();
  return `${String(year - age).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(Math.min(date, last)).padStart(2, "0")}`;
}

/** The minute of the day from which the goods may be sold again; `undefined` while they may. */
export function closedUntil(restriction: RestrictionDocument, at: Moment): number | undefined {
  const found = restriction.closed.find((stretch) => isWithin(stretch, at));
  return found === undefined ? undefined : found.until % DAY_MINUTES;
}

function isWithin({ weekdays, from, until }: ClosedDocument, { weekday, minute }: Moment): boolean {
  const yesterday = (weekday + 6) % 7;
  if (from < until) return weekdays.includes(weekday) && minute >= from && minute < until;
  return (weekdays.includes(weekday) && minute >= from) || (weekdays.includes(yesterday) && minute < until);
}
