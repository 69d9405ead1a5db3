// The entry form with and without network: sent when it can be, kept on the device when it cannot.
import { lost, user } from "./offline.js";
import { NoNetwork, SignedOut, send } from "./offline-send.js";
import { drop, keep, keptEntry } from "./offline-store.js";

const form = document.querySelector("[data-offline-entry]");
const TEXT = ["csrf_token", "group", "photos", "accepted"];

function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
}

function newKey() {
  return crypto.randomUUID().replaceAll("-", "");
}

function chosen(name) {
  const input = form.querySelector(`[name=${name}]:checked`);
  return input?.closest("label").textContent.trim() ?? "";
}

function read() {
  const data = new FormData(form);
  const photos = data.getAll("photos").filter((file) => file.size);
  const fields = [...data].filter(([name]) => !TEXT.includes(name));
  const school = form.elements.school_id.selectedOptions[0]?.textContent ?? "";
  const title = `${chosen("category_code")}　${data.get("minutes")}分`;
  const extra = photos.length ? `・写真${photos.length}枚` : "";
  const detail = [school, data.get("content")].filter(Boolean).join("・") + extra;
  return { key: data.get("client_key"), user, at: Date.now(), fields, photos, label: { title, detail }, state: "waiting" };
}

// A form from the device's store knows neither day nor key nor place.
async function fillShell() {
  const given = new URLSearchParams(location.search);
  const kept = given.get("kept") && (await keptEntry(given.get("kept")));
  if (kept) return fill(kept.fields);
  if (form.dataset.shell === undefined) return;
  form.elements.day.value = given.get("day") ?? today();
  form.elements.client_key.value = newKey();
  for (const name of ["starts", "minutes"]) if (given.get(name)) form.elements[name].value = given.get(name);
  const place = given.get("school") ?? localStorage.getItem("portal-school");
  if (place) form.elements.school_id.value = place;
}

function fill(fields) {
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (field instanceof RadioNodeList) field.value = value;
    else if (field?.type === "checkbox") field.checked = value === "y";
    else if (field && field.type !== "file") field.value = value;
  }
  const item = form.querySelector("[name=category_code]:checked")?.closest("[data-group]");
  if (item) form.querySelector(`#group-${item.dataset.group}`).checked = true;
}

// The smallest check that makes sense before keeping it; the portal checks the rest.
function incomplete() {
  const missing = !form.querySelector("[name=category_code]:checked") || !form.elements.school_id.value;
  return missing || !(Number(form.elements.minutes.value) > 0);
}

async function keepHere(entry) {
  await keep(entry);
  lost();
  location.assign(form.dataset.back);
}

async function submit(event) {
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.sending !== undefined) return;
  form.dataset.sending = "";
  const entry = read();
  try {
    if (incomplete()) throw new Error("incomplete");
    const token = form.elements.csrf_token.value;
    const [result] = await send([entry], token);
    if (result.result !== "accepted") throw new Error(result.result);
    await drop(entry.key);
    location.assign(form.dataset.back);
  } catch (problem) {
    const keepIt = !incomplete() && (problem instanceof NoNetwork || problem instanceof SignedOut);
    if (keepIt) return keepHere(entry);
    if (navigator.onLine) return form.submit();
    say(incomplete() ? "何をしたか、時間、学校を入力してください。" : problem.message);
  }
}

function say(message) {
  delete form.dataset.sending;
  const place = form.querySelector("[data-say]");
  place.hidden = false;
  place.textContent = message;
  place.scrollIntoView({ block: "center" });
}

if (form && user) {
  fillShell().then(() => form.dispatchEvent(new Event("filled")));
  form.addEventListener("submit", submit);
}

