/** Texts of payment codes, and the codes that the till draws of them, for whoever reads them with another program. */
import { drawCode } from "../../../apps/till/src/view/qr-drawing.ts";
import { emvText, epcText, merchantText, pixText, referencesOf, swissText, tokenText, upiText, type PayingText } from "../src/paying/index.ts";

const MADE = { emv: emvText, epc: epcText, merchant: merchantText, pix: pixText, swiss: swissText, token: tokenText, upi: upiText };

interface Question {
  readonly made?: keyof typeof MADE;
  /** As whichever of them takes it. */
  readonly from: never;
  readonly references?: string;
  readonly draw?: boolean;
}

export function answer({ made, from, references, draw }: Question): unknown {
  if (references !== undefined) return referencesOf(references);
  const built: PayingText = MADE[made ?? "emv"](from);
  if (!built.ok || draw !== true) return built;
  const code = drawCode(built.text, { level: made === "token" ? "L" : "M", hasCross: made === "swiss" });
  return { ...built, size: code.size, dark: code.dark.map((row) => row.map((isDark) => (isDark ? "1" : "0")).join("")), cross: code.cross ?? null };
}
