// Brings the focus back to where one was when something that lay over the page has closed.

import { find } from "./dom.js";

/**
 * Where one was before the first of several dialogs that open each other: the element, and what
 * finds it again when its message's bar of acts was taken away meanwhile. Null when none is open.
 */
let origin = null;

/**
 * Remember where the focus is.
 *
 * @returns {function(): void} brings it back, unless something else has it by then
 */
export function rememberFocus() {
  if (isSomewhere()) origin = placeOf(document.activeElement);
  return comeBack;
}

/** What has just been closed may have the focus until the page is drawn again. */
function isSomewhere() {
  const element = document.activeElement;
  return element !== null && element !== document.body && !element.closest("dialog:not([open])");
}

function placeOf(element) {
  const message = element.closest("[data-ref='message']");
  const { act } = element.closest("[data-act]")?.dataset ?? {};
  return { element, message, act };
}

function comeBack() {
  if (document.querySelector("dialog[open]")) return;
  const place = origin;
  origin = null;
  if (place && !isSomewhere()) goTo(place);
}

function goTo({ element, message, act }) {
  const isThere = element.isConnected && (!message || message.contains(element));
  if (isThere) return focus(element);
  if (!message?.isConnected) return focus(find("body"));
  focus(message);
  // With the focus the message has its bar of acts again.
  focus(message.querySelector(`[data-act="${act}"]:not([hidden])`));
}

function focus(element) {
  element?.focus({ preventScroll: true });
}
