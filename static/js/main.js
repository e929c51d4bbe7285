// Wires the room's page: the only module that knows all others.

import { BrowserTimers } from "./browser_timers.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { find, ref, sentencesOf } from "./dom.js";
import { Feed } from "./feed.js";
import { History } from "./history.js";
import { Journal } from "./journal.js";
import { LocalTime } from "./local_time.js";
import { MessageView } from "./message_view.js";
import { Outbox } from "./outbox.js";
import { Pill } from "./pill.js";
import { Reading } from "./reading.js";
import { Room } from "./room.js";
import { Rooms } from "./rooms.js";
import { Scroll } from "./scroll.js";
import { Sentences } from "./sentences.js";
import { Shelf } from "./shelf.js";
import { Socket } from "./socket.js";
import { Timeline } from "./timeline.js";
import { Unread } from "./unread.js";
import { followViewport } from "./viewport.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const { user: person, room: open } = facts;

// --- The parts --------------------------------------------------------------------------

const timers = new BrowserTimers();
const shelf = (purpose) => new Shelf(localStorage, `hiroba:${purpose}:${person.id}:`);
const send = (frame) => socket.send(frame);

const sentences = new Sentences(sentencesOf(ref("sentences")), facts.language);
const localTime = new LocalTime(facts.language, facts.time_zone);
const view = new MessageView({ person, sentences, localTime });
const timeline = new Timeline({ list: ref("timeline"), view, localTime, sentences });
const scroll = new Scroll(ref("scroller"), ref("timeline"));
const pill = new Pill(ref("pill"), sentences);
const connection = new Connection(ref("connection"), sentences);
const rooms = new Rooms(ref("rooms"));

const ends = { older: find("older") !== null, newer: find("newer") !== null };
const journal = new Journal({ messages: timeline.adopt(), ...ends, head: facts.head });
const history = new History({ journal, url: facts.history_url, limit: facts.limits.history_page });
const outboxShelf = shelf("outbox");
const outbox = new Outbox({ shelf: outboxShelf, send, timers });
const feed = new Feed({ room: open.id, journal, epoch: facts.epoch, send, timers });
const unread = new Unread({ person: person.id, open: open.id, send });
const isLooking = () => room.isLooking;
const reading = new Reading({ person: person.id, isLooking, tell: tellRead, timers });
const parts = { journal, history, outbox, timeline, scroll, reading, pill, localTime };
const room = new Room(facts, parts);
const socket = new Socket({ open: openSocket, hello: () => feed.hello(), timers });

function openSocket() {
  const url = new URL(facts.socket_path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url);
}

function tellRead(seq) {
  if (facts.is_member) send({ type: "read", room: open.id, seq });
}

// --- From the server --------------------------------------------------------------------

socket.addEventListener("frame", ({ detail: frame }) => {
  if (frame.type === "welcome") welcomed(frame);
  if (frame.type === "ack") acknowledged(frame);
  if (frame.type === "error" && frame.nonce) outbox.refused(frame);
  feed.receive(frame);
  if (unread.receive(frame)) showCounts();
});

function welcomed(frame) {
  const standing = frame.rooms.find(({ id }) => id === open.id);
  if (standing) reading.resume(standing.read_seq, standing.unread);
  outbox.connected();
  history.mend();
}

function acknowledged(frame) {
  outbox.acknowledged(frame);
  // In another room, or visible before it was acknowledged: nothing more will come for it.
  if (frame.room !== open.id || frame.seq <= journal.cursor) outbox.seen(frame.nonce);
}

feed.addEventListener("report", ({ detail: { inserted, beyond } }) => {
  for (const { author, nonce } of beyond) if (author.id === person.id) outbox.seen(nonce);
  reading.arrived([...inserted, ...beyond]);
  room.redraw();
});
feed.addEventListener("restart", ({ detail }) => room.restart(detail.sameEpoch));
feed.addEventListener("gone", () => connection.showGone());

socket.addEventListener("state", () => {
  if (socket.state !== "ready") outbox.disconnected();
  connection.show(socket);
});

// --- From the person --------------------------------------------------------------------

const form = find("composer");
if (form) {
  const limit = facts.limits.body_chars;
  const composer = new Composer({ form, limit, drafts: shelf("draft"), room: open.id, sentences });
  composer.addEventListener("write", ({ detail: body }) => {
    reading.wrote();
    outbox.add(open.id, body);
    room.goToEnd();
  });
  composer.addEventListener("page", ({ detail: direction }) => scroll.turnPage(direction));
  composer.addEventListener("escape", () => room.goToEnd());
}

timeline.addEventListener("retry", ({ detail: nonce }) => outbox.retry(nonce));
timeline.addEventListener("discard", ({ detail: nonce }) => outbox.discard(nonce));
timeline.addEventListener("load", () => history.mend());
connection.addEventListener("connect", () => socket.start());
ref("pill").addEventListener("click", () => room.goToEnd());
ref("scroller").addEventListener("scroll", room.look, { passive: true });

outbox.addEventListener("change", room.redraw);
history.addEventListener("change", () => {
  timeline.hush();
  room.redraw();
});
room.addEventListener("looked", showCounts);

// --- From the browser -------------------------------------------------------------------

addEventListener("online", () => socket.wake());
addEventListener("offline", () => connection.reconsider());
addEventListener("pageshow", (event) => event.persisted && socket.wake());
addEventListener("resize", room.look);
addEventListener("storage", ({ key, newValue }) => {
  const nonce = outboxShelf.nameOf(key);
  if (nonce && newValue === null) outbox.discard(nonce);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  socket.wake();
  room.look();
});

function showCounts() {
  const counts = unread.counts;
  rooms.show(counts);
  rooms.showInTitle([...counts.values()].reduce((sum, count) => sum + count, reading.unseen));
}

followViewport();
timeline.hush();
room.redraw();
socket.start();
