// Wires the room's page: the only module that knows all others.

import { Around } from "./around.js";
import { Attendance } from "./attendance.js";
import { wireAttendance } from "./attending.js";
import { Blocks, Muted } from "./blocks_and_mutes.js";
import { BrowserTimers, ServerClock } from "./clocks.js";
import { CodeBlocks } from "./code_blocks.js";
import { Connection } from "./connection.js";
import { wireConversation } from "./conversation.js";
import { find, ref } from "./dom.js";
import { fetchFacts } from "./facts.js";
import { Feed } from "./feed.js";
import { Folding } from "./folding.js";
import { Highlighter } from "./highlighter.js";
import { History } from "./history.js";
import { Journal } from "./journal.js";
import { LatestButton, UnreadButton } from "./jump_buttons.js";
import { arrive, leaveWithOthers } from "./leaving.js";
import { browserStorage, LocalStore } from "./local_store.js";
import { LocalTime } from "./local_time.js";
import { Maintenance } from "./maintenance.js";
import { MessageView } from "./message_view.js";
import { Originals } from "./originals.js";
import { Outbox } from "./outbox.js";
import { People } from "./people.js";
import { Places } from "./places.js";
import { Overflowing, Prose } from "./prose.js";
import { QuoteView } from "./quote_view.js";
import { ReactionsView } from "./reactions_view.js";
import { Reading } from "./reading.js";
import { Room } from "./room.js";
import { roomUrl } from "./rooms.js";
import { Scroll } from "./scroll.js";
import { Seat } from "./seat.js";
import { sharing } from "./sharing.js";
import { Socket } from "./socket.js";
import { Strings, stringsIn } from "./strings.js";
import { newsFor } from "./tally.js";
import { Timeline } from "./timeline.js";
import { Unread } from "./unread.js";
import { followViewport } from "./viewport.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const { user: person, room: open, acts: table } = facts;

// --- The parts --------------------------------------------------------------------------

const timers = new BrowserTimers();
const clock = new ServerClock(facts.now);
const storage = browserStorage();
const localStore = (purpose) => new LocalStore(storage, `hiroba:${purpose}:${person.id}:`);
const send = (frame) => socket.send(frame);

const strings = new Strings(stringsIn(ref("sentences")), facts.language);
const people = new People({ head: facts.people_head, epoch: facts.epoch, strings });
const localTime = new LocalTime(facts.language, facts.time_zone, clock);
const seat = new Seat(facts, { people, clock });
const address = (seq) => facts.message_url.replace(/0\/$/, `${seq}/`);
const reactions = new ReactionsView({ person, people, mayReact: () => seat.rights.write });
const blocks = new Blocks(facts.blocked);
const quotes = new QuoteView({ people, blocks, strings, address });
const isNews = newsFor({ person: person.id, blocks });
const muted = new Muted(facts.muted, clock);
const [scroller, list] = [ref("scroller"), ref("timeline")];
const scroll = new Scroll(scroller, list);
const makeWorker = () => new Worker(list.dataset.highlighter, { type: "module" });
const [hold, follow] = [(change) => scroll.hold(change), (change) => scroll.follow(change)];
const prose = new Prose({
  folding: new Folding({ list, hold, follow }),
  overflowing: new Overflowing({ strings }),
  codeBlocks: new CodeBlocks({ scroller, highlighter: new Highlighter({ makeWorker, timers }) }),
});
const ends = { older: find("older") !== null, newer: find("newer") !== null };
const { epoch } = facts;
const journal = new Journal({ messages: facts.messages, ...ends, head: facts.head, epoch });
const history = new History({ journal, url: facts.history_url, limit: facts.limits.history_page });
const originals = new Originals({ journal, load: (seq) => history.at(seq) });
const shows = { person, people, strings, localTime, originals, quotes, reactions, blocks, prose };
const view = new MessageView(shows);
const timeline = new Timeline({ list, view, localTime, strings });
const pill = new LatestButton(ref("pill"), strings);
const back = new UnreadButton({ button: ref("back"), strings, localTime });
const places = new Places({ localStore: localStore("place"), clock });
const connection = new Connection(ref("connection"), strings);
const maintenance = new Maintenance({ line: ref("maintenance"), timers });

