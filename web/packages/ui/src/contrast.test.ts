import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../tokens.css", import.meta.url), "utf8");

type Palette = ReadonlyMap<string, string>;

function paletteOf(selector: string): Palette {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map([...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

const light = paletteOf(":root {");
const themes: Record<string, Palette> = {
  light,
  dark: paletteOf(':root[data-theme="dark"] {'),
  "dark by device": paletteOf(":root:not([data-theme]) {"),
  outdoor: new Map([...light, ...paletteOf(':root[data-theme="outdoor"] {')]),
};

function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
}

function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const pairs: readonly (readonly [string, string])[] = [
  ["ink", "surface"],
  ["ink", "raised"],
  ["ink", "sunken"],
  ["ink-quiet", "surface"],
  ["ink-quiet", "raised"],
  ["ink-quiet", "sunken"],
  ["accent-ink", "raised"],
  ["accent-ink", "surface"],
  ["accent-ink", "accent-soft"],
  ["on-accent", "accent"],
  ["on-bad", "bad-fill"],
  ["good", "good-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["bad", "raised"],
  ["warn", "raised"],
  ["good", "raised"],
];

describe.each(Object.entries(themes))("theme %s", (_name, palette) => {
  it.each(pairs)("%s on %s reaches 7:1", (text, ground) => {
    const textColor = palette.get(text);
    const groundColor = palette.get(ground);

    expect(textColor, text).toBeDefined();
    expect(groundColor, ground).toBeDefined();
    expect(contrast(textColor ?? "#000000", groundColor ?? "#000000")).toBeGreaterThanOrEqual(7);
  });
});

it("gives the dark theme once, however it is chosen", () => {
  expect([...paletteOf(":root:not([data-theme]) {")]).toEqual([...paletteOf(':root[data-theme="dark"] {')]);
});
