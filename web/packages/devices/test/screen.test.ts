import { expect, test } from "vitest";

import { joinScreen, watchScreen, type ScreenNews, type ScreenPorts } from "../src/screens/index.ts";

const SCREEN = { address: "https://pi.comptoir.local:8490", token: "secret" };

/** An agent that is asked with `fetch`, and a clock that only moves when it is told. */
class World {
  readonly asked: { readonly address: string; readonly authorization: string | undefined }[] = [];
  readonly news: ScreenNews[] = [];
  answers: (() => Response | Promise<Response>)[] = [];
  #due: { readonly ms: number; readonly action: () => void }[] = [];

  readonly ports: ScreenPorts = {
    fetch: (address, request) => {
      const headers = new Headers(request?.headers);
      this.asked.push({ address: typeof address === "string" ? address : "", authorization: headers.get("Authorization") ?? undefined });
      const answer = this.answers.shift();
      if (answer === undefined) return new Promise(() => undefined);
      return Promise.resolve().then(answer);
    },
    after: (ms, action) => {
      const timer = { ms, action };
      this.#due.push(timer);
      return () => {
        this.#due = this.#due.filter((other) => other !== timer);
      };
    },
  };

  /** Whatever waits for so long happens now. */
  fire(ms: number): void {
    const now = this.#due.filter((timer) => timer.ms === ms);
    this.#due = this.#due.filter((timer) => timer.ms !== ms);
    for (const { action } of now) action();
  }

  get waits(): readonly number[] {
    return this.#due.map(({ ms }) => ms);
  }
}

function stream(...pieces: string[]): () => Response {
  return () => new Response(new Blob(pieces).stream(), { status: 200 });
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("a code is spent for a token; a wrong one and no line are told apart", async () => {
  const world = new World();
  world.answers = [
    () => new Response(JSON.stringify({ token: "secret", name: "Comptoir" }), { status: 201 }),
    () => new Response("{}", { status: 401 }),
    () => Promise.reject(new TypeError("no line")),
    () => new Response("<html>", { status: 200 }),
  ];

  expect(await joinScreen(world.ports, SCREEN.address, "code")).toEqual(SCREEN);
  expect(await joinScreen(world.ports, SCREEN.address, "code")).toBe("code_unknown");
  expect(await joinScreen(world.ports, SCREEN.address, "code")).toBe("weather");
  expect(await joinScreen(world.ports, SCREEN.address, "code")).toBe("weather");
  expect(world.asked[0]?.address).toBe("https://pi.comptoir.local:8490/v1/screens/join");
});

test("views come whole, however the line cuts them, and a pulse is no news", async () => {
  const world = new World();
  world.answers = [stream("event: away\ndata:\n\n:\n\nevent: vi", 'ew\ndata: {"total":207}\n', '\nevent: later\ndata: {}\n\n')];
  const stop = watchScreen(world.ports, SCREEN, (news) => world.news.push(news));
  await settle();

  expect(world.asked).toEqual([{ address: "https://pi.comptoir.local:8490/v1/screens/events", authorization: "Bearer secret" }]);
  expect(world.news).toEqual([{ kind: "away" }, { kind: "view", view: { total: 207 } }, { kind: "lost" }]);
  stop();
});

test("a line that breaks is taken up again, slower each time, and at once fast again when it has spoken", async () => {
  const world = new World();
  const broken = (): Promise<Response> => Promise.reject(new TypeError("no line"));
  world.answers = [broken, broken, stream("event: away\ndata:\n\n"), broken];
  const stop = watchScreen(world.ports, SCREEN, (news) => world.news.push(news));
  await settle();
  expect(world.waits).toEqual([1_000]);
  world.fire(1_000);
  await settle();
  expect(world.waits).toEqual([2_000]);
  world.fire(2_000);
  await settle();

  expect(world.waits).toEqual([1_000]);
  expect(world.news.map(({ kind }) => kind)).toEqual(["lost", "lost", "away", "lost"]);
  stop();
  await settle();
  expect(world.waits).toEqual([]);
  expect(world.asked.length).toBe(3);
});

test("a line on which nothing comes is a dead one", async () => {
  const world = new World();
  world.answers = [
    () => new Promise<Response>((_, reject) => {
      world.ports.after(9, () => reject(new DOMException("stopped", "AbortError")));
    }),
  ];
  const stop = watchScreen(world.ports, SCREEN, (news) => world.news.push(news));
  await settle();
  world.fire(25_000);
  world.fire(9);
  await settle();

  expect(world.news).toEqual([{ kind: "lost" }]);
  stop();
});

test("a screen that its till has let go asks no more", async () => {
  const world = new World();
  world.answers = [() => new Response("{}", { status: 401 })];
  watchScreen(world.ports, SCREEN, (news) => world.news.push(news));
  await settle();

  expect(world.news).toEqual([{ kind: "forgotten" }]);
  expect(world.waits).toEqual([]);
});
