// Makes what stands around the conversation, each part with what it needs.

import { PresenceDot, RoomFace } from "../people/avatar.js";
import { destinations } from "../sidebar/destinations.js";
import { Details } from "../sidebar/details.js";
import { ref } from "../lib/dom.js";
import { MemberList } from "../people/member_list.js";
import { asking, Members } from "../people/members.js";
import { Presence } from "../people/presence.js";
import { PageTitle, RoomHeader, RoomName } from "../sidebar/room_header.js";
import { Rooms, roomUrl } from "../sidebar/rooms.js";
import { Sidebar } from "../sidebar/sidebar.js";
import { Memberships } from "../sidebar/memberships.js";
import { Switcher } from "../sidebar/switcher.js";
import { Titles } from "../sidebar/titles.js";
import { Typing, TypingLine } from "../people/typing.js";
import { Writing } from "../sidebar/writing.js";

/**
 * @param {object} parts  facts, timers, strings, localTime, people, membership, blocks, outbox, unread,
 *   send
 * @returns {Sidebar}
 */
export function makeSidebar(parts) {
  const { facts, timers, strings, localTime, people, membership, blocks, outbox, unread, send } = parts;
  const [person, room] = [facts.user, facts.room.id];
  const nav = ref("rooms");
  const isOut = (one) => blocks.has(one.id) || people.isClosed(one);
  const presence = new Presence({ send, timers, isOut });
  const dot = new PresenceDot({ presence, strings });
  const titles = new Titles({ people, reader: person.id, between: nav.dataset.between });
  const faces = new RoomFace({ titles, dot });
  const standings = new Memberships();
  const members = new Members({ ask: asking(facts.people_url), timers });
  return new Sidebar({
    person,
    room,
    timers,
    people,
    membership,
    blocks,
    outbox,
    unread,
    presence,
    titles,
    standings,
    members,
    typing: new Typing({ room, reader: person.id, send, timers, isOut }),
    typingLine: new TypingLine({ line: ref("typing"), people, strings }),
    rooms: new Rooms({ nav, titles, faces }),
    memberList: new MemberList({ list: ref("members"), people, presence, dot, strings }),
    header: new RoomHeader({ titles, faces, strings }),
    writing: new Writing({ strings, localTime }),
    name: new RoomName(strings),
    title: new PageTitle(ref("site-name").textContent),
    details: new Details(ref("details")),
    switcher: makeSwitcher({ reader: person.id, people, titles, standings, members }),
  });
}

function makeSwitcher({ reader, people, titles, standings, members }) {
  const dialog = ref("switcher");
  const directUrl = (name) => `${dialog.dataset.directUrl}?to=${encodeURIComponent(name)}`;
  const known = () => members.people.map((person) => people.of(person));
  const items = () =>
    destinations({
      rooms: standings.all,
      members: known(),
      reader,
      titles,
      roomUrl,
      directUrl,
    });
  return new Switcher({ dialog, items });
}
