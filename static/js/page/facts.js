// What the server says of this page, when it is opened and when it is asked again.

const LIMIT_MS = 15_000;

/** Return the facts of this page as it was opened. What changes later belongs to the parts. */
export function readFacts() {
  return Object.freeze(factsIn(document));
}

/**
 * Return the facts of the page at this address, or null when there is no such page any more.
 * It raises Error when the server gives no clear answer.
 *
 * @param {string} url
 * @returns {Promise<object|null>}
 */
export async function fetchFacts(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
  if (answer.status === 404) return null;
  if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
  return factsIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

function factsIn(page) {
  return JSON.parse(page.getElementById("facts").textContent);
}
