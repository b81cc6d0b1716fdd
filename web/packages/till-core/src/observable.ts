/** A value that can be watched. It follows Svelte's store contract, without knowing Svelte: `$till.state` works in a component. */
export interface Observable<T> {
  /** Calls the listener at once with the present value, then at each change; returns the way to stop. */
  subscribe(listener: (value: T) => void): () => void;
  readonly value: T;
}

export class Subject<T> implements Observable<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#value);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
