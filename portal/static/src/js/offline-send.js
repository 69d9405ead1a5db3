// Sends what waits on this device, once each: the key that the device made lets the portal know it again.
import { drop, keep, keptOf } from "./offline-store.js";

const base = `/${location.pathname.split("/")[1]}/worklogs`;

export class NoNetwork extends Error {}
export class SignedOut extends Error {}

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", redirect: "manual", ...options });
  } catch {
    throw new NoNetwork();
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new SignedOut();
  if (!answer.ok) throw new NoNetwork();
  return answer.json();
}

function parcel(entries) {
  const body = new FormData();
  const told = entries.map(({ key, fields, accepted }) => ({ key, fields, accepted: Boolean(accepted) }));
  body.append("entries", JSON.stringify(told));
  for (const { key, photos } of entries) {
    for (const photo of photos) body.append(`photos-${key}`, photo, photo.name);
  }
  return body;
}

// Answers what became of each: {key, result: accepted|refused|asked, message, questions, existing}.
export async function send(entries, token) {
  const headers = { "X-CSRFToken": token };
  return (await ask(`${base}/entries.json`, { method: "POST", body: parcel(entries), headers })).entries;
}

// Sends all that waits for this user; refused ones stay with the reason. Only one tab sends at a time.
export function sendKept(user) {
  return navigator.locks.request("portal-send", async () => {
    const waiting = (await keptOf(user)).filter((one) => one.state === "waiting");
    if (!waiting.length) return 0;
    const signedIn = await ask(`${base}/token.json`);
    if (String(signedIn.user) !== user) throw new SignedOut();
    let sent = 0;
    for (const one of waiting) {
      const [result] = await send([one], signedIn.token);
      if (result.result === "accepted") {
        await drop(one.key);
        sent += 1;
      } else await keep({ ...one, ...result, state: result.result });
    }
    return sent;
  });
}
