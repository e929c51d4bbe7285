// The moderation desk by keyboard: a key opens an act and never does it; a second one does.

import { isComposing } from "../lib/keyboard.js";

/** Return whether the key is a command of its own: no shortcut, no repetition, nobody's text. */
function isCommand(event) {
  const { ctrlKey, metaKey, altKey, shiftKey, repeat, defaultPrevented, target } = event;
  const isModified = ctrlKey || metaKey || altKey || shiftKey;
  const isTyped = target.closest("input, textarea, select, [contenteditable]") !== null;
  return !(isModified || repeat || defaultPrevented || isTyped || isComposing(event));
}

function walk(step) {
  const items = [...document.querySelectorAll("[data-ref='list'] .desk-item")];
  const next = items.indexOf(document.activeElement) + step;
  items[Math.max(0, Math.min(items.length - 1, next))]?.focus();
}

/** What is grave is given its reason first; all else waits for Enter. */
function open(act) {
  act.open = true;
  const field = act.querySelector("textarea:required") ?? act.querySelector("button");
  field.focus();
  act.scrollIntoView({ block: "nearest" });
}

function press(found) {
  if (found.matches("details")) open(found);
  else found.focus();
}

/** Within an act, wherever in it: Ctrl and Enter send it, Escape leaves it. */
function typed(event, act) {
  if (event.repeat || isComposing(event)) return;
  if (event.key === "Escape") {
    act.open = false;
    act.querySelector("summary").focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    act.querySelector("form").requestSubmit(act.querySelector("form button"));
  }
}

document.addEventListener("keydown", (event) => {
  const act = event.target.closest("details[open]");
  if (act) typed(event, act);
  if (!isCommand(event)) return;
  const key = event.key.toLowerCase();
  const found = document.querySelector(`[data-key='${CSS.escape(key)}']`);
  if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (found) press(found);
  else return;
  event.preventDefault();
});

/** A form that was sent is not sent again before its answer; a page that comes back begins anew. */
document.addEventListener("submit", (event) => {
  if (event.target.dataset.isSent) event.preventDefault();
  event.target.dataset.isSent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.isSent;
});

const refused = document.querySelector("details[open] [data-refused] textarea");
refused?.focus();
