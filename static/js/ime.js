// Whether a key belongs to an input method (Japanese and others) and not to us.

/**
 * Every handler of Enter, Escape and arrows asks this first, on `keydown` only. Safari fires the
 * keydown that ends a composition after `compositionend`, with keyCode 229 and isComposing false.
 *
 * @param {{isComposing: boolean, keyCode: number}} event
 * @returns {boolean}
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
