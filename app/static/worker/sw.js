/* The worker of staff pages, which are the only ones that ask for it. It reads everything from the network and keeps nothing of
   anybody: without a network, staff pages give way to one that says so. KEPT is written above by app/web/installed/manifest.py. */
const CACHE = `relais-${KEPT.join("|")}`;
const [OFFLINE] = KEPT;
/* What candidates open is theirs alone: it is left to the browser. */
const PUBLIC = /^\/(?:r|s|c|fr|en|media|widget)(?:\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(forget).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || PUBLIC.test(address.pathname)) return;
  const kept = request.mode === "navigate" ? OFFLINE : address.pathname + address.search;
  if (!KEPT.includes(kept)) return;
  event.respondWith(fetch(request).catch(async () => (await caches.match(kept)) ?? Response.error()));
});
