/** Reads `text/event-stream` piece by piece, as far as the device door uses it: `event:`, `data:`, comments, blank lines. */
import { parseJson, readInteger, readObject } from "../reading.ts";
import type { DoorEvent } from "./door.ts";

export class EventStreamParser {
  #rest = "";
  #event = "";
  #lines: string[] = [];

  /** Events that this piece completes. An event of an unknown name is left out: a newer server may have more to say. */
  push(piece: string): readonly DoorEvent[] {
    const lines = (this.#rest + piece).split(/\r\n|\n/);
    this.#rest = lines.pop() ?? "";
    const events: DoorEvent[] = [];
    for (const line of lines) {
      const event = this.#line(line);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  #line(line: string): DoorEvent | undefined {
    if (line === "") return this.#complete();
    if (line.startsWith("event:")) this.#event = line.slice("event:".length).trim();
    else if (line.startsWith("data:")) this.#lines.push(line.slice("data:".length).trimStart());
    return undefined;
  }

  #complete(): DoorEvent | undefined {
    const event = this.#event;
    const text = this.#lines.join("\n");
    this.#event = "";
    this.#lines = [];
    if (event === "hello" || event === "told" || event === "revoked") return { event };
    if (event !== "catalog") return undefined;
    return { event, position: readInteger(readObject(parseJson(text), "catalog event"), "position") };
  }
}
