// A form marked data-submit-once is sent once; coming back to the page frees its buttons.
const waiting = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-submit-once]")) return;
  if (waiting.has(form)) {
    event.preventDefault();
    return;
  }
  waiting.add(form);
  // Disabled after this turn, so that the pressed button's own value is still sent.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
  });
});

window.addEventListener("pageshow", () => {
  for (const form of waiting) for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  waiting.clear();
});
