// The rooms at the left: which there are, what is unread in them, who of the others is here.

import { fillAvatar } from "../people/avatar.js";
import { clone, place, ref, setText } from "../lib/dom.js";
import { shownCount } from "../lib/strings.js";

const NOTHING = { unread: 0, mentions: 0 };

export class Rooms {
  #nav;
  #titles;
  #faces;
  #elements = new Map();

  /** @param {object} parts  nav (the element), titles, faces (a RoomFace) */
  constructor({ nav, titles, faces }) {
    this.#nav = nav;
    this.#titles = titles;
    this.#faces = faces;
    for (const link of nav.querySelectorAll("[data-ref='room-link']")) {
      this.#elements.set(Number(link.dataset.roomId), link.parentElement);
    }
  }

  /**
   * Show these rooms and no others.
   *
   * @param {Standing[]} rooms
   * @param {number} open  the room on the page
   */
  show(rooms, open) {
    const { named, direct } = this.#titles.ordered(rooms);
    const items = (some) => some.map((room) => this.#item(room, open));
    place(ref("named-rooms", this.#nav), items(named));
    place(ref("direct-rooms", this.#nav), items(direct));
    this.#tellApart(direct);
    ref("no-rooms", this.#nav).hidden = named.length > 0;
    const known = new Set(rooms.map(({ id }) => id));
    for (const id of this.#elements.keys()) if (!known.has(id)) this.#elements.delete(id);
  }

  /** @param {Map<number, {unread: number, mentions: number}>} counts  by room */
  showCounts(counts) {
    for (const [id, item] of this.#elements) showCounts(item, counts.get(id) ?? NOTHING);
  }

  /** @param {Set<number>} failed  rooms in which something was not sent */
  showFailed(failed) {
    for (const [id, item] of this.#elements) ref("failed", item).hidden = !failed.has(id);
  }

  /** Where the list is out of sight: on the button that shows it. */
  showElsewhere(count) {
    const badge = ref("unread-elsewhere");
    badge.hidden = count === 0;
    setText(badge, shownCount(count));
  }

  /** @param {Person} person  whose page it is */
  showReader(person) {
    const link = ref("me", this.#nav);
    const name = this.#titles.nameOf(person);
    fillAvatar(ref("avatar", link), person, name);
    setText(ref("name", link), name);
  }

  /** Two people may have one name. */
  #tellApart(direct) {
    const sharing = this.#titles.sharing(direct);
    for (const room of direct) {
      const handles = this.#titles.handlesOf(room);
      const link = ref("room-link", this.#elements.get(room.id));
      link.title = handles;
      setText(ref("handle", link), sharing.has(room) ? handles : "");
    }
  }

  #item(room, open) {
    const item = this.#elements.get(room.id) ?? clone("room-link-template");
    this.#elements.set(room.id, item);
    const link = ref("room-link", item);
    Object.assign(link.dataset, { roomId: room.id, kind: room.kind });
    link.href = roomUrl(room.slug);
    if (room.id === open) link.setAttribute("aria-current", "page");
    setText(ref("name", link), this.#titles.of(room));
    this.#faces.show(ref("face", link), room);
    return item;
  }
}

/** Return the address of the room's page. */
export function roomUrl(slug) {
  const address = ref("room-link-template").dataset.url;
  return address.replace("/0/", `/${encodeURIComponent(slug)}/`);
}

function showCounts(item, counts) {
  for (const [name, count] of Object.entries(counts)) {
    const badge = ref(name, item);
    badge.hidden = count === 0;
    setText(ref("count", badge), shownCount(count));
  }
}
