/** The business day: it belongs to a session and begins when the store says so (04:00), on the store's own clock. */
import type { OpeningHours } from "./documents.ts";
import type { WallTime } from "./ports.ts";
import { localDay } from "./time.ts";

/** Nothing was sealed for so long, and a new day has begun: the day before was forgotten, not prolonged. */
const IDLE_MS = 3_600_000;
const DAY_MINUTES = 1_440;
/** Nobody is hurried: half an hour after the doors closed, the till reminds once and stays calm. */
const LATE_MINUTES = 30;

export interface DayClock {
  /** IANA name. */
  readonly timezone: string;
  /** Minutes after midnight at which a business day begins. */
  readonly day_starts_minute: number;
}

/** `2026-11-22` at 03:59 on the 23rd, when the day begins at 04:00. */
export function businessDay(clock: DayClock, wall: WallTime): string {
  const parts = localParts(clock.timezone, wall.epoch_ms);
  // A time zone that this browser does not know: the till's own clock is the next best.
  const { day, minute } = parts ?? { day: localDay(wall), minute: minuteOf(wall) };
  return minute < clock.day_starts_minute ? dayBefore(day) : day;
}

/** Minutes after midnight at the store, and the day of the week (0 is Monday) of its calendar. */
export function storeTime(clock: DayClock, wall: WallTime): { readonly day: string; readonly minute: number; readonly weekday: number } {
  const { day, minute } = localParts(clock.timezone, wall.epoch_ms) ?? { day: localDay(wall), minute: minuteOf(wall) };
  return { day, minute, weekday: (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7 };
}

/** The same moment as the store's clock reads it: a device may be set to another zone, and what is sealed and printed is the shop's. */
export function storeWall(timezone: string | undefined, wall: WallTime): WallTime {
  const local = timezone === undefined ? undefined : localParts(timezone, wall.epoch_ms);
  if (local === undefined) return wall;
  const minutes = Date.parse(`${local.day}T00:00:00Z`) / 60_000 + local.minute;
  return { ...wall, offset_minutes: minutes - Math.floor(wall.epoch_ms / 60_000) };
}

/** Half an hour after the last door of the business day closed. At 1:00 that day is still the evening's before. */
export function isLate(clock: DayClock & { readonly opening_hours: readonly OpeningHours[] }, wall: WallTime): boolean {
  const { minute, weekday } = storeTime(clock, wall);
  const isNight = minute < clock.day_starts_minute;
  const day = isNight ? (weekday + 6) % 7 : weekday;
  const closes = clock.opening_hours.filter((hours) => hours.weekday === day).map((hours) => hours.closes);
  return closes.length > 0 && minute + (isNight ? DAY_MINUTES : 0) >= Math.max(...closes) + LATE_MINUTES;
}

export function isForgotten(session: { readonly business_day: string }, clock: DayClock, wall: WallTime, lastEntryMs: number): boolean {
  return session.business_day < businessDay(clock, wall) && wall.epoch_ms - lastEntryMs >= IDLE_MS;
}

function localParts(timezone: string, epochMs: number): { readonly day: string; readonly minute: number } | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = formatOf(timezone);
  } catch {
    return undefined;
  }
  const parts = Object.fromEntries(format.formatToParts(epochMs).map((part) => [part.type, part.value]));
  const { year = "", month = "", day = "", hour = "0", minute = "0" } = parts;
  return { day: `${year}-${month}-${day}`, minute: Number(hour) * 60 + Number(minute) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  formats.set(timezone, made);
  return made;
}

function minuteOf(wall: WallTime): number {
  const local = new Date(wall.epoch_ms + wall.offset_minutes * 60_000);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
