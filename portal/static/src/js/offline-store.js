// Entries that wait on this device, in IndexedDB: {key, user, at, fields, photos, label, state, message, questions, existing}.
const NAME = `portal:${location.pathname.split("/")[1]}`;
const STORE = "entries";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function work(mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export async function keptOf(user) {
  const all = await work("readonly", (store) => store.getAll());
  return all.filter((one) => one.user === user).sort((a, b) => a.at - b.at);
}

export const keptEntry = (key) => work("readonly", (store) => store.get(key));
export const keep = (entry) => work("readwrite", (store) => store.put(entry));
export const drop = (key) => work("readwrite", (store) => store.delete(key));

export async function forget(user) {
  for (const one of await keptOf(user)) await drop(one.key);
  await forgetPages();
}

export async function forgetPages() {
  for (const name of await caches.keys()) if (name.startsWith("pages:")) await caches.delete(name);
}
