import { minorUnits, type MinorUnits, type SettingsDocument } from "@comptoir/till-core";
import type { Formats } from "./formats.ts";

export interface TipPreset {
  /** `10 %`; empty where the amount says it all. */
  readonly name: string;
  readonly amount: MinorUnits;
}

/** What a share of a total comes to: whole minor units, rounded half away from zero. */
export function tipOf(total: MinorUnits, sharePpm: number): MinorUnits {
  return minorUnits(Number((BigInt(total) * BigInt(sharePpm) * 2n + 1_000_000n) / 2_000_000n));
}

/** What this shop offers to give on top of a total, smallest share first; a share of little may come to nothing. */
export function tipPresets(settings: SettingsDocument | undefined, base: MinorUnits, formats: Formats): readonly TipPreset[] {
  const { tip_presets: shares = [], tip_amounts: amounts = [] } = settings?.tenders ?? {};
  return [
    ...shares.map((share) => ({ name: `${formats.percent(share)} · `, amount: tipOf(base, share) })),
    ...amounts.map((amount) => ({ name: "", amount: minorUnits(amount) })),
  ].filter(({ amount }) => amount > 0);
}
