/** A short upward or downward pull. What is less than that stays a tap. */
export class Drag {
  static readonly DISTANCE = 28;
  readonly #pulled: (direction: "up" | "down") => void;
  #from = 0;
  #isDone = true;
  #wasDrag = false;

  constructor(pulled: (direction: "up" | "down") => void) {
    this.#pulled = pulled;
  }

  get wasDrag(): boolean {
    return this.#wasDrag;
  }

  start(event: PointerEvent): void {
    this.#from = event.clientY;
    this.#isDone = false;
    this.#wasDrag = false;
  }

  move(event: PointerEvent): void {
    if (this.#isDone || event.buttons === 0) return;
    const distance = event.clientY - this.#from;
    if (distance > -Drag.DISTANCE && distance < Drag.DISTANCE) return;
    this.#isDone = true;
    this.#wasDrag = true;
    this.#pulled(distance < 0 ? "up" : "down");
  }
}
