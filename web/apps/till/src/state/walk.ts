/**
 * The keyboard's way over the screen: arrows from tile to tile, page keys from line to line of the basket. Tab leads into a group
 * once and out again (roving tabindex, WAI-ARIA Authoring Practices); what has the focus is where the hand was last.
 */

const TILES = ".grid button";
const LINES = "[data-line] > button:first-of-type";

export function walk(key: string, from: EventTarget | null): void {
  if (key === "PageUp" || key === "PageDown") step(all(LINES), from, key === "PageDown" ? 1 : -1);
  else walkTiles(key, from);
}

function walkTiles(key: string, from: EventTarget | null): void {
  const tiles = all(TILES);
  const place = tiles.findIndex((tile) => tile === from);
  if (place < 0) {
    if (key === "ArrowDown") reach(tiles, tiles.findIndex((tile) => tile.tabIndex === 0));
    return;
  }
  const columns = columnsOf(tiles);
  const moved = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key] ?? 0;
  const next = place + moved;
  // Above the first row stands the search.
  if (next < 0 && key === "ArrowUp") document.getElementById("search")?.focus();
  else if (next >= 0 && next < tiles.length) reach(tiles, next);
}

/** How many tiles stand in the first row. */
export function columnsOf(tiles: readonly HTMLElement[]): number {
  const top = tiles[0]?.offsetTop;
  const second = tiles.findIndex((tile) => tile.offsetTop !== top);
  return second < 0 ? Math.max(1, tiles.length) : second;
}

function reach(tiles: readonly HTMLElement[], place: number): void {
  const next = tiles[Math.max(0, place)];
  if (next === undefined) return;
  for (const tile of tiles) tile.tabIndex = tile === next ? 0 : -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** From the newest line, when none has the focus yet: that is the one a cashier wants to change. */
function step(lines: readonly HTMLElement[], from: EventTarget | null, by: number): void {
  const row = from instanceof Element ? from.closest("[data-line]") : null;
  const place = lines.findIndex((line) => line.closest("[data-line]") === row);
  const next = row === null || place < 0 ? lines.length - 1 : Math.min(lines.length - 1, Math.max(0, place + by));
  lines[next]?.focus();
  lines[next]?.scrollIntoView({ block: "nearest" });
}

function all(selector: string): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.closest("[inert]") === null);
}
