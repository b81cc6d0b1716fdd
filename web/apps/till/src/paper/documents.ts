/** What the till knows, as the receipts package wants it. Loaded when the first receipt is made, never before a sale. */
import { composeReport, composeSale, money, readTemplate, saleFacts, type CountFacts, type ForeignFacts, type PurseFacts, type ReceiptDocument, type ReportFacts, type ShopFacts, type SlotFacts, type Speech } from "@comptoir/receipts";
import { loadSpeech } from "@comptoir/receipts/words";
import { namedTaxRates, type ClosingView, type DrawerCount, type ReceiptView, type SessionView, type SettingsDocument } from "@comptoir/till-core";
import type { FiscalPaper } from "@comptoir/till-core/fiscal";
import { countedForeign, foreignDays } from "@comptoir/till-core/foreign-days";

export interface ReceiptWish {
  /** Another language than the shop's, because the customer speaks it. */
  readonly language?: string;
  readonly is_gift?: boolean;
}

export function languageOf(settings: SettingsDocument): string {
  return settings.receipt.language === "" ? settings.locale.slice(0, 2) : settings.receipt.language;
}

export async function receiptDocument(receipt: ReceiptView, wish: ReceiptWish = {}): Promise<ReceiptDocument> {
  const { sale, settings } = receipt;
  const speech = await loadSpeech(wish.language ?? languageOf(settings), settings.country);
  const refersTo = namedNumber(receipt);
  const flat = { ...sale, lines: sale.lines.map((line) => ({ ...line, ...line.label, ...line.also })) };
  const facts = saleFacts(flat, {
    kind: paperKind(sale),
    is_training: sale.is_training ?? false,
    is_gift: wish.is_gift ?? false,
    copy_number: receipt.copy_number,
    number: sale.number,
    device_time: sale.device_time,
    cashier: sale.cashier_name,
    exponent: settings.exponent,
    exponents: Object.fromEntries((settings.tenders?.rates ?? []).map((rate) => [rate.currency, rate.exponent])),
    ...(refersTo === undefined ? {} : { refers_to: refersTo }),
    ...(sale.ordered === undefined ? {} : { ordered: sale.ordered }),
    essentials: sale.essentials,
    public_address: settings.public_address,
    tax_names: namedTaxRates(settings).map((rate) => ({ tax_category: rate.category, tax_rate_ppm: rate.rate_ppm, name: rate.name })),
    shop: shopOf(settings),
    ...(wish.is_gift === true ? {} : ownSlots(receipt, speech)),
    ...(await fiscalSlot(settings, { ...paperOf(receipt), locale: wish.language ?? languageOf(settings) })),
  });
  return composeSale(facts, readTemplate(settings.receipt.template), speech);
}

const paperOf = ({ sale, copy_number }: ReceiptView): Omit<FiscalPaper, "app_version" | "locale"> => ({
  number: sale.number,
  fiscal: sale.fiscal,
  lines_count: sale.lines.length,
  copy_number,
  is_training: sale.is_training ?? false,
});

/** What the country's module adds; papers of other countries load nothing. */
async function fiscalSlot(settings: SettingsDocument, paper: Omit<FiscalPaper, "app_version">): Promise<{ readonly fiscal?: SlotFacts }> {
  if (settings.fiscal === undefined) return {};
  const slots = await (await import("../fiscal.ts")).slotsOf(settings, { ...paper, app_version: __APP_VERSION__ });
  if (slots === undefined) return {};
  const { lines, machine, qr } = slots;
  return { fiscal: { lines: machine === undefined ? lines : [...lines, machine], ...(qr === undefined ? {} : { qr }) } };
}

/** On X and Z. */
async function fiscalLines(settings: SettingsDocument): Promise<{ readonly fiscal?: SlotFacts }> {
  const lines = await (await import("../fiscal.ts")).reportLinesOf(settings, __APP_VERSION__, languageOf(settings));
  return lines === undefined ? {} : { fiscal: { lines } };
}

