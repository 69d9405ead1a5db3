// Select all, shift to select a range, and the count in the bulk bar.
function rowsOf(form) {
  return [...form.querySelectorAll("[data-bulk-row]")];
}

function show(form) {
  const rows = rowsOf(form);
  const chosen = rows.filter((row) => row.checked).length;
  for (const all of form.querySelectorAll("[data-bulk-all]")) {
    all.checked = rows.length > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  for (const count of form.querySelectorAll("[data-bulk-count]")) count.textContent = String(chosen);
}

function choose(form, rows, checked) {
  for (const row of rows) row.checked = checked;
  show(form);
}

for (const form of document.querySelectorAll("[data-bulk]")) {
  let last = null;
  form.dataset.bulkReady = "";
  show(form);
  form.addEventListener("click", (event) => {
    if (event.target.matches("[data-bulk-clear]")) choose(form, rowsOf(form), false);
    if (!event.target.matches("[data-bulk-row]")) return;
    const rows = rowsOf(form);
    const [from, to] = [rows.indexOf(last), rows.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) choose(form, rows.slice(from, to + 1), event.target.checked);
    last = event.target;
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-bulk-all]")) choose(form, rowsOf(form), event.target.checked);
    else show(form);
  });
  window.addEventListener("pageshow", () => show(form));
}
