/**
 * Germany at the till: start and end of each transaction are signed by a device (TSE) that the shop's server asks (ADR 0054, 0068).
 *
 * No browser reaches such a device. What leaves is the draft's identifier, by which the transaction is found again, and the process data;
 * what comes back stands in the entry and on the receipt. Prepared for the KassenSichV, never certified: spoken with a simulator alone.
 */
import type { EntryObject } from "@comptoir/journal";

import { isObject } from "../reading.ts";
import type { FiscalAnswer, FiscalDraft, FiscalModule, FiscalPaper, FiscalServer, FiscalSettings, FiscalSlots } from "./plugin.ts";

const BUDGET_MS = 3_000;
const PROCESS_TYPE = "Kassenbeleg-V1";
const TURNED: readonly string[] = ["sale", "refund", "exchange", "payment"];
/** Gross by rate, in this order: standard, reduced, average rates of agriculture, none. Twin of comptoir_countries/de/receipt.py. */
const RATES = [190_000, 70_000, 107_000, 55_000, 0] as const;
const MEMBERS = ["number", "counter", "start", "log_time", "serial", "algorithm", "time_format", "signature", "public_key"] as const;

export const germany: FiscalModule = {
  name: "de",
  slots,
  faultWords: (code, locale) => FAULTS[locale.slice(0, 2)]?.[code] ?? FAULTS["en"]?.[code],
  open: (_ports, settings, _state, server) => ({
    sealer: {
      budget_ms: BUDGET_MS,
      seal: (draft) => ask(settings, server, draft, false),
      find: (draft) => ask(settings, server, draft, true),
    },
    seals: (kind) => TURNED.includes(kind),
    due: () => [],
    remember: (state) => state.memory,
    slots: () => ({ lines: [] }),
  }),
};

async function ask(settings: FiscalSettings, server: FiscalServer | undefined, draft: FiscalDraft, isKnown: boolean): Promise<FiscalAnswer> {
  const data = processData(draft.body);
  if (data === undefined) return { outcome: "failed", code: "rate_unmapped" };
  // Of a demonstration the office says when its device fails.
  if (settings.facts["is_out"] === true) return { outcome: "failed", code: "unreachable" };
  const heard = await server?.({ id: draft.id, process_data: data, is_known: isKnown });
  if (heard === undefined || heard === "no_line") return { outcome: "failed", code: "no_line" };
  if (heard === "no_answer") return { outcome: "unknown", code: "timeout" };
  const { outcome, members, code } = heard;
  const text = typeof code === "string" ? code : "unreadable";
  if (outcome === "failed") return { outcome, code: text };
  const read = outcome === "sealed" ? membersOf(members) : undefined;
  if (read === undefined) return { outcome: "unknown", code: text };
  return { outcome: "sealed", members: { ...read, client: draft.till, process_data: data }, ...(isKnown ? { found: true } : {}) };
}

function membersOf(members: unknown): EntryObject | undefined {
  if (!isObject(members)) return undefined;
  const read: Record<string, string | number> = {};
  for (const name of MEMBERS) {
    const { [name]: value } = members;
    if (typeof value !== "string" && !Number.isSafeInteger(value)) return undefined;
    read[name] = typeof value === "string" ? value : Number(value);
  }
  return read;
}

/** `Beleg^75.33_7.99_0.00_0.00_0.00^10.00:Bar_5.00:Unbar`; `undefined` for a rate that has no place: nobody guesses one. */
export function processData(body: EntryObject): string | undefined {
  const gross = new Map<number, number>(RATES.map((rate) => [rate, 0]));
  for (const row of objects(body["tax_subtotals"])) {
    const { tax_rate_ppm: rate, gross: amount } = row;
    if (typeof rate !== "number" || typeof amount !== "number") continue;
    const before = gross.get(rate);
    if (before === undefined) return undefined;
    gross.set(rate, before + amount);
  }
  const paid = { Bar: 0, Unbar: 0 };
  for (const { kind, amount } of objects(body["tenders"])) {
    if (typeof amount === "number") paid[kind === "cash" ? "Bar" : "Unbar"] += amount;
  }
  const payments = Object.entries(paid).filter(([, amount]) => amount !== 0);
  const rates = RATES.map((rate) => decimal(gross.get(rate) ?? 0)).join("_");
  return `Beleg^${rates}^${payments.map(([word, amount]) => `${decimal(amount)}:${word}`).join("_")}`;
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((row) => isObject(row)) : [];
}

