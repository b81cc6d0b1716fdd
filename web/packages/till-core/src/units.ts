/** Branded integers: grams cannot become euros. The constructors below are the only place where a plain number becomes one. */
declare const unit: unique symbol;
export type MinorUnits = number & { readonly [unit]: "minor units" };
export type Milli = number & { readonly [unit]: "milli" };
export type Ppm = number & { readonly [unit]: "ppm" };

function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
  return value === 0 ? 0 : value;
}

export function minorUnits(value: number): MinorUnits {
  return integer(value) as MinorUnits;
}

export function milli(value: number): Milli {
  return integer(value) as Milli;
}

export function ppm(value: number): Ppm {
  return integer(value) as Ppm;
}
