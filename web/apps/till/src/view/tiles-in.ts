/** The smallest tile that the grid makes, with its gap, in CSS pixels (Tiles.svelte, Tile.svelte). */
const COLUMN = 108;
const ROW = 112;

/** So many tiles a grid of this size shows at most, and a row more, so that there is something to scroll to. */
export function tilesIn(width: number, height: number): number {
  const columns = Math.max(1, Math.floor((width + 8) / COLUMN));
  return columns * (Math.ceil(height / ROW) + 1);
}
