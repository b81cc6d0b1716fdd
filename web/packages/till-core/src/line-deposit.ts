/** What a line of the basket says of containers with a deposit. */
import type { ContainerDocument } from "./traits.ts";

export interface LineDeposit {
  /** The containers that come with each of it. */
  readonly deposits?: readonly ContainerDocument[];
  /** The deposit of a container: below zero where empties came back. No promotion and no discount touches it. */
  readonly kind?: "deposit";
  /** The line of goods that the deposit comes with, by its id. */
  readonly of_line?: number;
  /** What stands on the voucher of a reverse vending machine. */
  readonly bottle_voucher?: string;
}
