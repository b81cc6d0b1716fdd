/** Card terminals that the server drives for this till, through their provider: asked by the till's own door, in an agent's words. */
import type { TillContext } from "../context.ts";
import type { DoorAnswer } from "../door/door.ts";
import { read } from "../door/late-answers.ts";
import { parseJson, readObject, type JsonObject } from "../reading.ts";

export async function askTerminals({ facts, ports }: TillContext, place: string, body: object): Promise<DoorAnswer<JsonObject>> {
  const { chain } = facts;
  if (chain === undefined || chain.is_local) return { kind: "weather", weather: "server" };
  return read(await ports.door.ask(chain.token, { about: "terminals", place, body }), (text) => readObject(parseJson(text), "terminals"));
}
