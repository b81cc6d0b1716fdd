import { isBadge, type CashierDocument, type Proof, type Result, type SignIn, type Till, type TillState } from "@comptoir/till-core";

/** What a scan of a badge, or the digits of a PIN, are for: the part of the screen that asks takes them. */
export interface ProofTaker {
  prove(proof: Proof): void;
}

/** Who is at the till: asked by a screen, answered by a tap, by digits or by a badge. */
export class People {
  readonly #till: Till;
  readonly #takers: ProofTaker[] = [];
  #chosen = $state.raw<CashierDocument>();

  constructor(till: Till) {
    this.#till = till;
  }

  /** The name that was touched, whose PIN is asked. */
  get chosen(): CashierDocument | undefined {
    return this.#chosen;
  }

  choose(cashier: CashierDocument | undefined): void {
    this.#chosen = cashier;
  }

  async signIn(attempt: SignIn): Promise<Result<TillState>> {
    const result = await this.#till.signIn(attempt);
    if (result.ok) this.#chosen = undefined;
    return result;
  }

  /** The part that asks, as long as it is on the screen; the newest is asked first. */
  join(taker: ProofTaker): () => void {
    this.#takers.push(taker);
    return () => {
      this.#takers.splice(this.#takers.indexOf(taker), 1);
    };
  }

  /** Whether a scanned code was a badge; `otherwise`: nothing on the screen asks for one. */
  scanned(code: string, otherwise: (badge: string) => void): boolean {
    // Some readers name the kind of code first (ISO/IEC 15424).
    const badge = code.replace(/^\][A-Za-z][0-9A-Za-z]/, "");
    if (!isBadge(badge)) return false;
    const taker = this.#takers.at(-1);
    if (taker !== undefined) taker.prove({ kind: "badge", code: badge });
    else otherwise(badge);
    return true;
  }
}
