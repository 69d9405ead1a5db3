// The entry form's small helps: steps of minutes, the time they cover, chosen photos, a tap on a group.
const form = document.querySelector("#entry-form");
const DAY = 1440;

function minutesOf(text) {
  const found = text.normalize("NFKC").match(/^(\d{1,2}):?(\d{2})$/);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

function clock(minutes) {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function showRange() {
  const [starts, minutes] = [minutesOf(form.elements.starts.value), Number(form.elements.minutes.value)];
  const fits = starts !== null && minutes > 0 && starts + minutes < DAY;
  form.querySelector("[data-range]").textContent = fits ? `${clock(starts)}–${clock(starts + minutes)}` : "";
}

function step(by) {
  const input = form.elements.minutes;
  const next = by > 0 ? Math.floor(Number(input.value) / by) * by + by : Math.ceil(Number(input.value) / -by) * -by + by;
  input.value = String(Math.min(DAY, Math.max(15, next)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function showPhotos(input) {
  const list = form.querySelector("[data-photo-list]");
  for (const old of list.querySelectorAll("[data-new]")) old.remove();
  for (const file of input.files) {
    const line = document.createElement("li");
    line.dataset.new = "";
    line.textContent = file.name;
    list.append(line);
  }
}

if (form) {
  for (const button of form.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  form.addEventListener("input", showRange);
  form.addEventListener("filled", showRange);
  form.addEventListener("change", (event) => event.target.matches("[data-photos]") && showPhotos(event.target));
  showRange();
}