/** What customers asked to have on their paper, and the codes of new cards. */
function ownSlots(receipt: ReceiptView, speech: Speech): { readonly trade?: SlotFacts; readonly cards: readonly SlotFacts[] } {
  const notes = notesOf(receipt.sale);
  return { ...(notes.length === 0 ? {} : { trade: { lines: notes } }), cards: cardSlots(receipt, speech) };
}

function notesOf({ note, lines }: ReceiptView["sale"]): readonly string[] {
  const ofLines = lines.flatMap((line) => (line.note?.is_printed === true && line.note.text !== "" ? [`${line.name ?? ""}: ${line.note.text}`] : []));
  return note?.is_printed === true && note.text !== "" ? [...ofLines, note.text] : ofLines;
}

/** The codes of new cards, on the original only: a copy must not be a second card. */
function cardSlots({ sale, settings, copy_number: copy }: ReceiptView, speech: Speech): readonly SlotFacts[] {
  if (copy > 0) return [];
  return (sale.voucher_codes ?? []).map(({ kind, code, amount: worth }) => ({
    lines: [`${speech.tender(kind)} ${money(worth, sale.currency, settings.exponent, speech)}`, code.match(/.{1,4}/g)?.join("-") ?? code],
    qr: code,
  }));
}

export interface ReportWish {
  readonly isTraining?: boolean;
  /** Of an X: whoever may see what should be in the drawer has it on the paper. */
  readonly showsExpected?: boolean;
  /** Counted by one, taken over by the next. */
  readonly handover?: Handover;
}

export interface Handover {
  readonly taker: string;
  readonly counted: DrawerCount;
}

/** The Z of a closed day, or the X of one that goes on, or whose drawer is handed over. */
export async function reportDocument(
  day: ClosingView | SessionView,
  settings: SettingsDocument,
  cashier: string,
  now: Date,
  wish: ReportWish = {},
): Promise<ReceiptDocument> {
  const speech = await loadSpeech(languageOf(settings), settings.country);
  const facts = reportFacts(day, settings, cashier, wallClock(now, settings.store.timezone), speech);
  const more = "ref" in day ? {} : drawerFacts(day, settings, wish);
  const purses = purseFacts(day, settings, wish);
  const fiscal = settings.fiscal === undefined ? {} : await fiscalLines(settings);
  return composeReport({ ...facts, ...more, ...fiscal, purses, is_training: wish.isTraining ?? false }, readTemplate(settings.receipt.template), speech);
}

/** What should be in a drawer that was not closed: said after a count, and to whoever may see it before. */
function drawerFacts(day: SessionView, settings: SettingsDocument, { showsExpected = false, handover }: ReportWish): Partial<ReportFacts> {
  if (handover === undefined) return showsExpected ? { cash_expected: day.cash_expected, foreign: foreignFacts(day, settings, true) } : {};
  const { taker, counted } = handover;
  return {
    kind: "handover",
    taker,
    cash_expected: day.cash_expected,
    cash_counted: counted.amount,
    cash_difference: counted.amount - day.cash_expected,
    foreign: foreignFacts({ ...day, counted_tenders: countedForeign(day, counted.foreign) }, settings, true),
  };
}

/** Who gave a purse back, and who still carries one. */
function purseFacts(day: ClosingView | SessionView, settings: SettingsDocument, { showsExpected = false }: ReportWish): readonly PurseFacts[] {
  const name = (id: string): string => settings.cashiers.find((cashier) => cashier.id === id)?.name ?? "";
  return [
    ...day.returned.map((purse) => ({ name: name(purse.cashier), counted: purse.cash_counted, difference: purse.cash_difference })),
    ...day.purses.map((purse) => ({ name: name(purse.cashier), ...(showsExpected && !("ref" in day) ? { expected: purse.cash_expected } : {}) })),
  ];
}

function foreignFacts(day: Parameters<typeof foreignDays>[0], settings: SettingsDocument, showsExpected: boolean): readonly ForeignFacts[] {
  return foreignDays(day).map(({ expected, ...money }) => {
    const exponent = settings.tenders?.rates.find((rate) => rate.currency === money.currency)?.exponent ?? 2;
    return { ...money, exponent, ...(showsExpected ? { expected } : {}) };
  });
}