function decimal(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, "0");
  return `${minor < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const OUT = "TSE ausgefallen";
/** Beside the law's own words, for whoever reads the paper in another language. */
const MEANS: Readonly<Record<string, string>> = { fr: "dispositif de sécurité en panne", en: "security device out of order" };
const DEMONSTRATION: Readonly<Record<string, string>> = {
  de: "Vorführung: simulierte TSE, kein Beleg im Sinne der KassenSichV",
  fr: "Démonstration : TSE simulée, sans valeur au sens de la KassenSichV",
  en: "Demonstration: a simulated TSE, no receipt in the sense of the KassenSichV",
};
const FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: {
    no_line: "Die Kasse erreicht den Server nicht.", unreachable: "Der Server erreicht die TSE nicht.", no_device: "Im Büro ist keine TSE gewählt.",
    rate_unmapped: "Ein Steuersatz hat keinen Platz in den Daten der TSE.", E_DEVICE: "Die TSE meldet einen Fehler.", not_there: "Die TSE kennt den Vorgang nicht.",
  },
  fr: {
    no_line: "La caisse n’atteint pas le serveur.", unreachable: "Le serveur n’atteint pas la TSE.", no_device: "Aucune TSE n’est choisie au bureau.",
    rate_unmapped: "Un taux de TVA n’a pas de place dans les données de la TSE.", E_DEVICE: "La TSE signale une erreur.", not_there: "La TSE ne connaît pas l’opération.",
  },
  en: {
    no_line: "The till does not reach the server.", unreachable: "The server does not reach the TSE.", no_device: "No TSE is chosen in the office.",
    rate_unmapped: "A tax rate has no place in the TSE's data.", E_DEVICE: "The TSE reports a fault.", not_there: "The TSE does not know the transaction.",
  },
};

function word(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** What the law wants on paper is German whatever the paper's language (KassenSichV § 6; DSFinV-K, annex I). */
function slots(_settings: FiscalSettings, { fiscal, locale, is_training: isTraining }: FiscalPaper): FiscalSlots {
  if (fiscal === undefined || isTraining) return { lines: [] };
  const means = MEANS[locale.slice(0, 2)];
  if (fiscal["outage"] !== undefined) return { lines: [means === undefined ? OUT : `${OUT} · ${means}`] };
  const { client, process_data: data, number, counter, start, log_time: end, serial, algorithm, time_format: format, signature, public_key: key } = fiscal;
  const parts = ["V0", client, PROCESS_TYPE, data, number, counter, start, end, algorithm, format, signature, key].map(word);
  if (!parts.every((part) => part !== undefined)) return { lines: [] };
  const device = word(serial) ?? "";
  return {
    lines: [
      `TSE-Vorgang ${word(number) ?? ""} · Signaturzähler ${word(counter) ?? ""}`,
      `Beginn ${moment(start)} · Ende ${moment(end)}`,
      `TSE ${device}`,
      ...(device.startsWith("SIMULATED") ? [DEMONSTRATION[locale.slice(0, 2)] ?? DEMONSTRATION["de"] ?? ""] : []),
    ],
    qr: parts.join(";"),
  };
}

function moment(seconds: unknown): string {
  return typeof seconds === "number" ? new Date(seconds * 1_000).toISOString().slice(0, 19) : String(seconds);
}
