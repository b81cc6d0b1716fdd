// Draws the PNG icons from public/icons/icon.svg with a headless Chromium (CHROMIUM, else the one on the path).
// Run it when the drawing changes: `npm run icons`. The PNG files are committed, so a build needs no browser.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = new URL("../public/icons/", import.meta.url);
const drawing = readFileSync(new URL("icon.svg", folder), "utf8");
const work = mkdtempSync(join(tmpdir(), "comptoir-icons-"));

function draw(name, size, svg) {
  const page = join(work, `${name}.html`);
  writeFileSync(page, `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  execFileSync(process.env.CHROMIUM ?? "chromium", [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--default-background-color=00000000",
    `--window-size=${size},${size}`,
    `--screenshot=${new URL(`${name}.png`, folder).pathname}`,
    page,
  ]);
}

// A maskable icon fills its square and keeps the drawing inside the inner 80 %.
const maskable = drawing
  .replace('rx="112" ', "")
  .replace(/(<rect[^>]*>)([\s\S]*)<\/svg>/, '$1<g transform="translate(51 51) scale(0.8)">$2</g></svg>');

draw("icon-192", 192, drawing);
draw("icon-512", 512, drawing);
draw("icon-maskable-512", 512, maskable);
rmSync(work, { recursive: true });
