/** Units, the one way to divide, and the one way to share. Twin of comptoir.kernel.rounding. */

declare const unit: unique symbol;

/** Minor units of the currency (ISO 4217): 12.99 EUR is 1299. */
export type MinorUnits = number & { readonly [unit]: "minor units" };
/** Thousandths of a unit of measure: 1.250 kg is 1250. */
export type Milli = number & { readonly [unit]: "milli" };
/** Parts per million: 5.5 % is 55000. */
export type Ppm = number & { readonly [unit]: "ppm" };

/** A number that is not a safe integer here is a bug of the caller, never a customer's mistake. */
function requireInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${String(value)}`);
  return value === 0 ? 0 : value;
}

export function minorUnits(value: number): MinorUnits {
  return requireInteger(value) as MinorUnits;
}

export function milli(value: number): Milli {
  return requireInteger(value) as Milli;
}

export function ppm(value: number): Ppm {
  return requireInteger(value) as Ppm;
}

/** Exact division, rounded half away from zero (commercial rounding). */
export function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError("the denominator must be positive");
  const size = numerator < 0n ? -numerator : numerator;
  let quotient = size / denominator;
  if (2n * (size % denominator) >= denominator) quotient += 1n;
  return numerator < 0n ? -quotient : quotient;
}

/**
 * divideHalfAway(a × b, denominator) for safe integers.
 *
 * BigInt only where the product may pass 2^53: a cheap phone prices a basket several times a
 * second, and nearly every product of a till is small. The rounded product of two doubles
 * never falls below 2^53 when the exact one is beyond it, so the test is safe.
 */
export function multiplyDivide(a: number, b: number, denominator: number): number {
  const product = a * b;
  const size = product < 0 ? -product : product;
  if (size > Number.MAX_SAFE_INTEGER || denominator > Number.MAX_SAFE_INTEGER / 2) {
    return Number(divideHalfAway(BigInt(a) * BigInt(b), BigInt(denominator)));
  }
  const remainder = size % denominator;
  // Exact: the dividend is a multiple of the denominator.
  let quotient = (size - remainder) / denominator;
  if (2 * remainder >= denominator) quotient += 1;
  return product < 0 ? 0 - quotient : quotient;
}

/**
 * Share a total in proportion to weights so that the parts add up exactly.
 *
 * Everyone gets the floor of the exact share; the units left over go one each to the largest
 * remainders, ties to the earlier. A negative total is the mirror of the positive one.
 */
export function shareByLargestRemainder(total: number, weights: readonly number[]): number[] {
  let weightSum = 0;
  for (const weight of weights) {
    if (weight < 0) throw new RangeError("a weight below zero");
    weightSum += weight;
  }
  if (weightSum <= 0 || !Number.isSafeInteger(weightSum)) throw new RangeError("the weights have no usable sum");
  const size = total < 0 ? -total : total;
  const shares: number[] = [];
  const remainders: number[] = [];
  let left = size;
  for (const weight of weights) {
    let share: number;
    let remainder: number;
    const product = size * weight;
    if (product <= Number.MAX_SAFE_INTEGER) {
      remainder = product % weightSum;
      share = (product - remainder) / weightSum;
    } else {
      const exact = BigInt(size) * BigInt(weight);
      share = Number(exact / BigInt(weightSum));
      remainder = Number(exact % BigInt(weightSum));
    }
    shares.push(share);
    remainders.push(remainder);
    left -= share;
  }
  if (left > 0) {
    const order = shares.map((_, index) => index).sort((x, y) => (remainders[y] ?? 0) - (remainders[x] ?? 0));
    for (const index of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  }
  return total < 0 ? shares.map((share) => 0 - share) : shares;
}
