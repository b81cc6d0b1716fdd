// The till's service worker: every file of one build, kept under the build's version, so that the till starts
// without a network. It never touches /edge/: sales travel by the page, and are never cached.
const NAME = "comptoir-till-__VERSION__";
const CORE = ["__CORE__"];
const LATER = ["__LATER__"];

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
      caches.open(NAME).then((cache) => cache.addAll(CORE.map((path) => new Request(path, { cache: "reload" })))),
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
    event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(LATER)).catch(() => undefined));
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
