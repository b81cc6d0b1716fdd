/** The store's parked baskets, as the server keeps them: one till gets one. */
import type { ParkedAnswer, ParkedRequest } from "./door.ts";

type Parked = ParkedRequest["parked"][number] & { readonly till: string; taken_by?: string; is_handed_over?: boolean };

export class FakeParking {
  readonly #baskets = new Map<string, Parked>();

  share(till: string, request: ParkedRequest): ParkedAnswer {
    for (const id of request.gone) {
      const basket = this.#baskets.get(id);
      if (basket?.till === till) this.#baskets.delete(id);
      else if (basket?.taken_by === till) basket.is_handed_over = true;
    }
    for (const basket of request.parked) {
      if (!this.#baskets.has(basket.id) && !request.gone.includes(basket.id)) this.#baskets.set(basket.id, { ...basket, till });
    }
    const wanted = this.#baskets.get(request.take ?? "");
    const isMine = wanted !== undefined && (wanted.taken_by ?? till) === till && wanted.is_handed_over !== true;
    if (isMine) wanted.taken_by = till;
    const all = [...this.#baskets.values()];
    return {
      baskets: all
        .filter((basket) => (basket.taken_by ?? till) === till && basket.is_handed_over !== true)
        .map(({ basket: _goods, taken_by: _taken, is_handed_over: _handed, ...row }) => ({ ...row, till_name: `Caisse ${row.till.slice(-2)}` })),
      lost: all.filter((basket) => basket.till === till && basket.taken_by !== undefined && basket.taken_by !== till).map(({ id }) => id),
      ...(isMine ? { taken: structuredClone(wanted.basket) } : {}),
    };
  }
}
