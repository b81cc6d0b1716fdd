/** What was on a card when the server promised a part of it, by that promise: a later look at the card says nothing of an earlier sale. */
const known = new Map<string, number>();

export function noteBalance(hold: string, balance: number): void {
  known.set(hold, balance);
}

/** Of this run of the till alone: enough for the screen that follows a payment. */
export function balanceAt(hold: string): number | undefined {
  return known.get(hold);
}
