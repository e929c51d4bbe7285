// The members in the details: who is here first, with roles and what they say of themselves.

import { fillAvatar } from "./avatar.js";
import { clone, find, place, ref, setText } from "../lib/dom.js";
import { MEMBER } from "../moderation/roles.js";

const PRESENT = new Set(["here", "idle"]);

export class MemberList {
  #list;
  #people;
  #presence;
  #dot;
  #strings;
  #elements = new Map();

  /** @param {object} parts  list (the element), people, presence, dot, strings */
  constructor({ list, people, presence, dot, strings }) {
    this.#list = list;
    this.#people = people;
    this.#presence = presence;
    this.#dot = dot;
    this.#strings = strings;
  }

  /** @param {(Profile & {role: string})[]} members */
  show(members) {
    const isPresent = (member) => PRESENT.has(this.#presence.of(member));
    const present = members.filter(isPresent);
    const others = members.filter((member) => !isPresent(member));
    const before = this.#elements;
    this.#elements = new Map();
    place(this.#list, [...present, ...others].map((member) => this.#item(member, before)));
  }

  #item(given, before) {
    const member = this.#people.of(given);
    const item = before.get(member.id) ?? clone("member-template");
    this.#elements.set(member.id, item);
    item.classList.toggle("member--closed", Boolean(member.closed));
    const name = this.#people.shownName(member);
    fillAvatar(ref("avatar", item), member, name);
    this.#dot.show(ref("face", item), member);
    setText(ref("name", item), name);
    setText(ref("handle", item), this.#people.handleOf(member));
    setText(ref("role", item), this.#roleOf(member));
    setText(ref("status", item), [member.status_emoji, member.status_text].join(" ").trim());
    this.#link(find("profile", item), member);
    return item;
  }

  /** Most are members, which says nothing; of whom nobody uses the account it says enough. */
  #roleOf({ role, gone, closed }) {
    if (closed && !gone) return this.#strings.say("account_closed");
    return role === MEMBER ? "" : this.#strings.say(`role_${role}`);
  }

  #link(link, { username, gone }) {
    const address = ref("member-template").dataset.url;
    if (gone) link.removeAttribute("href");
    else link.href = address.replace("/0/", `/${encodeURIComponent(username)}/`);
  }
}
