/** Scales, displays, readers and label printers of an agent, and what it finds on the network (agent/: `service/hardware.py`). */
import { isObject, text, utf8, type AgentAnswer, type AgentDocument, type AgentLink } from "./agent-link.ts";
import type { LineSpeed } from "./ways.ts";

export interface AgentDevice {
  readonly id: string;
  readonly name: string;
  /** A code, e.g. `no_answer`; empty when it answers. */
  readonly trouble: string;
  /** Of a scale: a verification plate says so. Without one its weight is not for trade. */
  readonly is_approved: boolean;
  /** What a card terminal speaks; empty for others. */
  readonly driver: string;
}

export const deviceKinds = ["terminal", "scale", "display", "reader", "labels"] as const;
export type DeviceKind = (typeof deviceKinds)[number];
export type AgentDevices = Readonly<Record<DeviceKind, readonly AgentDevice[]>>;

const LISTED: Readonly<Record<DeviceKind, string>> = { terminal: "terminals", scale: "scales", display: "displays", reader: "readers", labels: "label_printers" };

/** Only `done` is a weight to sell by; the other marks say why there is none yet. */
export interface WeighingNews {
  readonly revision: number;
  readonly is_over: boolean;
  readonly mark: string;
  readonly net_g: number;
  readonly tare_g: number;
}

export interface WeighingWish {
  /** Minor units a kilogram. */
  readonly unit_price: number;
  readonly tare_g: number;
  /** As customers read it on the scale's display. */
  readonly price: string;
}

/** Two lines of twenty characters; what stands on the right is never cut. */
export interface PoleText {
  readonly upper: string;
  readonly upper_right?: string;
  readonly lower: string;
  readonly lower_right?: string;
}

export interface ShelfLabel {
  readonly name: string;
  readonly price: string;
  readonly note?: string;
  readonly code?: string;
  readonly copies?: number;
}

export interface FoundHardware {
  readonly kind: string;
  readonly address: string;
  readonly name: string;
}

/** Customers' screens on other devices: how many this till has let in, and how many look now. */
export interface ScreenCount {
  readonly screens: number;
  readonly watching: number;
}

export class AgentHardware {
  readonly #link: AgentLink;

  constructor(link: AgentLink) {
    this.#link = link;
  }

  async devices(): Promise<AgentAnswer<AgentDevices>> {
    const answer = await this.#link.ask("GET", "/v1/devices");
    if (answer.kind !== "ok") return answer;
    const list = (kind: DeviceKind): readonly AgentDevice[] => objects(answer.value[LISTED[kind]]).map(readDevice);
    return { kind: "ok", value: { terminal: list("terminal"), scale: list("scale"), display: list("display"), reader: list("reader"), labels: list("labels") } };
  }

  /** The id is the caller's; a new weighing takes the scale over from the one before. */
  async weigh(scale: string, id: string, wish: WeighingWish): Promise<AgentAnswer<WeighingNews>> {
    return weighed(await this.#link.ask("POST", `/v1/scales/${encodeURIComponent(scale)}/weighings/${id}`, json(wish)));
  }

  /** How it stands, as soon as it stands otherwise than at that revision. */
  async weighing(id: string, after: number): Promise<AgentAnswer<WeighingNews>> {
    return weighed(await this.#link.ask("GET", `/v1/weighings/${id}?after=${after}`));
  }

  async cancelWeighing(id: string): Promise<void> {
    await this.#link.ask("POST", `/v1/weighings/${id}/cancel`);
  }

  /** Whether customers can read it. */
  async show(display: string, shown: PoleText): Promise<boolean> {
    const answer = await this.#link.ask("POST", `/v1/displays/${encodeURIComponent(display)}`, json(shown));
    return answer.kind === "ok" && answer.value["trouble"] === "";
  }

  /** A code that lets one more screen in, good for ten minutes. */
  async inviteScreen(): Promise<AgentAnswer<string>> {
    const answer = await this.#link.ask("POST", "/v1/screens");
    return answer.kind === "ok" ? { kind: "ok", value: text(answer.value["code"]) } : answer;
  }

  /** What this till's screens show from now on. */
  async showScreens(view: object): Promise<AgentAnswer<ScreenCount>> {
    return countOf(await this.#link.ask("POST", "/v1/screens/view", json(view)));
  }

  async screens(): Promise<AgentAnswer<ScreenCount>> {
    return countOf(await this.#link.ask("GET", "/v1/screens"));
  }

  /** Lets all of this till's screens go. */
  async clearScreens(): Promise<AgentAnswer<ScreenCount>> {
    return countOf(await this.#link.ask("POST", "/v1/screens/clear"));
  }

  /** Codes after the one that was seen last, as soon as there is one; without `after`, the number of the newest. */
  async codes(reader: string, after: number | undefined): Promise<AgentAnswer<{ readonly newest: number; readonly codes: readonly string[] }>> {
    const path = `/v1/readers/${encodeURIComponent(reader)}`;
    const answer = await this.#link.ask("GET", after === undefined ? path : `${path}?after=${after}`);
    if (answer.kind !== "ok") return answer;
    return { kind: "ok", value: { newest: whole(answer.value["newest"]), codes: objects(answer.value["codes"]).map((code) => text(code["text"])) } };
  }

  /** What card payments are made of (`terminals/agent-terminal.ts`). */
  async payment(method: "GET" | "POST", path: string, wish?: object): Promise<AgentAnswer<AgentDocument>> {
    return this.#link.ask(method, path, wish === undefined ? undefined : json(wish));
  }

  /** `knock` also tries port 9100 of the neighbors: only when a person asks for it. */
  async discover(knock: boolean): Promise<AgentAnswer<readonly FoundHardware[]>> {
    const answer = await this.#link.ask("POST", "/v1/discover", json({ knock }));
    if (answer.kind !== "ok") return answer;
    const found = objects(answer.value["found"]).map((one) => ({ kind: text(one["kind"]), address: text(one["address"]), name: text(one["name"]) }));
    return { kind: "ok", value: found };
  }

  /** Makes a printer that was found one of the agent's. It takes only addresses that it found itself. Again, at another speed, it changes it. */
  async addPrinter(found: FoundHardware, width: 58 | 80, baud?: LineSpeed): Promise<AgentAnswer<string>> {
    const wish = { address: found.address, name: found.name, width, ...(baud === undefined ? {} : { baud }) };
    const answer = await this.#link.ask("POST", "/v1/printers", json(wish));
    return answer.kind === "ok" ? { kind: "ok", value: text(answer.value["id"]) } : answer;
  }
}

function weighed(answer: AgentAnswer<AgentDocument>): AgentAnswer<WeighingNews> {
  if (answer.kind !== "ok") return answer;
  const { revision, is_over: isOver, mark, net_g: net, tare_g: tare } = answer.value;
  return { kind: "ok", value: { revision: whole(revision), is_over: isOver === true, mark: text(mark), net_g: whole(net), tare_g: whole(tare) } };
}

function countOf(answer: AgentAnswer<AgentDocument>): AgentAnswer<ScreenCount> {
  if (answer.kind !== "ok") return answer;
  return { kind: "ok", value: { screens: whole(answer.value["screens"]), watching: whole(answer.value["watching"]) } };
}

function readDevice(source: AgentDocument): AgentDevice {
  return { id: text(source["id"]), name: text(source["name"]), trouble: text(source["trouble"]), is_approved: source["is_approved"] === true, driver: text(source["driver"]) };
}

function objects(value: unknown): readonly AgentDocument[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function whole(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify(value));
}
