/** Brings the catalogue and the settings to the till: whole chunks at first, then changes in their order. */
import { sha256Hex, toUtf8 } from "@comptoir/journal";

import type { CatalogEngine } from "../catalog/catalog.ts";
import { codesOf } from "../catalog/codes-of.ts";
import type { TillContext } from "../context.ts";
import type { ChangeRow, ManifestValue } from "../database.ts";
import { readItems, type SettingsDocument } from "../documents.ts";
import type { CatalogChange, CatalogManifest, DoorAnswer } from "../door/door.ts";
import { noteTaken } from "../notices.ts";
import { parseJson } from "../reading.ts";
import { compiledRules } from "../rules.ts";
import { hearCharged } from "../use-cases/charged.ts";
import { hearTold } from "../use-cases/told.ts";

/** After so many changes a fresh set of chunks is quicker to read than the old ones and all that happened since. */
const CHANGES_MAX = 3_000;

export class CatalogFeed {
  readonly #context: TillContext;
  readonly #catalog: CatalogEngine;

  constructor(context: TillContext, catalog: CatalogEngine) {
    this.#context = context;
    this.#catalog = catalog;
  }

  /** `ok` when the till knows all that the server knew a moment ago. May be called again at any time; it goes on where it stopped. */
  async pull(token: string): Promise<DoorAnswer<null>> {
    const { db } = this.#context;
    const manifest = await db.cell("manifest");
    const isLong = (await db.count("changes")) > CHANGES_MAX;
    if (manifest === undefined || isLong) {
      const loaded = await this.#loadAll(token);
      if (loaded.kind !== "ok") return loaded;
    }
    const pulled = await this.#pullChanges(token);
    if (pulled.kind !== "ok") return pulled;
    const heard = await hearTold(this.#context, token);
    return heard.kind === "ok" ? hearCharged(this.#context, token) : heard;
  }

  async #loadAll(token: string): Promise<DoorAnswer<null>> {
    const { db, ports } = this.#context;
    const answer = await ports.door.catalog(token);
    if (answer.kind !== "ok") return answer;
    for (const { digest } of answer.value.chunks) {
      if ((await db.count("chunks", digest)) > 0) continue;
      const chunk = await ports.door.catalogChunk(token, digest);
      // A chunk that is gone belongs to an older catalogue: the next try reads the newer list.
      if (chunk.kind === "refusal") return { kind: "weather", weather: "server" };
      if (chunk.kind === "weather") return chunk;
      if ((await sha256Hex(ports.subtle, toUtf8(chunk.value))) !== digest) return { kind: "weather", weather: "unreadable_answer" };
      const codes = codesOf(readItems(parseJson(chunk.value)));
      await db.write(["chunks", "codes"], async (tables) => {
        await tables.chunks.put({ digest, text: chunk.value });
        await tables.codes.put({ digest, text: codes });
      });
    }
    await this.#takeOver(answer.value);
    return { kind: "ok", value: null };
  }

  /** The old catalogue answers until this moment; then the new one does. */
  async #takeOver(fresh: CatalogManifest): Promise<void> {
    const { db } = this.#context;
    const digests = fresh.chunks.map((chunk) => chunk.digest);
    const compiled = await compiledRules(fresh.rules);
    const from = this.#context.facts.catalog_position;
    const news = { from, to: fresh.position, items: fresh.chunks.reduce((sum, chunk) => sum + chunk.count, 0), has_rules: true, has_taxes: this.#hasTaxes(fresh.settings) };
    await db.write(["chunks", "codes", "changes", "cells"], async ({ chunks, codes, changes, cells }) => {
      await cells.put("manifest", { position: fresh.position, applied: fresh.position, chunks: digests });
      await cells.put("settings", fresh.settings);
      await cells.put("rules", fresh.rules);
      // The first catalogue of a till changes nothing.
      if (from > 0) await noteTaken(cells, news);
      await changes.clear();
      const stale = (await chunks.getAllKeys()).filter((digest) => !digests.includes(digest));
      await Promise.all(stale.flatMap((digest) => [chunks.delete(digest), codes.delete(digest)]));
    });
    this.#context.hasNews = true;
    this.#context.learn({ settings: fresh.settings, ...compiled, catalog_position: fresh.position });
    this.#catalog.load(db.name);
  }

  async #pullChanges(token: string): Promise<DoorAnswer<null>> {
    const { db, ports } = this.#context;
    for (;;) {
      const manifest = await db.cell("manifest");
      if (manifest === undefined) throw new Error("changes before a catalogue");
      const answer = await ports.door.catalogChanges(token, manifest.applied);
      if (answer.kind === "refusal" && answer.code === "edge.position_too_old") return this.#loadAll(token);
      if (answer.kind !== "ok") return answer;
      const { changes, position, more } = answer.value;
      if (changes.length > 0 || position > manifest.applied) await this.#store(manifest, changes, position);
      if (!more) return { kind: "ok", value: null };
      if (changes.length === 0) return { kind: "weather", weather: "unreadable_answer" };
    }
  }

  /** Whether other rates apply from now on. */
  #hasTaxes(fresh: SettingsDocument): boolean {
    const before = this.#context.facts.settings;
    return JSON.stringify([before?.tax_rates, before?.tax_changes]) !== JSON.stringify([fresh.tax_rates, fresh.tax_changes]);
  }

  async #store(manifest: ManifestValue, changes: readonly CatalogChange[], position: number): Promise<void> {
    const { db } = this.#context;
    const settings = changes.flatMap((change) => ("settings" in change ? [change.settings] : [])).at(-1);
    const rules = changes.flatMap((change) => ("rules" in change ? [change.rules] : [])).at(-1);
    // Before anything is written: a till never stands at a position without the rules of it.
    const compiled = rules === undefined ? {} : await compiledRules(rules);
    const rows = changes.filter((change) => "item" in change || "removed" in change).map((change): ChangeRow => {
      return { position: change.position, text: JSON.stringify(change) };
    });
    const hasTaxes = settings !== undefined && this.#hasTaxes(settings);
    const news = { from: manifest.applied, to: position, items: rows.length, has_rules: rules !== undefined, has_taxes: hasTaxes };
    const isNews = news.items > 0 || news.has_rules || news.has_taxes;
    await db.write(["changes", "cells"], async (tables) => {
      await Promise.all(rows.map((row) => tables.changes.put(row)));
      await tables.cells.put("manifest", { ...manifest, applied: position });
      if (settings !== undefined) await tables.cells.put("settings", settings);
      if (rules !== undefined) await tables.cells.put("rules", rules);
      if (isNews) await noteTaken(tables.cells, news);
    });
    if (isNews) this.#context.hasNews = true;
    this.#context.learn({
      catalog_position: position,
      ...(settings === undefined ? {} : { settings }),
      ...compiled,
    });
    this.#catalog.apply(changes, position);
  }
}
