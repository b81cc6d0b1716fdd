/** The device door's answers, read from JSON text. */
import { readItem, readSettings } from "../documents.ts";
import { parseJson, readFlag, readInteger, readList, readObject, readOptionalText, readText, Unreadable, type JsonObject } from "../reading.ts";
import { readRules } from "../rules.ts";
import type { AnswerStatus, CatalogChange, CatalogChanges, CatalogManifest, EntriesAnswer, EntryAnswer, Enrolled, Exchanged, MadeArticle, RequestAnswer, ShelfTaken } from "./door.ts";

export function readEnrolled(text: string): Enrolled {
  const source = readObject(parseJson(text), "enrolment");
  const previousChain = readOptionalText(source, "previous_chain");
  const previousHead = source["previous_head"];
  return {
    token: readText(source, "token"),
    certificate: readText(source, "certificate"),
    organization: readText(source, "organization"),
    legal_entity: readText(source, "legal_entity"),
    store: readText(source, "store"),
    till: readText(source, "till"),
    till_code: readText(source, "till_code"),
    chain: readText(source, "chain"),
    enrolment: readInteger(source, "enrolment"),
    server_key: readText(source, "server_key"),
    ...(previousChain === undefined ? {} : { previous_chain: previousChain }),
    ...(previousHead === undefined || previousHead === null ? {} : { previous_head: readHead(previousHead) }),
  };
}

function readHead(value: unknown): { readonly sequence: number; readonly digest: string } {
  const source = readObject(value, "previous_head");
  return { sequence: readInteger(source, "sequence"), digest: readText(source, "digest") };
}

export function readExchanged(text: string): Exchanged {
  const source = readObject(parseJson(text), "exchange");
  return { server_key: readText(source, "server_key"), settings: readSettings(source["settings"]) };
}

export function readEntries(text: string): EntriesAnswer {
  const source = readObject(parseJson(text), "entries");
  return {
    answers: readList(source["answers"], "answers").map(readEntryAnswer),
    catalog_position: readInteger(source, "catalog_position"),
    revoked: readFlag(source, "revoked"),
  };
}

function readEntryAnswer(value: unknown): EntryAnswer {
  const source = readObject(value, "answer");
  const code = readOptionalText(source, "code");
  return {
    digest: readText(source, "digest"),
    ...(typeof source["sequence"] === "number" ? { sequence: source["sequence"] } : {}),
    status: readStatus(source),
    ...(code === undefined ? {} : { code }),
  };
}

function readStatus(source: JsonObject): AnswerStatus {
  const status = readText(source, "status");
  if (status !== "stored" && status !== "already_stored" && status !== "quarantined" && status !== "missing") throw new Unreadable(`status ${status}`);
  return status;
}

export function readMadeArticle(text: string): MadeArticle {
  const source = readObject(parseJson(text), "article");
  return { position: readInteger(source, "position"), item: readItem(source["item"]) };
}

export function readManifest(text: string): CatalogManifest {
  const source = readObject(parseJson(text), "catalog");
  return {
    position: readInteger(source, "position"),
    chunks: readList(source["chunks"], "chunks").map((value) => {
      const chunk = readObject(value, "chunk");
      return { digest: readText(chunk, "digest"), count: readInteger(chunk, "count") };
    }),
    settings: readSettings(source["settings"]),
    rules: readRules(source["rules"]),
  };
}

export function readChanges(text: string): CatalogChanges {
  const source = readObject(parseJson(text), "changes");
  return {
    position: readInteger(source, "position"),
    changes: readList(source["changes"], "changes").map(readChange),
    more: readFlag(source, "more"),
  };
}

export function readChange(value: unknown): CatalogChange {
  const source = readObject(value, "change");
  const position = readInteger(source, "position");
  if (source["item"] !== undefined) return { position, item: readItem(source["item"]) };
  if (source["settings"] !== undefined) return { position, settings: readSettings(source["settings"]) };
  if (source["rules"] !== undefined) return { position, rules: readRules(source["rules"]) };
  return { position, removed: readText(source, "removed") };
}

export function readShelfTaken(text: string): ShelfTaken {
  return { position: readInteger(readObject(parseJson(text), "shelf"), "position") };
}

export function readServerTime(text: string): { readonly server_time: string } {
  return { server_time: readText(readObject(parseJson(text), "status"), "server_time") };
}

const WISH_STATES: readonly RequestAnswer["state"][] = ["waiting", "queued", "sent", "failed", "refused", "made"];

export function readRequestAnswers(text: string): readonly RequestAnswer[] {
  return readList(readObject(parseJson(text), "requests")["answers"], "answers").map((value) => {
    const source = readObject(value, "answer");
    const [code, number] = [readOptionalText(source, "code"), readOptionalText(source, "number")];
    const state = WISH_STATES.find((known) => known === source["state"]);
    if (state === undefined) throw new Unreadable("state");
    return { id: readText(source, "id"), state, ...(code === undefined ? {} : { code }), ...(number === undefined ? {} : { number }) };
  });
}
