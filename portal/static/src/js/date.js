// A date pasted or typed whole into one of the three fields fills all three; a calendar beside them.
import { readDate } from "./read-date.js";

function parts(group) {
  return Object.fromEntries([...group.querySelectorAll("[data-date-part]")].map((input) => [input.dataset.datePart, input]));
}

function fill(group, date) {
  const fields = parts(group);
  for (const [part, value] of Object.entries(date)) {
    fields[part].value = String(value);
    fields[part].dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function addPicker(group, button) {
  const native = document.createElement("input");
  Object.assign(native, { type: "date", tabIndex: -1, className: "date__native" });
  native.setAttribute("aria-hidden", "true");
  button.after(native);
  button.hidden = false;
  button.addEventListener("click", () => {
    const { year, month, day } = parts(group);
    const now = readDate(`${year.value}/${month.value}/${day.value}`);
    native.value = now ? [now.year, now.month, now.day].map((n) => String(n).padStart(2, "0")).join("-") : "";
    native.showPicker();
  });
  native.addEventListener("change", () => {
    const date = readDate(native.value);
    if (date) fill(group, date);
    button.focus();
  });
}

for (const group of document.querySelectorAll("[data-date]")) {
  group.addEventListener("paste", (event) => {
    const date = readDate(event.clipboardData.getData("text"));
    if (!date || !event.target.matches("[data-date-part]")) return;
    event.preventDefault();
    fill(group, date);
    parts(group).day.focus();
  });
  group.addEventListener("change", (event) => {
    const date = event.target.matches("[data-date-part=year]") && readDate(event.target.value);
    if (date) fill(group, date);
  });
  const button = group.querySelector("[data-date-picker]");
  if (button && "showPicker" in HTMLInputElement.prototype) addPicker(group, button);
}
