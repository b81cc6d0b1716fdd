import type { ClosingView, CountedTender, DrawerCount, SessionView, SettingsDocument, TenderTotal } from "@comptoir/till-core";
import { countedForeign, foreignDays } from "@comptoir/till-core/foreign-days";
import type { Words } from "../words/words.svelte.ts";
import { Formats } from "./formats.ts";
import { tenderName } from "./tender-names.ts";

export interface ClosingRow {
  readonly name: string;
  readonly value: string;
}

/** What happened since the opening, in the order a shopkeeper checks it. */
export function sessionRows(
  session: SessionView,
  words: Words,
  formats: Formats,
  settings: SettingsDocument | undefined,
  /** Who counts blind does not see what of foreign money should be there. */
  showsExpected = false,
): readonly ClosingRow[] {
  return [
    { name: words.say("closing.sales"), value: `${formats.integer(session.sales_count)} · ${formats.amount(session.gross)}` },
    { name: words.say("closing.refunds"), value: `${formats.integer(session.refunds_count)} · ${formats.amount(session.refunded)}` },
    ...depositRows(session, words, formats),
    ...session.tenders.map((tender) => ({
      name: tenderName(tender, words, settings),
      value: tenderValue(tender, formats, settings),
    })),
    ...(session.tips ?? []).map((tip) => ({ name: words.say("tip.by", { way: tenderName(tip, words, settings) }), value: formats.amount(tip.amount) })),
    ...unconfirmedRows(session, words, formats),
    { name: words.say("closing.float"), value: formats.amount(session.float) },
    ...(session.movements === 0 ? [] : [{ name: words.say("closing.movements"), value: formats.difference(session.movements) }]),
    ...foreignRows(session, words, formats, settings, showsExpected),
    ...(session.differences === 0 ? [] : [{ name: words.say("closing.differences"), value: formats.difference(session.differences) }]),
  ];
}

/** The day so far, for whoever looks at it: with what should be in the drawer and in each purse, unless they count blind. */
export function figureRows(
  session: SessionView,
  words: Words,
  formats: Formats,
  nameOf: (cashier: string) => string,
  settings: SettingsDocument | undefined,
  showsExpected: boolean,
): readonly ClosingRow[] {
  return [
    ...sessionRows(session, words, formats, settings, showsExpected),
    ...(showsExpected ? [{ name: words.say("closing.expected"), value: formats.amount(session.cash_expected) }] : []),
    ...returnedRows(session, words, formats, nameOf),
    ...session.purses.map((purse) => ({
      name: words.say("closing.purse", { name: nameOf(purse.cashier) }),
      value: showsExpected ? formats.amount(purse.cash_expected) : words.say("closing.notCounted"),
    })),
  ];
}

/** What was carried, and given back: counted, and off by how much. */
function returnedRows({ returned }: SessionView, words: Words, formats: Formats, nameOf: (cashier: string) => string): readonly ClosingRow[] {
  return returned.map((purse, place) => ({
    name: `${words.say("closing.purse", { name: nameOf(purse.cashier) })}${place === 0 ? "" : ` (${place + 1})`}`,
    value: `${formats.amount(purse.cash_counted)} · ${formats.difference(purse.cash_difference)}`,
  }));
}

const FOREIGN_MOVES = ["taken", "given", "paid_in", "paid_out", "pickup", "differences"] as const;

/** Foreign money by currency: what was there at the opening, came and went, should be there and was counted. */
export function foreignRows(
  day: Parameters<typeof foreignDays>[0],
  words: Words,
  formats: Formats,
  settings: SettingsDocument | undefined,
  showsExpected: boolean,
): readonly ClosingRow[] {
  return foreignDays(day).flatMap((money) => {
    const figures = foreignFormats(money.currency, formats, settings);
    const row = (name: Parameters<Words["say"]>[0], value: string): ClosingRow => ({ name: `${money.currency} · ${words.say(name)}`, value });
    const { counted, difference } = money;
    return [
      row("closing.float", figures.amount(money.float)),
      ...FOREIGN_MOVES.flatMap((name) => (money[name] === 0 ? [] : [row(`closing.foreign.${name}`, figures.difference(money[name]))])),
      ...(showsExpected ? [row("closing.expected", figures.amount(money.expected))] : []),
      ...(counted === undefined ? [] : [row("closing.counted", figures.amount(counted))]),
      ...(difference === undefined ? [] : [row("closing.difference", figures.difference(difference))]),
    ];
  });
}

