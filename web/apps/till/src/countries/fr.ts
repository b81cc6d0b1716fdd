/** France: no device. The paper says which program made it and how many lines it has, beside the signed code that each receipt carries. */
import type { FiscalModule, FiscalSettings } from "@comptoir/till-core/fiscal";

const LINES: Readonly<Record<string, (count: number) => string>> = {
  fr: (count) => `${count} ${count > 1 ? "lignes" : "ligne"}`,
  de: (count) => `${count} ${count === 1 ? "Zeile" : "Zeilen"}`,
  en: (count) => `${count} ${count === 1 ? "line" : "lines"}`,
};

/** Version of the till's program, and the fingerprint of the server's, which delivered it. */
function program({ facts }: FiscalSettings, version: string): string {
  return `Comptoir ${version}${typeof facts["build"] === "string" ? ` · ${facts["build"]}` : ""}`;
}

export const plugin: FiscalModule = {
  name: "fr",
  slots(told, { lines_count: count, app_version: version, locale }) {
    const lines = (LINES[locale.slice(0, 2)] ?? LINES["en"])?.(count);
    return { lines: [`${lines ?? ""} · ${program(told, version)}`] };
  },
  open: () => ({
    seals: () => false,
    due: () => [],
    remember: (state) => state.memory,
    slots: () => ({ lines: [] }),
  }),
  reportLines: (told, version) => [program(told, version)],
};
