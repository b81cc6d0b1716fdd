import type { Approval, Lack, Need, Proof, Result, Till, Topic, Why } from "@comptoir/till-core";

/** What is asked before something out of the ordinary is done: why, and, where the role does not reach, who allows it. */
export interface Question {
  readonly title: string;
  readonly topic: Topic;
  readonly lacks: readonly Lack[];
  /** The reason that was given before the question came up. */
  readonly reason?: string;
  readonly then: (why: Why) => void;
  readonly otherwise?: () => void;
}

export interface Asked {
  readonly title: string;
  readonly topic: Topic;
  readonly needs: readonly Need[];
  /** Given already: only somebody's yes is missing. */
  readonly reason?: string;
  /** A reason is asked even of somebody who may do it. */
  readonly withReason?: boolean;
  /** What was allowed before for the same thing. */
  readonly approvals?: readonly Approval[];
  readonly then: (why: Why) => void;
  /** Nobody allowed it, or the question was closed. */
  readonly otherwise?: () => void;
}

export class Asking {
  readonly #till: Till;
  readonly #show: (isShown: boolean) => void;
  #question = $state.raw<Question>();
  /** The same, for who must know it now: while a component goes away, its state still reads as it was before. */
  #open: Question | undefined;

  constructor(till: Till, show: (isShown: boolean) => void) {
    this.#till = till;
    this.#show = show;
  }

  get question(): Question | undefined {
    return this.#question;
  }

  /** Whether the present cashier may do it alone, or was allowed to. */
  may(needs: readonly Need[], approvals: readonly Approval[] = []): boolean {
    return this.#till.lacks(needs, approvals).length === 0;
  }

  /** Does it at once when nothing is to be asked. */
  ask(asked: Asked): void {
    const lacks = this.#till.lacks(asked.needs, asked.approvals);
    if (lacks.length === 0 && asked.withReason !== true) {
      asked.then({ approvals: asked.approvals ?? [] });
      return;
    }
    const { title, topic, reason, then, otherwise } = asked;
    this.#open = {
      title,
      topic,
      lacks,
      then,
      ...(reason === undefined ? {} : { reason }),
      ...(otherwise === undefined ? {} : { otherwise }),
    };
    this.#question = this.#open;
    this.#show(true);
  }

  /** The reason of somebody who may do it. */
  answer(reason: string): void {
    this.#end((question) => question.then({ reason }));
  }

  async prove(proof: Proof, reason: string): Promise<Result<unknown>> {
    const result = await this.#till.approve(proof, this.#open?.lacks ?? [], reason);
    if (result.ok) this.#end((question) => question.then({ reason, approvals: result.value }));
    return result;
  }

  /** Also when the sheet went away by itself: the device's back button asks nobody. */
  abandon(question: Question): void {
    if (this.#open === question) this.#end((open) => open.otherwise?.());
  }

  #end(next: (question: Question) => void): void {
    const question = this.#open;
    this.#open = undefined;
    this.#question = undefined;
    this.#show(false);
    if (question !== undefined) next(question);
  }
}
