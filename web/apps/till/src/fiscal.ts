/**
 * Finds the country's module that the settings name: `countries/<plugin>.ts`, each in a file of its own that only its shops load.
 * A build that lacks it sells on by the till's own seal; what is missing stands in the server's list of what is prepared.
 */
import type { SettingsDocument } from "@comptoir/till-core";
import { fiscalSettings, type FiscalModule, type FiscalPaper, type FiscalSettings, type FiscalSlots } from "@comptoir/till-core/fiscal";

const modules = import.meta.glob<FiscalModule>(["./countries/*.ts", "!./countries/*.test.ts"], { import: "plugin" });

/** The till's `FiscalLoader`. */
export async function load(name: string): Promise<FiscalModule | undefined> {
  return modules[`./countries/${name}.ts`]?.();
}

/** Whether a device of the country's seals beside the till: those whose facts name one. */
export function sealsByDevice(settings: SettingsDocument | undefined): boolean {
  return typeof (settings && fiscalSettings(settings))?.facts["device"] === "string";
}

/** The country's module of this shop. */
export async function moduleOf(settings: SettingsDocument | undefined): Promise<FiscalModule | undefined> {
  return settings && (await found(settings))?.module;
}

async function found(settings: SettingsDocument): Promise<{ readonly module: FiscalModule; readonly told: FiscalSettings } | undefined> {
  const told = fiscalSettings(settings);
  const module = told && (await load(told.plugin));
  return module && { module, told };
}

export async function slotsOf(settings: SettingsDocument, paper: FiscalPaper): Promise<FiscalSlots | undefined> {
  const country = await found(settings);
  return country?.module.slots?.(country.told, paper);
}

export async function reportLinesOf(settings: SettingsDocument, appVersion: string, locale: string): Promise<readonly string[] | undefined> {
  const country = await found(settings);
  return country?.module.reportLines?.(country.told, appVersion, locale);
}
