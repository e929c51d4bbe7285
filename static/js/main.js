// Wires the room's page: the only module that knows all others.

import { Around } from "./around.js";
import { Blocks } from "./blocks.js";
import { BrowserTimers } from "./browser_timers.js";
import { CodeBlocks } from "./code_blocks.js";
import { Connection } from "./connection.js";
import { wireConversation } from "./conversation.js";
import { find, ref, sentencesOf } from "./dom.js";
import { Feed } from "./feed.js";
import { Folding } from "./folding.js";
import { Highlighter } from "./highlighter.js";
import { History } from "./history.js";
import { Journal } from "./journal.js";
import { arrive, leaveWithOthers } from "./leaving.js";
import { LocalTime } from "./local_time.js";
import { Maintenance } from "./maintenance.js";
import { MessageView } from "./message_view.js";
import { Muted } from "./muted.js";
import { Originals } from "./originals.js";
import { Outbox } from "./outbox.js";
import { Overflowing } from "./overflowing.js";
import { fetchFacts } from "./page_facts.js";
import { People } from "./people.js";
import { Pill } from "./pill.js";
import { Prose } from "./prose.js";
import { QuoteView } from "./quote_view.js";
import { ReactionsView } from "./reactions_view.js";
import { Reading } from "./reading.js";
import { Room } from "./room.js";
import { roomUrl } from "./rooms.js";
import { Scroll } from "./scroll.js";
import { Sentences } from "./sentences.js";
import { Seat } from "./seat.js";
import { sharing } from "./sharing.js";
import { Shelf } from "./shelf.js";
import { Socket } from "./socket.js";
import { browserStorage } from "./storage.js";
import { Timeline } from "./timeline.js";
import { Unread } from "./unread.js";
import { followViewport } from "./viewport.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const { user: person, room: open } = facts;

// --- The parts --------------------------------------------------------------------------

const timers = new BrowserTimers();
const storage = browserStorage();
const shelf = (purpose) => new Shelf(storage, `hiroba:${purpose}:${person.id}:`);
const send = (frame) => socket.send(frame);

const sentences = new Sentences(sentencesOf(ref("sentences")), facts.language);
const people = new People({ head: facts.people_head, epoch: facts.epoch, sentences });
const localTime = new LocalTime(facts.language, facts.time_zone);
const seat = new Seat(facts, people);
const address = (seq) => facts.message_url.replace(/0\/$/, `${seq}/`);
const reactions = new ReactionsView({ person, people, mayReact: () => seat.rights.write });
const blocks = new Blocks(facts.blocked);
const quotes = new QuoteView({ people, blocks, sentences, address });
const muted = new Muted(facts.muted);
const [scroller, list] = [ref("scroller"), ref("timeline")];
const scroll = new Scroll(scroller, list);
const makeWorker = () => new Worker(list.dataset.highlighter, { type: "module" });
const prose = new Prose({
  folding: new Folding({ list, hold: (change) => scroll.hold(change) }),
  overflowing: new Overflowing({ sentences }),
  codeBlocks: new CodeBlocks({ scroller, highlighter: new Highlighter({ makeWorker, timers }) }),
});
const ends = { older: find("older") !== null, newer: find("newer") !== null };
const { epoch } = facts;
const journal = new Journal({ messages: facts.messages, ...ends, head: facts.head, epoch });
const history = new History({ journal, url: facts.history_url, limit: facts.limits.history_page });
const originals = new Originals({ journal, load: (seq) => history.at(seq) });
const shows = { person, people, sentences, localTime, originals, quotes, reactions, blocks, prose };
const view = new MessageView(shows);
const timeline = new Timeline({ list, view, localTime, sentences });
const pill = new Pill(ref("pill"), sentences);
const connection = new Connection(ref("connection"), sentences);
const maintenance = new Maintenance({ line: ref("maintenance"), timers });

const shared = sharing({ person, shelf, timers });
const outbox = new Outbox({ room: open.id, epoch, ...shared, send, timers });
const feed = new Feed({ room: open.id, journal, send, timers });
const unread = new Unread({ person: person.id, open: open.id, send });
const isLooking = () => room.isLooking;
const reading = new Reading({ person: person.id, isLooking, tell: tellRead, timers });
const parts = { journal, history, outbox, timeline, scroll, reading, pill, localTime };
const room = new Room(facts, parts);
const isSeen = () => !document.hidden;
const socket = new Socket({ open: openSocket, hello, timers, isSeen });
const page = { facts, blocks, muted, seat, people, sentences, localTime };
const own = { ...page, shelf, timers, journal, originals, outbox, timeline, scroll };
const { composer, pinList, keys, acts } = wireConversation({ ...own, reading, room, address });
const shown = { facts, people, blocks, localTime, seat, unread, reading, outbox };
const around = new Around({ ...shown, sentences, send, timers });

function openSocket() {
  const url = new URL(facts.socket_path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url);
}

function hello() {
  return { ...feed.hello(), people: people.cursor };
}

function tellRead(type, seq) {
  return facts.is_member && send({ type, room: open.id, seq });
}

// --- From the server --------------------------------------------------------------------

