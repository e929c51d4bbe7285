// Shows a dialog beside what it belongs to; on a phone it is a sheet from below.

import { rememberFocus } from "./focus_return.js";
import { isComposing } from "./keyboard.js";

const GAP_PX = 4;
const EDGE_PX = 8;

/**
 * Open a dialog over the page; when it closes, one is where one was before.
 *
 * @param {HTMLDialogElement} dialog
 */
export function openModal(dialog) {
  const comeBack = rememberFocus();
  dialog.showModal();
  dialog.addEventListener("close", comeBack, { once: true });
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {DOMRect} anchor  what it belongs to
 */
export function showBeside(dialog, anchor) {
  openModal(dialog);
  const { width, height } = dialog.getBoundingClientRect();
  const below = anchor.bottom + GAP_PX;
  const top = below + height + EDGE_PX <= innerHeight ? below : anchor.top - GAP_PX - height;
  const place = (name, px) => dialog.style.setProperty(name, `${Math.max(EDGE_PX, px)}px`);
  place("--top", Math.min(top, innerHeight - height - EDGE_PX));
  place("--left", Math.min(anchor.right - width, innerWidth - width - EDGE_PX));
}

/** Let a press outside close the dialog, and Escape too unless it belongs to an input method. */
export function makeClosable(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !isInside(dialog, event)) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isComposing(event)) event.preventDefault();
  });
}

/** What is pressed behind a dialog has the dialog as its target, and its padding has it too. */
function isInside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
