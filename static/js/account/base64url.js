// Bytes as text, as WebAuthn writes them in JSON: base64url without padding.

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function decode(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {string}
 */
export function encode(bytes) {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
