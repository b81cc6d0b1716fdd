/**
 * The one part of the till that a page may need before all the others: it opens the tables while the rest of the program is still
 * being read. It must stay small.
 */
import { TillDatabase } from "./database.ts";

export type { TillDatabase };

export function openDatabase(name = "comptoir-till"): TillDatabase {
  const db = new TillDatabase(name);
  db.connect();
  return db;
}
