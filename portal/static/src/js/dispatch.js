// The board by keyboard and by dragging: both lead to what its links and its form do without script.
const board = () => document.querySelector("[data-board]");

function typing(target) {
  return target.matches("input:not([type=radio]), select, textarea, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("[data-candidates]");
  if (!form || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const choice = form.querySelector(`#choice-${CSS.escape(event.key)}`);
  if (choice) {
    choice.checked = true;
    choice.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && !event.repeat && event.target.matches("body, main, [data-candidates] input")) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

document.addEventListener("dragstart", (event) => {
  const ticket = event.target.closest?.("[data-ticket]");
  if (!ticket || !board()) return;
  event.dataTransfer.setData("text/plain", ticket.dataset.ticket);
  event.dataTransfer.effectAllowed = "move";
});

function cellOf(event) {
  return board() && event.target.closest?.("[data-person][data-day]");
}

document.addEventListener("dragover", (event) => {
  if (cellOf(event)) event.preventDefault();
});

document.addEventListener("dragenter", (event) => {
  for (const cell of document.querySelectorAll(".cell--drop")) cell.classList.remove("cell--drop");
  cellOf(event)?.classList.add("cell--drop");
});

// The ticket is shown at that person's best time of that day; Enter assigns it.
document.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  const ticket = event.dataTransfer?.getData("text/plain");
  if (!cell || !/^\d+$/.test(ticket)) return;
  event.preventDefault();
  const { person, day } = cell.dataset;
  const minutes = document.querySelector(`[data-ticket="${ticket}"] select[name=minutes]`)?.value;
  const query = new URLSearchParams({ day, ticket, person, on: day, ...(minutes && { minutes }) });
  location.assign(`${location.pathname.replace(/\/board\/.*/, "/board")}?${query}`);
});
