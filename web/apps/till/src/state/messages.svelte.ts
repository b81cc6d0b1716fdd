export interface Message {
  readonly text: string;
  readonly tone?: "plain" | "warn";
  readonly action?: string;
  readonly onaction?: () => void;
  /** Something else that can be done about it. */
  readonly other?: string;
  readonly onother?: () => void;
  /** Until something else is said or done. */
  readonly stays?: boolean;
}

const SHOWN_MS = 7000;

/** What just happened, said once and taken away by itself; the newest replaces the one before. */
export class Messages {
  #shown = $state.raw<Message>();
  /** For screen readers only: the last line added, the change due. */
  #spoken = $state("");
  #timer: ReturnType<typeof setTimeout> | undefined;

  get shown(): Message | undefined {
    return this.#shown;
  }

  get spoken(): string {
    return this.#spoken;
  }

  show(message: Message): void {
    clearTimeout(this.#timer);
    this.#shown = message;
    if (message.stays !== true) this.#timer = setTimeout(() => this.dismiss(), SHOWN_MS);
  }

  speak(text: string): void {
    this.#spoken = text;
  }

  act(isOther = false): void {
    const message = this.#shown;
    this.dismiss();
    (isOther ? message?.onother : message?.onaction)?.();
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.#shown = undefined;
  }
}
