// Starts the room's page: makes its parts, says who hears whom, opens the room.

import * as browser from "./page/browser_events.js";
import { makeActs, makeComposer, makePins } from "./page/composer_parts.js";
import { ref } from "./lib/dom.js";
import { readFacts } from "./page/facts.js";
import { arrive } from "./lib/leaving.js";
import { browserStorage } from "./lib/local_store.js";
import { makeLog } from "./page/log_parts.js";
import { MessageKeys } from "./timeline/message_keys.js";
import { Settling } from "./outbox/rules.js";
import { makePage } from "./page/page_parts.js";
import * as person from "./page/person_events.js";
import * as server from "./page/server_events.js";
import { ShownMessages } from "./timeline/shown_messages.js";
import { makeSidebar } from "./page/sidebar_parts.js";
import { makeReading, makeRoom, makeTimeline } from "./page/timeline_parts.js";
import * as view from "./page/view_events.js";

const facts = readFacts();
const { user: reader, room: openRoom } = facts;
const storage = browserStorage();

// --- The parts --------------------------------------------------------------------------

const page = makePage(facts, storage);
const { timers, clock, localStore, strings, localTime, address } = page;
const { people, membership, blocks, bookmarks, muted } = page;

const log = makeLog({ facts, timers, clock, localStore, strings, people });
const { send, socket, feed, journal, history, originals, outbox, connection, maintenance } = log;
const settling = new Settling({ person: reader.id, room: openRoom.id, journal, outbox });

const { timeline, scroll } = makeTimeline({
  person: reader,
  timers,
  strings,
  localTime,
  people,
  membership,
  blocks,
  bookmarks,
  originals,
  address,
});
const isAtEnd = () => room.isAtEnd;
const { isNews, attendance, reading, unread } = makeReading({
  facts,
  timers,
  membership,
  blocks,
  journal,
  send,
  isAtEnd,
});
const room = makeRoom({
  facts,
  clock,
  localStore,
  strings,
  localTime,
  journal,
  history,
  outbox,
  timeline,
  scroll,
  attendance,
  reading,
  unread,
  isNews,
});

const rules = { person: reader, acts: facts.acts, membership, blocks, muted };
const shown = new ShownMessages({ page: rules, journal, outbox, originals, bookmarks });
const drafts = localStore("draft");
const now = (place) => shown.now(place);
const composer = makeComposer({ facts, timers, strings, people, blocks, journal, drafts, now });
const { acts, bar, menu, toast } = makeActs({
  facts,
  page: rules,
  strings,
  people,
  localStore,
  address,
  shown,
  journal,
  outbox,
  composer,
  reading,
  room,
});
const keys = new MessageKeys(ref("timeline"));
const pinList = makePins({ facts, strings, localTime, people, blocks, membership, address });
const sidebar = makeSidebar({
  facts,
  timers,
  strings,
  localTime,
  people,
  membership,
  blocks,
  outbox,
  unread,
  send,
});

// --- Who hears whom ---------------------------------------------------------------------

const receivers = [clock, outbox, blocks, bookmarks, people, membership, feed, maintenance];
server.guardAgainstOthers({ person: reader, socket });
server.hearWelcome({ openRoom, socket, journal, reading, outbox, history, originals });
server.hearFrames({ socket, receivers });
server.hearChanges({ openRoom, socket, settling, originals, pinList });
server.hearCounts({ openRoom, socket, reading, room, unread, sidebar });
server.hearReports({ feed, settling, reading, room, sidebar });
server.hearRestarts({ feed, settling, originals, room, timeline, pinList, composer, sidebar });
server.hearMembership({ openRoom, feed, membership, journal, room, pinList });
server.hearConnection({ socket, connection, outbox, sidebar });

view.redrawOnChange(room, [people, blocks, bookmarks, originals, history, outbox]);
view.showHistory({ history, settling, timeline });
view.showOutbox({ outbox, acts, composer, sidebar, maintenance });
view.showMessages({ people, blocks, originals, pinList, composer });
view.showPlace({ room, sidebar, keys, bar, menu });

person.hearComposer({ composer, acts, reading, room, scroll, shown, sidebar, toast });
person.hearOutcomes({ timeline, acts, outbox });
person.hearActs({ timeline, bar, menu, pinList, acts, shown });
person.hearWays({ timeline, history, room, acts, pinList, keys, composer });

browser.hearNetwork({ socket, connection, outbox });
browser.hearAttendance({ attendance, reading, room });
browser.hearOtherWindows({ openRoom, composer, drafts, outbox });
browser.followViewport();

// --- The beginning ----------------------------------------------------------------------

arrive(storage);
timeline.adopt();
timeline.hush();
reading.resume(facts.reading);
settling.settle();
if (facts.around !== null) acts.goTo(facts.around);
room.open();
pinList.load();
socket.start();
