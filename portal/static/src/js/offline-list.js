// Shows what waits on this device: the strip under the bar, and the list on 今日.
import { drop, keep } from "./offline-store.js";

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function icon(name) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  node.setAttribute("class", "icon");
  node.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("[data-sprite]").dataset.sprite}#${name}`);
  node.append(use);
  return node;
}

function words(count, offline, signedOut, held) {
  if (held) return ["圏外です。", make("b", "", "この操作は、つながってからもう一度押してください。")];
  if (signedOut) return [make("b", "", `入力${count}件をこの端末に保存しています。`), "サインインすると送ります。"];
  if (!offline) return [make("b", "", `この端末に未送信の記録が${count}件あります。`), "「今日」で確かめてください。"];
  const kept = count ? [make("b", "", `入力${count}件をこの端末に保存しました。`)] : [];
  return ["圏外です。", ...kept, count ? "つながると自動で送ります。" : "記録はこの端末に保存し、つながると自動で送ります。"];
}

export function showStrip(count, { offline, signedOut = false, held = false }) {
  const strip = document.querySelector("[data-offline]");
  if (!strip) return;
  strip.hidden = !offline && !count;
  if (strip.hidden) return;
  strip.className = offline ? "offline" : "offline offline--waiting";
  const text = make("p", "", ...words(count, offline, signedOut, held));
  strip.replaceChildren(icon(offline ? "wifi-off" : "cloud-upload"), text);
}

export function showConnection(offline, sent) {
  const place = document.querySelector("[data-connection]");
  if (!place) return;
  place.hidden = !offline && !sent;
  place.classList.toggle("connection--sent", !offline);
  place.replaceChildren(icon(offline ? "wifi-off" : "check"), offline ? "圏外" : "送信済み");
}

function button(label, act) {
  const node = make("button", "button button--neutral button--small", label);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function buttons(one, changed) {
  const box = make("div", "kept__buttons");
  const fix = make("a", "button button--neutral button--small", "直す");
  fix.href = `${document.querySelector("[data-kept]").dataset.form}?kept=${one.key}`;
  if (one.state === "asked") {
    box.append(button("このまま保存", () => keep({ ...one, accepted: true, state: "waiting" }).then(changed)));
  }
  box.append(
    fix,
    button("消す", () => confirm(`「${one.label.title}」をこの端末から消します。`) && drop(one.key).then(changed)),
  );
  return box;
}

function row(one, changed) {
  const body = make("div", "entries__body", make("b", "entries__title", one.label.title));
  body.append(make("span", "entries__detail", one.label.detail));
  if (one.state === "waiting") {
    return make("li", "entries__item", body, make("span", "entries__state", icon("clock"), "送信待ち"));
  }
  body.append(make("span", "entries__message", one.message));
  for (const other of one.existing ?? []) body.append(make("span", "entries__detail", `ポータルの記録：${other}`));
  return make("li", "entries__item", body, buttons(one, changed));
}

export function showList(entries, changed) {
  const section = document.querySelector("[data-kept]");
  if (!section) return;
  section.hidden = entries.length === 0;
  section.querySelector("[data-kept-count]").textContent = String(entries.length);
  section.querySelector("[data-kept-list]").replaceChildren(...entries.map((one) => row(one, changed)));
}
