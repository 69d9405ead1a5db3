// Work without network: registers the worker, sends what waits, says how things stand, tidies up at sign-out.
import { showConnection, showList, showStrip } from "./offline-list.js";
import { NoNetwork, SignedOut, sendKept } from "./offline-send.js";
import { forget, forgetPages, keptOf } from "./offline-store.js";

const who = document.querySelector("meta[name=portal-user]")?.content;
const EVERY = 30_000;
const LAST_USER = "portal-user";
let offline = !navigator.onLine;
let signedOut = false;
let everSent = false;

export const user = who;

export async function show() {
  const entries = await keptOf(who);
  showList(entries, refresh);
  showStrip(entries.length, { offline, signedOut });
  showConnection(offline, everSent && entries.length === 0);
}

export async function refresh() {
  let sent = 0;
  try {
    sent = await sendKept(who);
    offline = !navigator.onLine;
    signedOut = false;
  } catch (problem) {
    offline = problem instanceof NoNetwork;
    signedOut = problem instanceof SignedOut;
    if (!offline && !signedOut) throw problem;
  }
  everSent ||= sent > 0;
  if (sent && document.querySelector("[data-kept]")) location.reload();
  else await show();
}

export function lost() {
  offline = true;
}

async function register() {
  const worker = document.querySelector("meta[name=portal-worker]").content;
  await navigator.serviceWorker.register(worker);
  const ready = await navigator.serviceWorker.ready;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data === "kept") document.documentElement.dataset.offlineReady = "";
  });
  if (navigator.onLine) ready.active.postMessage("keep");
}

// Somebody else signed in on this device: the pages kept for the one before go.
async function newcomer() {
  if (localStorage.getItem(LAST_USER) !== who) await forgetPages();
  localStorage.setItem(LAST_USER, who);
}

async function signOut(event) {
  const form = event.target;
  if (form.dataset.signOut === undefined || form.dataset.forgotten !== undefined) return;
  event.preventDefault();
  const waiting = (await keptOf(who)).length;
  const warning = `まだ送っていない記録が${waiting}件あります。サインアウトすると、この端末から消えます。`;
  if (waiting && !confirm(warning)) return;
  await forget(who);
  form.dataset.forgotten = "";
  form.submit();
}

// Without network only entries can be kept; any other step waits, and says so.
function holdBack(event) {
  const form = event.target;
  if (navigator.onLine || form.method !== "post" || form.dataset.offlineEntry !== undefined) return;
  if (form.dataset.signOut !== undefined) return;
  event.preventDefault();
  event.stopPropagation();
  showStrip(0, { offline: true, held: true });
}

// Where one is, for the form that the device keeps.
function notePlace() {
  if (!document.querySelector("[data-kept]")) return;
  localStorage.setItem("portal-school", document.querySelector("[data-place]")?.dataset.place ?? "");
}

async function start() {
  notePlace();
  document.addEventListener("submit", signOut, { capture: true });
  document.addEventListener("submit", holdBack, { capture: true });
  window.addEventListener("online", refresh);
  window.addEventListener("offline", () => {
    lost();
    show();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  setInterval(refresh, EVERY);
  await newcomer();
  await refresh();
  await register();
}

if (who && "serviceWorker" in navigator && "locks" in navigator && window.isSecureContext) start();
// Somebody who keeps no log uses this device now: the pages of who did before go.
else if (document.querySelector("form[data-sign-out]") && "caches" in window) forgetPages();
