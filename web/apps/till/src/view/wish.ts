/** What the address asks of the page: `#code=…` to enrol with, `#take-over` to sell instead of another tab. (`#customers` is main.ts's.) */
export interface Wish {
  /** With a code, `&at-once`: the person has said so on the page before. */
  readonly isAtOnce: boolean;
  readonly code: string;
  readonly isTakingOver: boolean;
}
