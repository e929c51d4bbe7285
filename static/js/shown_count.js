// How a count is written where there is little room.

const SHOWN_MAX = 99;

/** Return the count; above a limit nobody needs to know it exactly. */
export function shownCount(count) {
  return count > SHOWN_MAX ? `${SHOWN_MAX}+` : String(count);
}
