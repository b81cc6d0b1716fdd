/**
 * Failures in a row, and how long PINs and badges wait after them. The count is on the disk before a check begins; the wait runs on
 * the monotonic clock and begins anew when the page starts, so neither a reload nor a clock set forward shortens it.
 */
export interface Tries {
  readonly failures: number;
  /** When the wait began, on this page's monotonic clock. */
  readonly since_ms: number;
}

/** A finger slips; five times in a row it does not. */
const FREE = 4;
const FIRST_WAIT_MS = 30_000;
const WAIT_MAX_MS = 3_600_000;

export function waitAfter(failures: number): number {
  return failures <= FREE ? 0 : Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - FREE - 1, 10));
}

export function waitLeft(tries: Tries, nowMs: number): number {
  return Math.max(0, waitAfter(tries.failures) - (nowMs - tries.since_ms));
}
