// The page's title: what is unread, the room, the site.

import { shownCount } from "./shown_count.js";

export class PageTitle {
  #site;
  #room = "";
  #count = 0;

  constructor(site) {
    this.#site = site;
  }

  /** The room on the page is called this now. */
  rename(room) {
    this.#room = room;
    this.#show();
  }

  /** @param {number} count  what is unread altogether */
  show(count) {
    this.#count = count;
    this.#show();
  }

  #show() {
    const title = `${this.#room} – ${this.#site}`;
    const counted = this.#count > 0 ? `(${shownCount(this.#count)}) ${title}` : title;
    if (document.title !== counted) document.title = counted;
  }
}
