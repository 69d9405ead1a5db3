// Says at once that a chosen file is larger than data-max-mb allows, before it is sent in vain.
const MEBIBYTE = 1024 * 1024;

function tooLarge(input) {
  const most = Number(input.dataset.maxMb) * MEBIBYTE;
  return [...input.files].find((file) => file.size > most);
}

function say(input) {
  const field = input.closest(".field");
  const file = tooLarge(input);
  field.querySelector("[data-too-large]")?.remove();
  field.classList.toggle("field--error", Boolean(file));
  input.setAttribute("aria-invalid", String(Boolean(file)));
  if (!file) return;
  const message = document.createElement("p");
  message.className = "field__error";
  message.dataset.tooLarge = "";
  message.setAttribute("role", "alert");
  const size = (file.size / MEBIBYTE).toFixed(1);
  message.textContent = `ファイルが大きすぎます（${size}MB）。${input.dataset.maxMb}MB以下のファイルを選んでください。`;
  field.append(message);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][data-max-mb]")) say(event.target);
});

document.addEventListener(
  "submit",
  (event) => {
    const input = [...event.target.querySelectorAll("input[type=file][data-max-mb]")].find(tooLarge);
    if (!input) return;
    event.preventDefault();
    event.stopPropagation();
    input.focus();
  },
  { capture: true },
);
