// The till's service worker: every file of one build, kept under the build's version, so that the till starts
// without a network. It never touches /edge/: sales travel by the page, and are never cached.
const VERSION = "__VERSION__";
const NAME = `comptoir-till-${VERSION}`;

/** The names of the build's files stand in a file of their own: nobody waits for them before a sale. */
async function filesOf() {
  const answer = await fetch(`files-${VERSION}.json`);
  if (!answer.ok) throw new Error(`files-${VERSION}.json: ${answer.status}`);
  return answer.json();
}

async function keepCore() {
  const [cache, { core }] = await Promise.all([caches.open(NAME), filesOf()]);
  await cache.addAll(core.map((path) => new Request(path, { cache: "reload" })));
}

async function keepLater() {
  const [cache, { later }] = await Promise.all([caches.open(NAME), filesOf()]);
  await cache.addAll(later);
}

/** Where the browser can, it takes the page and its parts from the cache by itself, without waking this worker first. */
async function routeToCache(event) {
  if (typeof event.addRoutes !== "function") return;
  const { pathname } = new URL(self.registration.scope);
  const source = { cacheName: NAME };
  await event.addRoutes([
    { condition: { urlPattern: new URLPattern({ pathname, search: "", baseURL: self.location.origin }), requestMethod: "GET" }, source },
    { condition: { urlPattern: new URLPattern({ pathname: `${pathname}assets/*`, baseURL: self.location.origin }), requestMethod: "GET" }, source },
  ]);
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    Promise.all([
      keepCore(),
      // A browser that words its routes otherwise goes on asking this worker.
      routeToCache(event).catch(() => undefined),
    ]),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("comptoir-till-") && name !== NAME) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "start-new-version") self.skipWaiting();
  if (event.data === "fetch-the-rest") {
    // Without a line it is asked for again at the next start.
    event.waitUntil(keepLater().catch(() => undefined));
  }
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(self.registration.scope)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(NAME);
      const isPage = event.request.mode === "navigate";
      const kept = await cache.match(isPage ? "./" : event.request, { ignoreSearch: isPage });
      return kept ?? fetch(event.request);
    })(),
  );
});
