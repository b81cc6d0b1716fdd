import type { Observable } from "@comptoir/till-core";

/** A value of the till's core that a screen follows. It lives as long as the page, so it is never unsubscribed. */
export class Watched<T> {
  #now: T;

  constructor(observable: Observable<T>) {
    this.#now = $state.raw(observable.value);
    observable.subscribe((value) => {
      this.#now = value;
    });
  }

  get now(): T {
    return this.#now;
  }
}
