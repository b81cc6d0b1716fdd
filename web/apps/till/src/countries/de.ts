/**
 * Germany (KassenSichV). This program speaks to no TSE yet: where the settings name this module, each document is an outage, and its
 * paper says so, as § 6 and the application decree on § 146a AO ask. What a TSE answered is printed from the entry alone.
 */
import type { FiscalAnswer, FiscalModule } from "@comptoir/till-core/fiscal";

const OUT = "TSE ausgefallen";
/** Beside the law's own words, for whoever reads the paper in another language. */
const MEANS: Readonly<Record<string, string>> = { fr: "dispositif de sécurité en panne", en: "security device out of order" };
const TURNED = new Set(["sale", "refund", "exchange", "payment"]);
const SILENT: FiscalAnswer = { outcome: "failed", code: "no_device" };

function outLine(locale: string): string {
  const means = MEANS[locale.slice(0, 2)];
  return means === undefined ? OUT : `${OUT} · ${means}`;
}

export const plugin: FiscalModule = {
  name: "de",
  slots: (_told, { fiscal, locale, is_training: isTraining }) => ({ lines: fiscal?.["outage"] === undefined || isTraining ? [] : [outLine(locale)] }),
  open: () => ({
    sealer: { budget_ms: 1_000, seal: () => Promise.resolve(SILENT), find: () => Promise.resolve(SILENT) },
    seals: (kind) => TURNED.has(kind),
    due: () => [],
    remember: (state) => state.memory,
    slots: (_body, fiscal, locale) => ({ lines: fiscal?.["outage"] === undefined ? [] : [outLine(locale)] }),
  }),
};
