// Shows and hides a password; it is hidden again before the form is sent.
function set(input, button, shown) {
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.querySelector("span").textContent = shown ? "隠す" : "表示";
}

for (const control of document.querySelectorAll("[data-password]")) {
  const [input, button] = [control.querySelector("input"), control.querySelector("button")];
  control.dataset.passwordReady = "";
  button.hidden = false;
  button.addEventListener("click", () => set(input, button, input.type === "password"));
  input.form?.addEventListener("submit", () => set(input, button, false));
}
