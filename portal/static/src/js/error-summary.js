// Brings the reader to what must be corrected: the first link, else the box itself.
const summary = document.querySelector("[data-error-summary]");
(summary?.querySelector("a") ?? summary)?.focus();
