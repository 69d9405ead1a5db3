// Keeps what a supporter needs without network: the portal's files, the day, and the empty entry form. No other page.
const { files, today, entry } = self.PORTAL;
const SHELL = `${entry}?shell=1`;
const FILES = `files:${files.join()}`;
const PAGES = `pages:${today}`;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(files)));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("files:") && name !== FILES) await caches.delete(name);
  }
  await self.clients.claim();
}

// The page says that somebody is signed in who may work without network.
self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keepPages().then(() => event.source?.postMessage("kept")));
});

async function keepPages() {
  await Promise.all([today, SHELL].map(async (address) => keep(address, await fetch(address))));
}

async function keep(address, answer) {
  if (!answer.ok || answer.redirected) return;
  const cache = await caches.open(PAGES);
  await cache.put(address, answer.clone());
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (files.includes(url.pathname)) event.respondWith(fromFiles(request));
  else if (request.mode === "navigate") answerPage(event, url);
});

async function fromFiles(request) {
  return (await caches.match(request, { cacheName: FILES })) ?? fetch(request);
}

function answerPage(event, url) {
  if (url.pathname === today) event.respondWith(pageOr(event.request, today, !url.search));
  else if (url.pathname === entry) event.respondWith(pageOr(event.request, SHELL, false));
}

// The network first; what was kept only when there is none.
async function pageOr(request, kept, renew) {
  try {
    const answer = await fetch(request);
    if (renew) await keep(kept, answer);
    return answer;
  } catch (problem) {
    const page = await caches.match(kept, { cacheName: PAGES });
    if (page) return page;
    throw problem;
  }
}
