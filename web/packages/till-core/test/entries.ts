/** The entry that a till sealed last, as it stands in its journal. */
import { parseEnvelope, toUtf8 } from "@comptoir/journal";

import type { World } from "./kit.ts";

export async function bodyOfLast(world: World): Promise<Readonly<Record<string, unknown>>> {
  const entries = await world.database().read(["entries"], ({ entries: table }) => table.getAll());
  const last = [...entries].sort((a, b) => a.sequence - b.sequence).at(-1);
  if (last === undefined) throw new Error("an empty journal");
  const read = parseEnvelope(toUtf8(last.text));
  if (!read.ok) throw new Error(`no entry: ${last.text}`);
  return read.envelope.body;
}
