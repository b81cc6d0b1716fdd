import type { DeviceKind } from "@comptoir/devices/printing";
import { readPrinter, type ChosenPrinter } from "./preferences.svelte.ts";

export interface ChosenDevice {
  readonly agent_key: string;
  readonly id: string;
  readonly name: string;
  /** What a card terminal speaks, where it was said. */
  readonly driver?: string;
}
export type ChosenDevices = { readonly [kind in DeviceKind]?: ChosenDevice };

interface Stored {
  /** Takes over when the first printer can't. */
  readonly spare: ChosenPrinter | undefined;
  readonly devices: ChosenDevices;
  /** Readers of this browser: `hid`, `tags`, `serial vendor product`. */
  readonly readers: readonly string[];
  readonly showsCustomers: boolean;
  /** The agent that tells the customers' screens on other devices; empty: there are none. */
  readonly screens: string;
  /** The agents whose hardware was offered once. */
  readonly offered: readonly string[];
}

const KEY = "comptoir-till-equipment";
const KINDS: readonly DeviceKind[] = ["terminal", "scale", "display", "reader", "labels"];

function read(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof stored === "object" && stored !== null ? { ...stored } : {};
  } catch {
    // Storage that is blocked or garbled costs a choice, never a sale.
    return {};
  }
}

function readDevices(value: unknown): ChosenDevices {
  if (typeof value !== "object" || value === null) return {};
  const stored = new Map(Object.entries(value));
  return Object.fromEntries(
    KINDS.flatMap((kind) => {
      const one: unknown = stored.get(kind);
      if (typeof one !== "object" || one === null || !("agent_key" in one && "id" in one && "name" in one)) return [];
      const driver = "driver" in one && typeof one.driver === "string" ? { driver: one.driver } : {};
      return [[kind, { agent_key: String(one.agent_key), id: String(one.id), name: String(one.name), ...driver }]];
    }),
  );
}

function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** What this device uses beside its printer. It belongs to the device, as the preferences do, and is loaded when it is wanted. */
class Equipment {
  #stored: Stored;

  constructor() {
    const { spare, devices, readers, showsCustomers, screens, offered } = read();
    this.#stored = $state.raw<Stored>({
      spare: readPrinter(spare),
      devices: readDevices(devices),
      readers: readTexts(readers),
      showsCustomers: showsCustomers === true,
      screens: typeof screens === "string" ? screens : "",
      offered: readTexts(offered),
    });
  }

  get spare(): ChosenPrinter | undefined {
    return this.#stored.spare;
  }

  get devices(): ChosenDevices {
    return this.#stored.devices;
  }

  get readers(): readonly string[] {
    return this.#stored.readers;
  }

  get showsCustomers(): boolean {
    return this.#stored.showsCustomers;
  }

  get screens(): string {
    return this.#stored.screens;
  }

  get offered(): readonly string[] {
    return this.#stored.offered;
  }

  change(change: Partial<Stored>): void {
    this.#stored = { ...this.#stored, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#stored));
    } catch {
      // As above: the choice then lasts until the page closes.
    }
  }
}

export const equipment = new Equipment();
