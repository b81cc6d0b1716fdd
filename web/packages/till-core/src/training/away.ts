/** A server that never answers: nobody who learns takes a basket, a gift card or an article of the real shop. */
import type { Door, DoorAnswer } from "../door/door.ts";

function none<T>(): Promise<DoorAnswer<T>> {
  return Promise.resolve({ kind: "weather", weather: "offline" });
}

export const away: Door = {
  enrol: none,
  exchangeKey: none,
  sendEntries: none,
  addArticle: none,
  ask: none,
  voucher: none,
  catalog: none,
  catalogChunk: none,
  photo: none,
  tellShelf: none,
  catalogChanges: none,
  requests: none,
  report: none,
  events: none,
};
