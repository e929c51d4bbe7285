// A name for one action of this person, kept until the server has acknowledged it.

/**
 * Return a random UUID. On plain http, as in a home network, browsers have no `randomUUID`.
 *
 * @param {Crypto} [source]
 * @returns {string}
 */
export function newNonce(source = crypto) {
  if (source.randomUUID) return source.randomUUID();
  return uuidFrom(source.getRandomValues(new Uint8Array(16)));
}

/** Mark 16 random bytes as a version 4 UUID (RFC 9562 §5.4). */
function uuidFrom(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
