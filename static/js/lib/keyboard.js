// Keys: which belong to an input method (Japanese and others), and where arrows lead.

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const SIDES = { ArrowUp: -1, ArrowDown: 1 };

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

/**
 * Move the focus to the neighbour in the arrow's direction. Keys of an input method are left alone.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} places  what can have the focus, in reading order
 */
export function followArrow(event, places) {
  if (isComposing(event)) return;
  const shown = places.filter((place) => place.offsetParent !== null);
  const next = neighbour(event.key, shown, shown.indexOf(document.activeElement));
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function neighbour(key, places, at) {
  if (key in STEPS) return places[at + STEPS[key]];
  if (!(key in SIDES)) return undefined;
  if (at < 0) return places[0];
  return nearestInRow(places, places[at].getBoundingClientRect(), SIDES[key]);
}

/** The nearest in the next row above (-1) or below (1). */
function nearestInRow(places, from, side) {
  const boxes = places.map((place) => [place, place.getBoundingClientRect()]);
  const beyond = boxes.filter(([, box]) => side * (box.top - from.top) > from.height / 2);
  const distance = ([, box]) =>
    Math.abs(box.top - from.top) * places.length + Math.abs(box.left - from.left);
  return beyond.sort((one, other) => distance(one) - distance(other))[0]?.[0];
}
