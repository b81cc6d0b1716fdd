import { businessDay, isLate, type SettingsDocument, type SessionView } from "@comptoir/till-core";
import { createContext } from "svelte";

const LOOK_MS = 60_000;

export type DayState = "fine" | "yesterday" | "late";

/** Whether the day that is open should be closed. Looked at once a minute; nothing waits for the answer. */
export class DayWatch {
  #state = $state<DayState>("fine");

  get state(): DayState {
    return this.#state;
  }

  /** The answer stops it. */
  watch(session: SessionView | undefined, settings: SettingsDocument | undefined): () => void {
    const look = (): void => {
      this.#state = session === undefined || settings === undefined ? "fine" : stateOf(session, settings);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }
}

export const [useDayWatch, giveDayWatch] = createContext<DayWatch>();

function stateOf(session: SessionView, { store }: SettingsDocument): DayState {
  const now = new Date();
  const wall = { epoch_ms: now.getTime(), offset_minutes: 0 - now.getTimezoneOffset() };
  if (session.business_day < businessDay(store, wall)) return "yesterday";
  return isLate(store, wall) ? "late" : "fine";
}
