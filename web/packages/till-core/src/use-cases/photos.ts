/** Pictures of goods, fetched once and kept here: a till without a line shows those that it has seen. No sale waits for one. */
import type { TillContext } from "../context.ts";

/** About ten megabytes. */
const PHOTOS_MAX = 2_000;

/** The picture, from here or from the server; `undefined` where there is neither. */
export async function photo(context: TillContext, digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const kept = await context.db.get("photos", digest);
  if (kept !== undefined) return kept.bytes;
  const { chain } = context.facts;
  if (chain === undefined) return undefined;
  const answer = await context.ports.door.photo(chain.token, digest);
  if (answer.kind !== "ok") return undefined;
  const bytes = answer.value;
  const kept_ms = context.ports.clock.wall().epoch_ms;
  await context.db.writeRelaxed(["photos"], async ({ photos }) => {
    // All at once: it happens after thousands of pictures, and those on the screen come again by themselves.
    if ((await photos.count()) >= PHOTOS_MAX) await photos.clear();
    await photos.put({ digest, bytes, kept_ms });
  });
  return bytes;
}
