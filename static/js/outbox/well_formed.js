// Text as every part of the way to the others can carry it.

const REPLACEMENT = "\ufffd";
// Read by characters, only half a pair is a surrogate.
const NO_TEXT = /[\0\p{Surrogate}]/gu;

/**
 * Return the text with U+FFFD for what no text has: half a surrogate pair, which browsers and
 * extensions let through, and U+0000. Pure.
 */
export function wellFormed(text) {
  return text.replace(NO_TEXT, REPLACEMENT);
}

/** Return the act with well-formed texts; the same one when nothing is wrong with it. */
export function wellFormedAct(act) {
  const broken = Object.entries(act).filter(([, value]) => isBroken(value));
  if (broken.length === 0) return act;
  return { ...act, ...Object.fromEntries(broken.map(([name, text]) => [name, wellFormed(text)])) };
}

/** Return the first characters of a text, none of them cut in half. */
export function firstChars(text, count) {
  return wellFormed(text.slice(0, 2 * count)).match(/[^]/gu)?.slice(0, count).join("") ?? "";
}

function isBroken(value) {
  return typeof value === "string" && wellFormed(value) !== value;
}
