import { expect, test } from "vitest";

import { EventStreamParser } from "../src/door/event-stream.ts";
import { HttpDoor, type Fetch, type FetchRequest } from "../src/door/http-door.ts";
import { ManualTime } from "../src/testing.ts";
import type { DoorEvent, StopSignal } from "../src/index.ts";
import { until } from "./kit.ts";

interface Sent {
  readonly address: string;
  readonly request: FetchRequest;
}

function doorAnswering(answer: () => Response | Promise<Response>): { door: HttpDoor; sent: Sent[]; time: ManualTime } {
  const sent: Sent[] = [];
  const time = new ManualTime(0, 0);
  const fetch: Fetch = (address, request) => {
    sent.push({ address, request });
    return Promise.resolve(answer());
  };
  return { door: new HttpDoor(fetch, time, "https://lune.example"), sent, time };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

test("entries are sent as lines of seal and text, with the token", async () => {
  const answer = { answers: [{ digest: "d", status: "quarantined", code: "gap" }], catalog_position: 7, revoked: false };
  const { door, sent } = doorAnswering(() => json(answer, 200, { "Comptoir-Time": "2026-11-22T11:00:00.000Z" }));

  const result = await door.sendEntries("secret", [
    { seal: "S1", text: '{"a":1}' },
    { seal: "S2", text: '{"a":"é"}' },
  ]);

  expect(result).toEqual({ kind: "ok", value: answer, server_time: "2026-11-22T11:00:00.000Z" });
  expect(sent[0]?.address).toBe("https://lune.example/edge/v1/entries");
  expect(sent[0]?.request).toMatchObject({
    method: "POST",
    body: 'S1 {"a":1}\nS2 {"a":"é"}\n',
    headers: { Authorization: "Bearer secret", "Content-Type": "text/plain; charset=utf-8" },
    credentials: "omit",
  });
});

test.each([
  ["a refusal with its code", json({ code: "edge.token_unknown", status: 401 }, 401), { kind: "refusal", status: 401, code: "edge.token_unknown" }],
  ["a busy server", json({ code: "edge.too_fast" }, 429, { "Retry-After": "7" }), { kind: "weather", weather: "busy", retry_after_ms: 7_000 }],
  ["a database that moves", json({}, 503), { kind: "weather", weather: "busy" }],
  ["a broken server", new Response("<html>", { status: 502 }), { kind: "weather", weather: "server" }],
  ["a hotel's login page", new Response("<html>", { status: 200 }), { kind: "weather", weather: "unreadable_answer" }],
  ["a proxy's own refusal", new Response("Forbidden", { status: 403 }), { kind: "weather", weather: "unreadable_answer" }],
  ["another program's JSON", json({ hello: "world" }), { kind: "weather", weather: "unreadable_answer" }],
])("%s becomes the right kind of answer", async (_name, response, expected) => {
  const { door } = doorAnswering(() => response);

  expect(await door.catalogChanges("secret", 3)).toEqual(expected);
});

test("no line is weather", async () => {
  const { door } = doorAnswering(() => {
    throw new TypeError("Failed to fetch");
  });

  expect(await door.catalog("secret")).toEqual({ kind: "weather", weather: "offline" });
});

test("a call that never answers ends by itself", async () => {
  const time = new ManualTime(0, 0);
  const fetch: Fetch = (_address, request) =>
    new Promise((_resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  const asked = new HttpDoor(fetch, time, "").catalog("secret");

  time.advance(15_000);

  expect(await asked).toEqual({ kind: "weather", weather: "timeout" });
});

test("events are read from a stream whose pieces break anywhere", () => {
  const text = 'event: hello\ndata: {}\n\n: still here\n\nevent: catalog\r\ndata: {"position":12}\r\n\r\nevent: unknown\ndata: 1\n\nevent: revoked\ndata: {}\n\n';
  const parser = new EventStreamParser();

  const events = Array.from(text, (piece) => parser.push(piece)).flat();

  expect(events).toEqual([{ event: "hello" }, { event: "catalog", position: 12 }, { event: "revoked" }]);
});

test("a stream that falls silent is given up, one that speaks is kept", async () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (made) => (controller = made) });
  const { door, time, sent } = doorAnswering(() => new Response(body));
  const heard: DoorEvent[] = [];
  const stop: StopSignal = { is_stopped: false, onStop: () => undefined };
  let isOver = false;
  const listening = door.events("secret", (event) => heard.push(event), stop).then((answer) => {
    isOver = true;
    return answer;
  });
  await until(() => sent.length === 1);
  sent[0]?.request.signal.addEventListener("abort", () => controller?.error(new DOMException("aborted", "AbortError")));

  controller?.enqueue(new TextEncoder().encode("event: hello\ndata: {}\n\n"));
  await until(() => heard.length === 1);
  time.advance(50_000);
  controller?.enqueue(new TextEncoder().encode('event: catalog\ndata: {"position":2}\n\n'));
  await until(() => heard.length === 2);
  time.advance(50_000);
  expect(isOver).toBe(false);
  time.advance(10_000);

  expect(await listening).toEqual({ kind: "weather", weather: "timeout" });
});
