/** What the address asks of the page: `#code=…` to enrol with, `#take-over` to sell instead of another tab. */
export interface Wish {
  readonly code: string;
  readonly isTakingOver: boolean;
}