function reportFacts(day: ClosingView | SessionView, settings: SettingsDocument, cashier: string, printedAt: string, speech: Speech): ReportFacts {
  const facts: ReportFacts = {
    kind: "x_report",
    is_training: false,
    till: settings.till.name,
    cashier,
    opened_at: day.opened_at,
    printed_at: printedAt,
    currency: day.currency,
    exponent: settings.exponent,
    sales_count: day.sales_count,
    refunds_count: day.refunds_count,
    gross: day.gross,
    refunded: day.refunded,
    ...(day.deposits === undefined ? {} : { deposits: day.deposits }),
    tenders: day.tenders,
    ...(day.tips === undefined ? {} : { tips: day.tips }),
    ...(day.unconfirmed === undefined ? {} : { unconfirmed: day.unconfirmed }),
    float: day.float,
    movements: day.movements,
    ...(day.differences === 0 ? {} : { differences: day.differences }),
    foreign: foreignFacts(day, settings, "ref" in day),
    ...(day.prepaid === undefined ? {} : { deposits_received: day.prepaid.received, deposits_deducted: day.prepaid.deducted }),
    shop: shopOf(settings),
  };
  if (!("ref" in day)) return facts;
  return {
    ...facts,
    kind: "closing",
    printed_at: day.closed_at,
    cash_expected: day.cash_expected,
    ...(day.cash_counted === undefined ? {} : { cash_counted: day.cash_counted }),
    ...(day.cash_difference === undefined ? {} : { cash_difference: day.cash_difference }),
    ...(day.cash_left === undefined ? {} : { cash_left: day.cash_left }),
    ...(day.counted_tenders === undefined ? {} : { counts: countsOf(day.counted_tenders, settings, speech) }),
    perpetual_gross: day.perpetual_gross,
    perpetual_refunded: day.perpetual_refunded,
    covers: `${day.first_sequence}–${day.last_sequence}`,
    digest: day.ref.digest,
  };
}

/** What nobody counted stands in the entry alone: a paper that says nothing of it is not wrong. */
function countsOf(counted: NonNullable<ClosingView["counted_tenders"]>, settings: SettingsDocument, speech: Speech): readonly CountFacts[] {
  return counted.flatMap(({ kind, tender, currency, counted: amount, difference }) => {
    // Foreign money has figures of its own.
    if (amount === undefined || difference === undefined || currency !== undefined) return [];
    const own = settings.tenders?.kinds.find(({ id }) => id === tender)?.name;
    const name = own === undefined || own === "" ? speech.tender(kind) : own;
    return [{ name, exponent: settings.exponent, counted: amount, difference }];
  });
}

/** `2026-11-22T12:13`: what the shop's clock shows. */
function wallClock(now: Date, timeZone: string): string {
  const digits = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("sv-SE", { ...digits, timeZone }).format(now).replace(" ", "T");
}

/** Numbers of one chain differ in their sequence only; of another chain the till may know nothing. */
function namedNumber({ sale }: ReceiptView): string | undefined {
  const named = sale.refers_to ?? sale.also?.["order"];
  if (typeof named !== "object" || !("chain" in named) || named["chain"] !== sale.ref.chain) return undefined;
  return `${sale.number.slice(0, sale.number.lastIndexOf("-"))}-${Number(named["sequence"])}`;
}

/** A payment is called by what it was for. */
function paperKind({ kind, also }: ReceiptView["sale"]): "sale" | "refund" | "exchange" | "deposit" | "cancellation" | "settlement" {
  if (kind !== "payment") return kind;
  const purpose = also?.["purpose"];
  return purpose === "settlement" || purpose === "cancellation" ? purpose : "deposit";
}

export function shopOf(settings: SettingsDocument): ShopFacts {
  const { store, legal_entity: legal } = settings;
  return {
    store: store.name,
    address: store.address,
    ...(store.phone === undefined ? {} : { phone: store.phone }),
    legal_name: legal.name,
    registration: legal.registration,
    tax_number: legal.tax_number,
  };
}
