// How long people wait for a server that is back, and how many come at once: what
// static/js/net/backoff.js means, played with a clock of its own. `node scripts/reconnect_waits.mjs`

import { Backoff } from "../static/js/net/backoff.js";

const PAGES = 5_000;
const OUTAGES_SECONDS = [10, 60, 300, 1_800];
const AUDIENCES = {
  "all seen": () => true,
  "none seen": () => false,
  "one in four seen": (page) => page % 4 === 0,
};
const quantile = (sorted, part) => sorted[Math.floor(part * (sorted.length - 1))];

/** Return how long after the outage this page is back, and how often it has tried, in ms. */
function comeBack(outageMs, isSeen) {
  let now = 0;
  let attempts = 0;
  const backoff = new Backoff({ timers: { now: () => now }, random: Math.random, isSeen });
  while (now < outageMs) {
    now += backoff.next(1006, null);
    attempts += 1;
  }
  return { wait: now - outageMs, attempts };
}

/** Return the largest number of pages that come within one second. */
function crowd(waits) {
  const seconds = new Map();
  for (const wait of waits) {
    const second = Math.floor(wait / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  return Math.max(...seconds.values());
}

function row(outage, name, isSeen) {
  const play = (_, page) => comeBack(outage * 1_000, () => isSeen(page));
  const pages = Array.from({ length: PAGES }, play);
  const waits = pages.map(({ wait }) => wait).sort((one, other) => one - other);
  const [median, late] = [0.5, 0.99].map((part) => (quantile(waits, part) / 1_000).toFixed(1));
  const attempts = pages.reduce((sum, page) => sum + page.attempts, 0);
  const perSecond = (attempts / outage).toFixed(0);
  return `| ${outage} s | ${name} | ${median} s | ${late} s | ${crowd(waits)} | ${perSecond} |`;
}

console.log(`${PAGES} pages:\n`);
console.log("| outage | pages | median wait | p99 | most in one second | tries per second while away |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const outage of OUTAGES_SECONDS) {
  for (const [name, isSeen] of Object.entries(AUDIENCES)) console.log(row(outage, name, isSeen));
}
