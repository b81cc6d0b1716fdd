/** What the server knows of payments by code: the bank's word is put in by whoever plays the bank. */
export class FakeCodes {
  readonly told: Told[] = [];
  readonly #bank = new Map<string, object>();

  /** From now on the bank says so. */
  say(id: string, standing: object): void {
    this.#bank.set(id, standing);
  }

  tell(payments: readonly object[]): readonly object[] {
    const heard = payments.filter(isTold);
    this.told.push(...heard);
    return heard.map(({ id, word, amount }) => {
      const isPaid = word === "approved";
      return { id, state: word, confirmation: isPaid ? "person" : "", trouble: "", received: isPaid ? amount : 0, ...this.#bank.get(id) };
    });
  }
}

interface Told {
  readonly id: string;
  readonly word: string;
  readonly amount: number;
  readonly spent?: object;
}

function isTold(value: object): value is Told {
  return "id" in value && "word" in value && "amount" in value;
}
