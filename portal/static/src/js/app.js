// Small conveniences on pages that are complete without them.
import "htmx.org/dist/htmx.esm.js";
import "./autosubmit.js";
import "./bulk.js";
import "./date.js";
import "./dispatch.js";
import "./entry.js";
import "./error-summary.js";
import "./file-size.js";
import "./files.js";
import "./menus.js";
import "./offline.js";
import "./offline-entry.js";
import "./password.js";
import "./submit-once.js";
import "./unsaved.js";
