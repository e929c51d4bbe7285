// Unread counts: beside the rooms' names and in the page's title.

import { ref } from "./dom.js";

const SHOWN_MAX = 99;

export class Rooms {
  #list;
  #title = document.title;

  constructor(list) {
    this.#list = list;
  }

  /** @param {Map<number, number>} counts  unread messages by room */
  show(counts) {
    for (const link of this.#list.querySelectorAll("[data-ref='room-link']")) {
      showCount(ref("unread", link), counts.get(Number(link.dataset.roomId)) ?? 0);
    }
  }

  /** @param {number} count  what is unread altogether */
  showInTitle(count) {
    const title = count > 0 ? `(${shown(count)}) ${this.#title}` : this.#title;
    if (document.title !== title) document.title = title;
  }
}

function showCount(badge, count) {
  badge.hidden = count === 0;
  ref("count", badge).textContent = shown(count);
}

function shown(count) {
  return count > SHOWN_MAX ? `${SHOWN_MAX}+` : String(count);
}
