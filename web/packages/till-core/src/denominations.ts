/**
 * Coins and notes that a drawer may hold, largest first, in minor units. The newest row that is not after the day counts. What a
 * central bank no longer issues but still calls legal tender stays in the table: customers still pay with it.
 */
import { minorUnits, type MinorUnits } from "./units.ts";

interface Money {
  readonly currency: string;
  readonly valid_from: string;
  readonly notes: readonly number[];
  readonly coins: readonly number[];
  readonly source: string;
}

const TABLE: readonly Money[] = [
  {
    currency: "EUR",
    valid_from: "2002-01-01",
    notes: [50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500],
    coins: [200, 100, 50, 20, 10, 5, 2, 1],
    source: "Deutsche Bundesbank: the 500 euro note is no longer issued since April 2019 and stays legal tender",
  },
  {
    currency: "CHF",
    valid_from: "2007-01-01",
    notes: [100_000, 20_000, 10_000, 5_000, 2_000, 1_000],
    coins: [500, 200, 100, 50, 20, 10, 5],
    source: "Swiss National Bank, questions and answers on coins: 1 centime withdrawn in 2006",
  },
  {
    currency: "DKK",
    valid_from: "1990-01-01",
    notes: [100_000, 50_000, 20_000, 10_000, 5_000],
    coins: [2_000, 1_000, 500, 200, 100, 50],
    source: "general knowledge, not read at the central bank",
  },
  {
    currency: "DKK",
    valid_from: "2025-06-01",
    notes: [50_000, 20_000, 10_000, 5_000],
    coins: [2_000, 1_000, 500, 200, 100, 50],
    source: "Danmarks Nationalbank, as its banks told customers: the 1000 krone note is legal tender until 31 May 2025",
  },
  {
    currency: "GBP",
    valid_from: "2017-10-16",
    notes: [5_000, 2_000, 1_000, 500],
    coins: [200, 100, 50, 20, 10, 5, 2, 1],
    source: "general knowledge, not read at the central bank",
  },
  {
    currency: "USD",
    valid_from: "1990-01-01",
    notes: [10_000, 5_000, 2_000, 1_000, 500, 200, 100],
    coins: [100, 50, 25, 10, 5, 1],
    source: "general knowledge, not read at the central bank",
  },
  {
    currency: "SEK",
    valid_from: "2017-07-01",
    notes: [100_000, 50_000, 20_000, 10_000, 5_000, 2_000],
    coins: [1_000, 500, 200, 100],
    source: "general knowledge, not read at the central bank",
  },
  {
    currency: "NOK",
    valid_from: "2012-05-01",
    notes: [100_000, 50_000, 20_000, 10_000, 5_000],
    coins: [2_000, 1_000, 500, 100],
    source: "general knowledge, not read at the central bank",
  },
  {
    currency: "PLN",
    valid_from: "2017-02-10",
    notes: [50_000, 20_000, 10_000, 5_000, 2_000, 1_000],
    coins: [500, 200, 100, 50, 20, 10, 5, 2, 1],
    source: "general knowledge, not read at the central bank",
  },
  {
    currency: "CZK",
    valid_from: "2011-09-01",
    notes: [500_000, 200_000, 100_000, 50_000, 20_000, 10_000],
    coins: [5_000, 2_000, 1_000, 500, 200, 100],
    source: "general knowledge, not read at the central bank",
  },
];

export interface Denomination {
  readonly value: MinorUnits;
  readonly is_note: boolean;
}

/** Empty for a currency that the table does not know: then only the sum is typed. */
export function denominations(currency: string, day: string): readonly Denomination[] {
  const rows = TABLE.filter((row) => row.currency === currency && row.valid_from <= day);
  const newest = rows.reduce<Money | undefined>((best, row) => (best === undefined || row.valid_from > best.valid_from ? row : best), undefined);
  if (newest === undefined) return [];
  return [
    ...newest.notes.map((value) => ({ value: minorUnits(value), is_note: true })),
    ...newest.coins.map((value) => ({ value: minorUnits(value), is_note: false })),
  ];
}
