// Signs that somebody is at the page.

const NAMES = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchmove", "focus"];

/** Call this at each of them. */
export function onTouch(touched) {
  for (const name of NAMES) addEventListener(name, touched, { passive: true, capture: true });
}
