/** One page after the other: two that speak to one printer at once take each other's answers. */
export class Turns {
  /** The end of what is done now at each place. */
  readonly #ends = new Map<string, Promise<unknown>>();

  take<Answer>(place: string, work: () => Promise<Answer>): Promise<Answer> {
    const mine = (this.#ends.get(place) ?? Promise.resolve()).then(work);
    // What failed is told to its own caller; the next one has its turn all the same.
    this.#ends.set(
      place,
      mine.catch(() => undefined),
    );
    return mine;
  }
}
