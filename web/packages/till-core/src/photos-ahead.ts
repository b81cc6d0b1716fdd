import type { ItemDocument } from "./documents.ts";
import type { Till } from "./till.ts";

/** At most 40 pictures of 16 kB: what the first screen shows after a cold start without a line. */
export const AHEAD_BYTES_MAX = 640_000;
/** Tiles of a large screen. */
const TILES_MAX = 60;
/** So many that do not come, and the line is down. */
const FAILURES_MAX = 3;

/**
 * The pictures of the favorites and of the first category are fetched before anybody looks, one by one in idle time, so that a till that
 * starts without a line has them. Nothing waits for it. Answers how many bytes are here.
 */
export async function fetchPhotosAhead(till: Till, idle: () => Promise<void>): Promise<number> {
  await ready(till);
  const { settings } = till.state.value;
  const first = [...(settings?.categories ?? [])].sort((a, b) => a.position - b.position)[0]?.id;
  const favorites = await till.catalog.find((settings?.favorites ?? []).slice(0, TILES_MAX));
  const category = first === undefined ? [] : await till.catalog.inCategory(first, 0, TILES_MAX);
  let bytes = 0;
  let failures = 0;
  for (const digest of photosOf([...favorites, ...category])) {
    await idle();
    const picture = await till.photo(digest);
    if (picture === undefined) failures += 1;
    else bytes += picture.length;
    // The rest comes with its tiles.
    if (failures === FAILURES_MAX || bytes >= AHEAD_BYTES_MAX) break;
  }
  return bytes;
}

/** Whether the person asked the browser to save data; not every browser says it. */
export function savesData(navigator: object): boolean {
  const connection: unknown = Reflect.get(navigator, "connection");
  return typeof connection === "object" && connection !== null && Reflect.get(connection, "saveData") === true;
}

function photosOf(items: readonly ItemDocument[]): readonly string[] {
  return [...new Set(items.flatMap((item) => item.photo ?? []))];
}

function ready({ catalog: { status } }: Till): Promise<void> {
  if (status.value.phase === "ready") return Promise.resolve();
  return new Promise((resolve) => {
    const stop = status.subscribe(({ phase }) => {
      if (phase !== "ready") return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
