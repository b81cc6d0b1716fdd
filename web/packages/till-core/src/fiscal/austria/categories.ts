/** Which of the receipt's five columns an amount stands in: a table by date. Twin of comptoir_at.categories. */

/** In the order of the machine code. */
export const COLUMNS = ["normal", "reduced_1", "reduced_2", "zero", "special"] as const;
export type Column = (typeof COLUMNS)[number];

export interface ColumnOfRate {
  readonly tax_rate_ppm: number;
  readonly column: Column;
  readonly valid_from: string;
}

/** Sources stand beside the same rows in Python. */
export const RATES: readonly ColumnOfRate[] = [
  { tax_rate_ppm: 200_000, column: "normal", valid_from: "2016-01-01" },
  { tax_rate_ppm: 100_000, column: "reduced_1", valid_from: "2016-01-01" },
  { tax_rate_ppm: 130_000, column: "reduced_2", valid_from: "2016-01-01" },
  { tax_rate_ppm: 0, column: "zero", valid_from: "2016-01-01" },
  { tax_rate_ppm: 190_000, column: "special", valid_from: "2016-01-01" },
  { tax_rate_ppm: 49_000, column: "special", valid_from: "2026-07-01" },
];

/** Rows of a signed data pack as the server told them (`tables.tax_column`); one of the same rate and day comes after the shipped one. */
export function toldRates(facts: Readonly<Record<string, unknown>>): readonly ColumnOfRate[] {
  const { tables } = facts;
  const told = typeof tables === "object" && tables !== null && "tax_column" in tables ? tables.tax_column : undefined;
  if (!Array.isArray(told)) return RATES;
  return [...RATES, ...told.flatMap((row: unknown) => rateOf(row))];
}

function rateOf(row: unknown): readonly ColumnOfRate[] {
  const cells: readonly unknown[] = Array.isArray(row) ? row : [];
  const [key, value, from] = cells;
  const column = COLUMNS.find((known) => known === value);
  if (typeof key !== "string" || !/^\d{1,7}$/.test(key) || column === undefined || typeof from !== "string") return [];
  return [{ tax_rate_ppm: Number(key), column, valid_from: from }];
}

/** The column of a rate on the day of the receipt; undefined where none is written down. */
export function columnOf(taxRatePpm: number, day: string, rates: readonly ColumnOfRate[] = RATES): Column | undefined {
  let newest: ColumnOfRate | undefined;
  for (const row of rates) {
    if (row.tax_rate_ppm === taxRatePpm && row.valid_from <= day && (newest?.valid_from ?? "") <= row.valid_from) newest = row;
  }
  return newest?.column;
}
