/** Lines that a printer's page cannot spell, drawn with the screen's fonts. */
import { drawBitmap, widthOf, type Bitmap, type PrinterProfile, type TextLine } from "../src/index.ts";

const ROW = 30;
const DARK_BELOW = 128;

export function rasterizeLine(line: TextLine, profile: PrinterProfile): Bitmap {
  const across = line.size === "double" ? 2 : 1;
  const down = line.size === "normal" ? 1 : 2;
  const cell = Math.floor(profile.dots / profile.columns) * across;
  const height = ROW * down;
  const canvas = document.createElement("canvas");
  canvas.width = profile.dots;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) throw new Error("a browser without canvas");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000000";
  pen.textBaseline = "middle";
  pen.font = `${line.strong ? "700 " : ""}${Math.floor((cell / across) * 1.9)}px monospace`;
  let column = 0;
  for (const letter of line.text) {
    // Each letter in its own column, like the printer's: prices stay below each other whatever the font.
    pen.save();
    pen.translate(column * cell, height >> 1);
    pen.scale(across, down);
    pen.fillText(letter, 0, 0);
    pen.restore();
    column += widthOf(letter);
  }
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return drawBitmap(canvas.width, canvas.height, (x, y) => (data[(y * canvas.width + x) * 4] ?? 255) < DARK_BELOW);
}
