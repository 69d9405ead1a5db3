// Names the files chosen in a control whose own text is hidden.
document.addEventListener("change", (event) => {
  const output = event.target.type === "file" && event.target.closest("label")?.querySelector("output");
  if (output) output.textContent = [...event.target.files].map((file) => file.name).join("、");
});
