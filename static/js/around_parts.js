// Makes the parts that stand around the conversation, each with what it needs.

import { PresenceDot, RoomFace } from "./avatar.js";
import { Details } from "./details.js";
import { ref } from "./dom.js";
import { MemberList } from "./member_list.js";
import { asking, Members } from "./members.js";
import { Presence } from "./presence.js";
import { PageTitle, RoomHeader, RoomName } from "./room_header.js";
import { Rooms } from "./rooms.js";
import { Standings } from "./standings.js";
import { Titles } from "./titles.js";
import { Typing, TypingLine } from "./typing.js";
import { Writing } from "./writing.js";

/** Return the parts by name; `given` as `Around` takes it. */
export function aroundParts({ facts, people, blocks, strings, localTime, send, timers }) {
  const nav = ref("rooms");
  const [reader, room] = [facts.user.id, facts.room.id];
  const isOut = (person) => blocks.has(person.id) || people.isClosed(person);
  const presence = new Presence({ send, timers, isOut });
  const dot = new PresenceDot({ presence, strings });
  const titles = new Titles({ people, reader, between: nav.dataset.between });
  const faces = new RoomFace({ titles, dot });
  return {
    presence,
    titles,
    standings: new Standings(),
    members: new Members({ ask: asking(facts.people_url), timers }),
    typing: new Typing({ room, reader, send, timers, isOut }),
    typingLine: new TypingLine({ line: ref("typing"), people, strings }),
    rooms: new Rooms({ nav, titles, faces }),
    memberList: new MemberList({ list: ref("members"), people, presence, dot, strings }),
    header: new RoomHeader({ titles, faces, strings }),
    writing: new Writing({ strings, localTime }),
    name: new RoomName(strings),
    title: new PageTitle(ref("site-name").textContent),
    details: new Details(ref("details")),
  };
}
