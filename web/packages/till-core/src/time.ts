import type { WallTime } from "./ports.ts";

/** `2026-11-22T12:13:14.123+01:00`: the till's clock as the person beside it reads it. */
export function deviceTime(wall: WallTime): string {
  const local = new Date(wall.epoch_ms + wall.offset_minutes * 60_000).toISOString().slice(0, -1);
  const sign = wall.offset_minutes < 0 ? "-" : "+";
  const minutes = Math.abs(wall.offset_minutes);
  const hours = Math.floor(minutes / 60);
  return `${local}${sign}${String(hours).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** `2026-11-22`: the local day. */
export function localDay(wall: WallTime): string {
  return deviceTime(wall).slice(0, 10);
}

/** `2026-11-22T12:13`: the local minute. */
export function localMinute(wall: WallTime): string {
  return deviceTime(wall).slice(0, 16);
}

/** A local minute as the pricing engine takes it; Monday is weekday 1. */
export function momentOf(minute: string): { readonly day: string; readonly weekday: number; readonly minute: number } {
  const day = minute.slice(0, 10);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return { day, weekday: weekday === 0 ? 7 : weekday, minute: 60 * Number(minute.slice(11, 13)) + Number(minute.slice(14, 16)) };
}

export function utcTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
