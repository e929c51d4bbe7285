// Whether a text is the one that it was, without keeping the text.

/**
 * Return a short name of this text: cyrb53 by bryc, public domain. Line ends are alike, as a text
 * field makes them so. Pure.
 *
 * @param {string} text
 * @returns {string}
 */
export function fingerprint(text) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (const unit of units(text)) {
    one = Math.imul(one ^ unit, 2654435761);
    other = Math.imul(other ^ unit, 1597334677);
  }
  const [low, high] = [mixed(one, other), mixed(other, one)];
  return (2 ** 32 * (high & 0x1fffff) + (low >>> 0)).toString(36);
}

function* units(text) {
  const lines = text.replace(/\r\n?/g, "\n");
  for (let at = 0; at < lines.length; at += 1) yield lines.charCodeAt(at);
}

function mixed(one, other) {
  const half = Math.imul(one ^ (one >>> 16), 2246822507);
  return half ^ Math.imul(other ^ (other >>> 13), 3266489909);
}
