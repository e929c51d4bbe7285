// Passkeys: the server's wishes to the browser's WebAuthn, and the answer back, both as JSON.

import { decode, encode } from "./base64url.js";

const NUMERIC_HOST = /^[\d.]+$|^\[/;

/** @returns {boolean} whether passkeys work here: not without HTTPS, nor at a mere IP address */
export function isAvailable() {
  const canBeNamed = !NUMERIC_HOST.test(location.hostname);
  return Boolean(canBeNamed && window.isSecureContext && window.PublicKeyCredential);
}

/**
 * Let the person make a passkey that is found without a username.
 *
 * @param {{publicKey: object}} options  from the server
 * @returns {Promise<object>} what the server wants to see
 */
export async function create({ publicKey }) {
  const wishes = {
    ...publicKey,
    challenge: decode(publicKey.challenge),
    user: { ...publicKey.user, id: decode(publicKey.user.id) },
    excludeCredentials: described(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  };
  return told(await navigator.credentials.create({ publicKey: wishes }));
}

/**
 * Let the person show a passkey.
 *
 * @param {{publicKey: object}} options  from the server
 * @returns {Promise<object>} what the server wants to see
 */
export async function get({ publicKey }) {
  const wishes = {
    ...publicKey,
    challenge: decode(publicKey.challenge),
    allowCredentials: described(publicKey.allowCredentials),
  };
  return told(await navigator.credentials.get({ publicKey: wishes }));
}

function described(credentials = []) {
  return credentials.map((credential) => ({ ...credential, id: decode(credential.id) }));
}

const BYTES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function told(credential) {
  const { response } = credential;
  const given = BYTES.filter((name) => response[name]);
  return {
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      ...Object.fromEntries(given.map((name) => [name, encode(response[name])])),
      ...(response.getTransports && { transports: response.getTransports() }),
    },
  };
}
