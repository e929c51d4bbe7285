// Names and other people's words inside a sentence.

const FIRST_STRONG = "\u2068";
const POP = "\u2069";
/** What is written from right to left, and the marks that turn directions. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Return the text so that it turns nothing around it when it stands in a sentence (UAX #9, isolates).
 * Most texts turn nothing, and are returned as they are. Pure.
 */
export function isolated(text) {
  return TURNS.test(text) ? `${FIRST_STRONG}${text}${POP}` : text;
}
