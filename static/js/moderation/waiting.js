// The number beside “Administration”: what waits for a moderator. Asked when the server says that
// it has changed, and when a page is looked at again. Only moderators' pages ask, and not often.

import { ref, setText } from "../lib/dom.js";

const AFTER_A_LOOK_MS = 30_000;
const AFTER_NEWS_MS = 3_000;
const LIMIT_MS = 15_000;

const badge = ref("waiting");
let askedAt = performance.now();
let timer = null;

async function ask() {
  const answer = await fetch(badge.dataset.url, { signal: AbortSignal.timeout(LIMIT_MS) });
  // Who is signed out is redirected to a page.
  if (!answer.ok || answer.redirected) return;
  const { total, shown } = await answer.json();
  badge.hidden = total === 0;
  setText(ref("count", badge), shown);
}

function askNow() {
  clearTimeout(timer);
  timer = null;
  askedAt = performance.now();
  ask().catch((error) => console.warn("What waits was not told:", error));
}

function look() {
  if (!document.hidden && performance.now() - askedAt >= AFTER_A_LOOK_MS) askNow();
}

/** Soon, and not all moderators at once; what comes meanwhile is asked for along with it. */
function hear() {
  const rest = Math.max(0, askedAt + AFTER_NEWS_MS - performance.now());
  timer ??= setTimeout(askNow, rest + Math.random() * 1_000);
}

document.addEventListener("waiting", hear);
document.addEventListener("visibilitychange", look);
addEventListener("focus", look);
addEventListener("pageshow", look);