const shared = sharing({ person, localStore, timers });
const outbox = new Outbox({ room: open.id, epoch, acts: table, ...shared, send, timers, clock });
const feed = new Feed({ room: open.id, journal, send, timers });
const isSeen = () => !document.hidden;
const attendance = new Attendance({ isSeen: () => isSeen() && document.hasFocus(), timers });
const [isThere, isAtEnd] = [() => attendance.isThere, () => room.isAtEnd];
const reading = new Reading({ isThere, isAtEnd, isNews, tell: tellRead, timers });
const [upTo, held] = [() => reading.upTo, () => journal.messages];
const here = { id: open.id, standing: facts.reading, upTo, held };
const unread = new Unread({ person: person.id, isNews, open: here, send });
const drawn = { journal, history, outbox, timeline, scroll, localTime };
const read = { reading, attendance, unread, pill, back, places, isNews };
const room = new Room(facts, { ...drawn, ...read });
const socket = new Socket({ open: openSocket, hello, timers, isSeen });
const page = { facts, blocks, muted, seat, people, strings, localTime };
const own = { ...page, localStore, timers, journal, originals, outbox, timeline, scroll };
const { composer, pinList, keys, acts } = wireConversation({ ...own, reading, room, address });
const shown = { facts, people, blocks, localTime, seat, unread, outbox };
const around = new Around({ ...shown, strings, send, timers });

function openSocket() {
  const url = new URL(facts.socket_path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url);
}

function hello() {
  return { ...feed.hello(), people: people.cursor };
}

/** Nobody needs to be told how far a guest has read. */
function tellRead(type, seq) {
  if (facts.is_member) return send({ type, room: open.id, seq });
  const nothing = { unread: 0, mentions: 0, head: seq };
  return unread.receive({ type: "read", room: open.id, read_seq: seq, ...nothing });
}

// --- From the server --------------------------------------------------------------------

socket.addEventListener("frame", ({ detail: frame }) => {
  if (isSomebodyElse(frame)) return socket.leave("other_person");
  clock.receive(frame);
  if (frame.type === "welcome") welcomed(frame);
  if (frame.type === "ack") outbox.acknowledged(frame);
  if (frame.type === "error" && isOfOutbox(frame)) outbox.refused(frame);
  if (frame.type === "read" && frame.room === open.id) readElsewhere(frame);
  if (frame.type === "changes" && frame.room !== open.id) seen(frame.messages);
  if (frame.type === "waiting") document.dispatchEvent(new Event("waiting"));
  for (const part of [blocks, people, seat, feed, maintenance]) part.receive(frame);
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
  if (frame.epoch !== journal.epoch) reading.forget();
  if (standing) reading.resume(standing);
  outbox.connected(frame.epoch);
  history.mend();
  originals.mend();
}

function readElsewhere(frame) {
  reading.told(frame);
  room.redraw();
}

/** What the room's log shows, or shows beyond what is held, waits in the outbox no longer. */
function settle(beyond = []) {
  seen([...journal.messages, ...beyond]);
  outbox.reached(open.id, journal);
}

function seen(messages) {
  for (const { author, nonce } of messages) if (author.id === person.id) outbox.seen(nonce);
}

feed.addEventListener("report", ({ detail: { inserted, beyond } }) => {
  settle(beyond);
  reading.arrived([...inserted, ...beyond]);
  around.arrived([...inserted, ...beyond]);
  room.redraw();
});
feed.addEventListener("restart", ({ detail }) => {
  if (!detail.sameEpoch) forgetNumbered();
  settle();
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
timeline.addEventListener("load", ({ detail: side }) => history.go(side));
connection.addEventListener("connect", () => socket.start());
ref("pill").addEventListener("click", () => room.goOn());
ref("back").addEventListener("click", () => room.goToUnread());
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
  settle();
  timeline.hush();
  room.redraw();
});
room.addEventListener("looked", () => {
  around.showCounts();
  keys.refresh();
});

// --- From the browser -------------------------------------------------------------------

arrive(storage);
wireAttendance({ attendance, reading, room });
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
reading.resume(facts.reading);
settle();
if (facts.around !== null) acts.goTo(facts.around);
room.open();
pinList.load();
socket.start();
