// Makes what shows the open room and follows the eye: timeline, scrolling, what is read and unread.

import { Attendance } from "../reading/attendance.js";
import { CodeBlocks } from "../prose/code_blocks.js";
import { ref } from "../lib/dom.js";
import { Drawing } from "../timeline/drawing.js";
import { Folding } from "../prose/folding.js";
import { Highlighter } from "../prose/highlighter.js";
import { LatestButton, UnreadButton } from "../reading/jump_buttons.js";
import { MessageView } from "../timeline/message_view.js";
import { Places } from "../reading/places.js";
import { Overflowing, Prose } from "../prose/prose.js";
import { QuoteView } from "../timeline/quote_view.js";
import { ReactionsView } from "../timeline/reactions_view.js";
import { Reading } from "../reading/reading.js";
import { Room } from "../timeline/room.js";
import { Scroll } from "../timeline/scroll.js";
import { newsFor } from "../reading/tally.js";
import { Timeline } from "../timeline/timeline.js";
import { Unread } from "../reading/unread.js";
import { UnreadPlace } from "../reading/unread_place.js";

/**
 * Make what draws messages.
 *
 * @param {object} parts  person, timers, strings, localTime, people, membership, blocks, bookmarks,
 *   originals, address
 * @returns {{timeline: Timeline, scroll: Scroll}}
 */
export function makeTimeline(parts) {
  const { person, timers, strings, localTime, people, membership } = parts;
  const { blocks, bookmarks, originals, address } = parts;
  const list = ref("timeline");
  const scroll = new Scroll(ref("scroller"), list);
  const view = new MessageView({
    person,
    people,
    strings,
    localTime,
    originals,
    blocks,
    bookmarks,
    quotes: new QuoteView({ people, blocks, strings, address }),
    reactions: new ReactionsView({ person, people, mayReact: () => membership.may("write") }),
    prose: makeProse({ list, scroll, strings, timers }),
  });
  return { scroll, timeline: new Timeline({ list, view, localTime, strings }) };
}

function makeProse({ list, scroll, strings, timers }) {
  const makeWorker = () => new Worker(list.dataset.highlighter, { type: "module" });
  const [hold, follow] = [(change) => scroll.hold(change), (change) => scroll.follow(change)];
  const highlighter = new Highlighter({ makeWorker, timers });
  return new Prose({
    folding: new Folding({ list, hold, follow }),
    overflowing: new Overflowing({ strings }),
    codeBlocks: new CodeBlocks({ scroller: ref("scroller"), highlighter }),
  });
}

/**
 * Make what knows how far the person has read, here and in their other rooms.
 *
 * @param {object} parts  facts, timers, membership, blocks, journal, send, and
 * @param {function(): boolean} parts.isAtEnd  whether the end of the room is in view
 * @returns {{isNews: function, attendance: Attendance, reading: Reading, unread: Unread}}
 */
export function makeReading({ facts, timers, membership, blocks, journal, send, isAtEnd }) {
  const [person, room] = [facts.user.id, facts.room.id];
  const isNews = newsFor({ person, blocks });
  const isSeen = () => !document.hidden && document.hasFocus();
  const attendance = new Attendance({ isSeen, timers });
  /** Nobody needs to be told how far a guest has read. */
  const tell = (type, seq) => {
    if (membership.role !== null) return send({ type, room, seq });
    return unread.receive({ type: "read", room, read_seq: seq, unread: 0, mentions: 0, head: seq });
  };
  const reading = new Reading({ isThere: () => attendance.isThere, isAtEnd, isNews, tell, timers });
  const [upTo, held] = [() => reading.upTo, () => journal.messages];
  const open = { id: room, standing: facts.reading, upTo, held };
  const unread = new Unread({ person, isNews, open, send });
  return { isNews, attendance, reading, unread };
}

/**
 * Make the room on the screen.
 *
 * @param {object} parts  facts, clock, localStore, strings, localTime, journal, history, outbox,
 *   timeline, scroll, attendance, reading, unread, isNews
 * @returns {Room}
 */
export function makeRoom(parts) {
  const { facts, clock, localStore, strings, localTime, journal, history, outbox } = parts;
  const { timeline, scroll, attendance, reading, unread, isNews } = parts;
  const drawing = new Drawing({
    person: facts.user.id,
    room: facts.room.id,
    journal,
    history,
    outbox,
    timeline,
    scroll,
    reading,
    attendance,
    localTime,
    isNews,
  });
  return new Room({
    room: facts.room.id,
    opening: { isAsked: facts.is_place_asked, unread: facts.reading.first_unread },
    drawing,
    journal,
    history,
    scroll,
    reading,
    unread,
    unreadPlace: new UnreadPlace({ journal, scroll, reading, isNews, told: facts.reading }),
    places: new Places({ localStore: localStore("place"), clock }),
    latestButton: new LatestButton(ref("pill"), strings),
    unreadButton: new UnreadButton({ button: ref("back"), strings, localTime }),
  });
}