socket.addEventListener("frame", ({ detail: frame }) => {
  if (isSomebodyElse(frame)) return socket.leave("other_person");
  if (frame.type === "welcome") welcomed(frame);
  if (frame.type === "ack") outbox.acknowledged(frame);
  if (frame.type === "error" && isOfOutbox(frame)) outbox.refused(frame);
  if (frame.type === "read" && frame.room === open.id) reading.told(frame);
  if (frame.type === "changes" && frame.room !== open.id) seenElsewhere(frame.messages);
  if (frame.type === "waiting") document.dispatchEvent(new Event("waiting"));
  for (const part of [people, seat, feed, maintenance]) part.receive(frame);
  if (frame.type === "changes" && frame.room === open.id) told(frame.messages);
  if (unread.receive(frame)) around.showCounts();
  around.receive(frame);
});

/** What has changed in this room is shown in more places than its timeline. */
function told(messages) {
  originals.take(messages);
  pinList.take(messages);
}

/** Somebody else has signed in with this browser: nothing of the one before is sent as theirs. */
function isSomebodyElse({ type, user }) {
  return type === "welcome" && user.id !== person.id;
}

/** What names neither act nor room may be about anything that was sent. */
function isOfOutbox({ nonce, room, code }) {
  return nonce !== undefined || room === undefined || code === "flooding";
}

function welcomed(frame) {
  const standing = frame.rooms.find(({ id }) => id === open.id);
  if (standing) reading.resume(standing.read_seq, standing.unread);
  outbox.connected(frame.epoch);
  history.mend();
  originals.mend();
}

/** What this page does not show is visible all the same. */
function seenElsewhere(messages) {
  for (const { author, nonce } of messages) if (author.id === person.id) outbox.seen(nonce);
}

feed.addEventListener("report", ({ detail: { inserted, beyond } }) => {
  seenElsewhere(beyond);
  reading.arrived([...inserted, ...beyond]);
  around.arrived([...inserted, ...beyond]);
  room.redraw();
});
feed.addEventListener("restart", ({ detail }) => {
  if (!detail.sameEpoch) forgetNumbered();
  originals.restart();
  room.restart(detail.sameEpoch);
  pinList.load();
  around.restarted();
});

/** After an older backup, ids and numbers are given once more, to other messages. */
function forgetNumbered() {
  timeline.forget();
  pinList.forget();
  composer.detach();
}

for (const part of [blocks, originals]) part.addEventListener("change", () => room.redraw());
feed.addEventListener("gone", () => seat.lose());

seat.addEventListener("change", () => {
  const { room: known, role, rights: may, isLost } = seat;
  Object.assign(facts, { room: known, role, may, is_member: role !== null });
  if (isLost) journal.replace({ messages: [], older: false, newer: false, head: journal.cursor });
  // Every address on this page begins with the room's own.
  if (known.slug !== open.slug) location.replace(roomUrl(known.slug));
  room.redraw();
});
seat.addEventListener("doubt", () => {
  askThePage().catch((error) => console.warn("The page was not asked:", error));
});

async function askThePage() {
  const now = await fetchFacts(location.pathname);
  if (now) seat.become(now);
  else seat.lose();
}

socket.addEventListener("state", () => {
  if (socket.state !== "ready") disconnected();
  connection.show(socket);
});

function disconnected() {
  outbox.disconnected(socket.closeCode);
  around.disconnected();
}

// --- From the person --------------------------------------------------------------------

composer.addEventListener("write", () => around.wrote());
people.addEventListener("change", () => {
  room.redraw();
  pinList.show();
});
timeline.addEventListener("revise", ({ detail: nonce }) => acts.revise(nonce));
timeline.addEventListener("copy", ({ detail: nonce }) => acts.copyFailed(nonce));
timeline.addEventListener("retry", ({ detail: nonce }) => outbox.retry(nonce));
timeline.addEventListener("choose", ({ detail: choice }) => acts.choose(choice));
for (const name of ["discard", "dismiss"]) {
  timeline.addEventListener(name, ({ detail: nonce }) => outbox.discard(nonce));
}
timeline.addEventListener("load", () => history.mend());
connection.addEventListener("connect", () => socket.start());
ref("pill").addEventListener("click", () => room.goToEnd());
ref("scroller").addEventListener("scroll", room.look, { passive: true });

maintenance.addEventListener("over", () => outbox.resume());
outbox.addEventListener("change", () => {
  acts.tellUnseen();
  acts.tellChoices();
  composer.refresh();
  around.showFailed();
  room.redraw();
});
history.addEventListener("change", () => {
  timeline.hush();
  room.redraw();
});
room.addEventListener("looked", () => {
  around.showCounts();
  keys.refresh();
});

// --- From the browser -------------------------------------------------------------------

arrive(storage);
leaveWithOthers(window, () => {
  composer.end();
  location.replace(ref("sign-in").href);
});
addEventListener("online", () => socket.wake());
addEventListener("offline", () => {
  socket.wake();
  connection.reconsider();
});
addEventListener("pageshow", (event) => event.persisted && resumed());
document.addEventListener("resume", resumed);
for (const name of ["pagehide", "freeze"]) {
  addEventListener(name, () => outbox.disconnected(), { capture: true });
}
addEventListener("beforeunload", (event) => {
  if (outbox.isAtRisk || !composer.keep()) event.preventDefault();
});
addEventListener("resize", room.look);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) socket.wake();
  room.look();
});

/** A page that stood still lets others send; now it may again. */
function resumed() {
  if (socket.state === "ready") outbox.connected();
  socket.wake();
}

followViewport();
timeline.adopt();
timeline.hush();
room.redraw();
if (facts.around !== null) acts.goTo(facts.around);
pinList.load();
socket.start();
