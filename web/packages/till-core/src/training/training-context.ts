/**
 * The same use cases on tables of their own. What is rung up to learn is sealed in the till's chain, as entries of one kind that nobody
 * counts (journal-format §5.11); the rows that a sale leaves on the till go to a second database, so the real day can't be touched.
 */
import type { Companion, EntryDraft } from "../chain-writer.ts";
import { TillContext, type Facts } from "../context.ts";
import { TillDatabase, type ChainRow, type EntryRow, type StoreName } from "../database.ts";
import type { Result } from "../refusal.ts";
import { completeSession } from "../use-cases/session.ts";
import { away } from "./away.ts";
import { redo, rehearse, type TrainingRedo } from "./redo.ts";

/** What belongs to the day. All the rest is one truth for both: who stands there, what the shop is, where the chain ends. */
type Own = Pick<Facts, "session" | "next_float" | "parked_count" | "perpetual">;

const NOTHING_YET: Own = { session: undefined, next_float: undefined, parked_count: 0, perpetual: { gross: 0, refunded: 0 } };

export class TrainingContext extends TillContext {
  readonly real: TillContext;
  /** An entry was sealed whose rows may not be here. */
  #isBehind = false;

  constructor(real: TillContext) {
    super(new TillDatabase(`${real.db.name}-training`), { ...real.ports, door: away }, real);
    this.real = real;
    this.reportBug = (error) => real.reportBug(error);
    // Whoever watches this till hears of what happens to both.
    real.state.subscribe(() => this.learn({}));
  }

  /** The day of training that goes on, from an earlier page. */
  async load(): Promise<void> {
    await this.#catchUp();
    const own = await this.db.read(["cells", "parked"], async ({ cells, parked }): Promise<Own> => {
      const [session, nextFloat, count, perpetual] = await Promise.all([cells.get("session"), cells.get("next_float"), parked.count(), cells.get("perpetual")]);
      return { session: completeSession(session), next_float: nextFloat, parked_count: count, perpetual: perpetual ?? NOTHING_YET.perpetual };
    });
    this.learn(own);
  }

  /** Nothing of it is left on the till, baskets included. The journal keeps what was sealed. */
  async wipe(): Promise<void> {
    await this.real.db.write(["cells"], ({ cells }) => cells.clear("training_redo"));
    await this.db.write(["cells", "parked", "sales", "closings", "orders"], async (tables) => {
      await Promise.all([tables.parked.clear(), tables.sales.clear(), tables.closings.clear(), tables.orders.clear()]);
      await tables.cells.clear("session", "next_float", "perpetual", "kept_basket", "parked_gone", "deposits", "bottle_vouchers", "people_met", "orders_heard");
    });
    this.learn(NOTHING_YET);
  }

  override get facts(): Facts {
    const { session, next_float, parked_count, perpetual } = super.facts;
    const shared = this.real.facts;
    return { ...shared, session, next_float, parked_count, perpetual, chain: shared.chain === undefined ? undefined : marked(shared.chain) };
  }

  override learn(news: Partial<Facts>): void {
    // Codes that are good once are not spent by learning.
    const { session: _session, next_float: _float, parked_count: _count, perpetual: _perpetual, coupon_codes: _codes, ...shared } = news;
    if (Object.keys(shared).length > 0) this.real.learn(shared);
    super.learn({
      ...("session" in news ? { session: news.session } : {}),
      ...("next_float" in news ? { next_float: news.next_float } : {}),
      ...(news.parked_count === undefined ? {} : { parked_count: news.parked_count }),
      ...(news.perpetual === undefined ? {} : { perpetual: news.perpetual }),
    });
  }

  override knowRules(): Promise<void> {
    return this.real.knowRules();
  }

  /** In turn with what the real till writes: both write to one chain. */
  override exclusive<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    return this.real.exclusive(async () => {
      if (this.#isBehind) await this.load();
      return work();
    });
  }

  /**
   * The entry with a note of its rows, then the rows: two databases have no transaction together. A crash between them is made good
   * from the note, by the next page or before the next act.
   */
  override async append<P, N extends StoreName>(
    chain: ChainRow,
    draft: EntryDraft,
    companion: Companion<P, N>,
    news: Partial<Facts> = {},
  ): Promise<EntryRow> {
    const made: TrainingRedo[] = [];
    const entry = await this.real.append(chain, trained(draft), {
      stores: ["cells"] as const,
      prepare: async (place) => {
        const note = await rehearse(this.db, companion, place, unproved(await companion.prepare(place)));
        made.push(note);
        return note;
      },
      write: ({ cells }, _entry, note) => cells.put("training_redo", note),
    });
    this.#isBehind = true;
    for (const note of made) await redo(this.db, note);
    this.#isBehind = false;
    this.learn(news);
    return entry;
  }

  /** The rows of the last entry, if something came between. */
  async #catchUp(): Promise<void> {
    const note = await this.real.db.cell("training_redo");
    if (note !== undefined) await redo(this.db, note);
    this.#isBehind = false;
  }
}

/** What it would have been, were it real. */
function trained(draft: EntryDraft): EntryDraft {
  return { ...draft, kind: "training", body: { ...draft.body, training_of: draft.kind } };
}

/** Numbers of a series of their own: `A1-T-1-42`. */
function marked(chain: ChainRow): ChainRow {
  return { ...chain, till_code: `${chain.till_code}-T` };
}

/** A row of a sale says what it is, and has no proof: that would make a receipt of its paper. */
function unproved<P>(rows: P): P {
  if (typeof rows !== "object" || rows === null || !("essentials" in rows)) return rows;
  return { ...rows, is_training: true, essentials: "" };
}