/** What was handed over: the day so far, what was counted, and what the counts were off by. */
export function handoverRows(day: SessionView, counted: DrawerCount, words: Words, formats: Formats, settings: SettingsDocument | undefined): readonly ClosingRow[] {
  return [
    { name: words.say("closing.expected"), value: formats.amount(day.cash_expected) },
    { name: words.say("closing.counted"), value: formats.amount(counted.amount) },
    { name: words.say("closing.difference"), value: formats.difference(counted.amount - day.cash_expected) },
    ...foreignRows({ ...day, counted_tenders: countedForeign(day, counted.foreign) }, words, formats, settings, true),
  ];
}

/** Both are in the figures above: how much of them was deposits on containers. */
function depositRows({ deposits }: SessionView, words: Words, formats: Formats): readonly ClosingRow[] {
  if (deposits === undefined) return [];
  return [
    { name: words.say("closing.depositsTaken"), value: formats.amount(deposits.taken) },
    { name: words.say("closing.depositsGivenBack"), value: formats.amount(deposits.given_back) },
  ];
}

/** In the figure of cards, too: their banks have not said yes. */
function unconfirmedRows({ unconfirmed }: SessionView, words: Words, formats: Formats): readonly ClosingRow[] {
  if (unconfirmed === undefined) return [];
  return [{ name: words.say("closing.unconfirmed"), value: `${formats.integer(unconfirmed.count)} · ${formats.amount(unconfirmed.amount)}` }];
}

/** Money of another currency lies in the drawer as itself: what it is, and what it is worth. */
function tenderValue(tender: TenderTotal, formats: Formats, settings: SettingsDocument | undefined): string {
  const { currency, foreign_amount: amount } = tender;
  if (currency === undefined || amount === undefined) return formats.amount(tender.amount);
  return `${foreignFormats(currency, formats, settings).amount(amount)} · ${formats.amount(tender.amount)}`;
}

/** Figures of another currency; of none, our own. */
export function foreignFormats(currency: string | undefined, formats: Formats, settings: SettingsDocument | undefined): Formats {
  if (currency === undefined) return formats;
  const exponent = settings?.tenders?.rates.find((rate) => rate.currency === currency)?.exponent ?? 2;
  return new Formats({ ...formats.settings, currency, exponent });
}

/** Foreign money that was counted stands with its currency; that it was not is said here. Where nothing should lie, nobody missed a count. */
function isSaidHere({ currency, counted, expected }: CountedTender): boolean {
  return counted === undefined ? expected !== 0 : currency === undefined;
}

function countedRow(row: CountedTender, words: Words, formats: Formats, settings: SettingsDocument | undefined): ClosingRow {
  const figures = foreignFormats(row.currency, formats, settings);
  const name = words.say("count.of", { name: tenderName(row, words, settings) });
  if (row.counted === undefined) return { name, value: words.say("closing.notCounted") };
  const papers = row.papers === undefined || row.papers === 0 ? "" : `${formats.integer(row.papers)} × · `;
  return { name, value: `${papers}${figures.amount(row.counted)} · ${figures.difference(row.difference ?? 0)}` };
}

/** The Z report: the session, the drawer, the purses, and the totals that never go back to zero. */
export function closingRows(
  closing: ClosingView,
  words: Words,
  formats: Formats,
  nameOf: (cashier: string) => string,
  settings: SettingsDocument | undefined,
): readonly ClosingRow[] {
  const { cash_counted: counted, cash_difference: difference, cash_left: left } = closing;
  return [
    ...sessionRows(closing, words, formats, settings, true),
    { name: words.say("closing.expected"), value: formats.amount(closing.cash_expected) },
    { name: words.say("closing.counted"), value: counted === undefined ? words.say("closing.notCounted") : formats.amount(counted) },
    ...(difference === undefined ? [] : [{ name: words.say("closing.difference"), value: formats.difference(difference) }]),
    ...(closing.counted_tenders ?? []).filter(isSaidHere).map((row) => countedRow(row, words, formats, settings)),
    ...(left === undefined ? [] : [{ name: words.say("closing.left"), value: formats.amount(left) }]),
    ...returnedRows(closing, words, formats, nameOf),
    ...closing.purses.map((purse) => ({
      name: words.say("closing.purse", { name: nameOf(purse.cashier) }),
      value: words.say("closing.notCounted"),
    })),
    { name: words.say("closing.perpetual"), value: formats.amount(closing.perpetual_gross + closing.perpetual_refunded) },
  ];
}
