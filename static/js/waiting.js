// The number beside “Administration”: what waits for a moderator, asked when a page is looked at
// again. Only moderators' pages ask, and none of them twice in half a minute.

import { ref, setText } from "./dom.js";

const EVERY_MS = 30_000;
const LIMIT_MS = 15_000;

const badge = ref("waiting");
let askedAt = performance.now();

async function ask() {
  const answer = await fetch(badge.dataset.url, { signal: AbortSignal.timeout(LIMIT_MS) });
  // Who is signed out is redirected to a page.
  if (!answer.ok || answer.redirected) return;
  const { total, shown } = await answer.json();
  badge.hidden = total === 0;
  setText(ref("count", badge), shown);
}

function look() {
  if (document.hidden || performance.now() - askedAt < EVERY_MS) return;
  askedAt = performance.now();
  ask().catch((error) => console.warn("What waits was not told:", error));
}

document.addEventListener("visibilitychange", look);
addEventListener("focus", look);
addEventListener("pageshow", look);
