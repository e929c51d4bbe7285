// A server that can go wrong at every point, and windows of people that are made of the real parts.

import { Feed } from "../../static/js/log/feed.js";
import { Journal } from "../../static/js/log/journal.js";
import { LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { Outbox } from "../../static/js/outbox/outbox.js";
import { Socket } from "../../static/js/net/socket.js";
import { ACTS, FakeChannel, FakeLocks, FakeStore, FakeTimers, message, settle } from "./fakes.js";

const HEARTBEAT_SECONDS = 2;
const PAGE = 20;
const FLOOD = { code: "flooding", retry_after: 1 };
const REFUSALS = [
  { code: "busy", retry_after: 1 },
  { code: "unavailable", retry_after: 2 },
  { code: "rate_limited", retry_after: 0.5 },
];

/** Dice that fall the same way for the same seed (mulberry32). */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Both directions of one connection: in order, late, and with losses and repeats in bad weather. */
class Wire {
  isCut = false;
  cursors = new Map();

  #storm;
  #due = { in: 0, out: 0 };

  constructor(storm, person) {
    this.#storm = storm;
    this.person = person;
    this.epoch = storm.server.epoch;
    this.#carry("in", () => this.onopen());
  }

  send(text) {
    this.#carry("out", () => this.#storm.server.receive(this, JSON.parse(text)));
  }

  says(frame) {
    const data = JSON.stringify(frame);
    this.#carry("in", () => this.onmessage({ data }));
  }

  close() {
    this.isCut = true;
    this.#storm.server.wires.delete(this);
  }

  /** The network breaks; the page may hear of it, or not. */
  cut(isHeard) {
    this.close();
    if (isHeard) this.onclose({ code: 1006 });
  }

  #carry(way, deliver) {
    const { timers, random, isBad } = this.#storm;
    if (isBad && random() < 0.04) return;
    const times = isBad && random() < 0.04 ? 2 : 1;
    this.#due[way] = Math.max(this.#due[way], timers.now() + random() * (isBad ? 400 : 20));
    // What has left a page that is gone may arrive all the same.
    const arrive = () => (this.isCut && way === "in") || deliver();
    for (let time = 0; time < times; time += 1) {
      timers.set(arrive, this.#due[way] - timers.now());
    }
  }
}

/** Keeps rooms as Hiroba does, as far as docs/protocol.md tells it. */
class Server {
  wires = new Set();
  rooms = new Map();
  epoch = "epoch 1";

  #storm;
  #lastId = 0;
  #backup = { rooms: new Map(), lastId: 0 };

  constructor(storm) {
    this.#storm = storm;
    const beat = () => {
      for (const wire of this.wires) this.#beat(wire);
      storm.timers.set(beat, HEARTBEAT_SECONDS * 1_000);
    };
    beat();
  }

  page(room) {
    const { messages, head } = this.#room(room);
    const newest = structuredClone(messages.slice(-PAGE));
    const { epoch } = this;
    return { messages: newest, older: messages.length > PAGE, newer: false, head, epoch };
  }

  backUp() {
    this.#backup = structuredClone({ rooms: this.rooms, lastId: this.#lastId });
  }

  /** It stops, its database goes back to what it was, and it starts: numbers and ids come again. */
  restore() {
    for (const wire of [...this.wires]) wire.cut(true);
    const { rooms, lastId } = structuredClone(this.#backup);
    this.rooms = rooms;
    this.#lastId = lastId;
    this.epoch = `epoch ${Number(this.epoch.split(" ")[1]) + 1}`;
  }

  receive(wire, frame) {
    if (wire.epoch !== this.epoch) return;
    if (frame.type === "hello") return this.#greet(wire, frame);
    if (frame.type === "ping") return wire.says({ type: "pong", n: frame.n });
    if (frame.type === "join") return this.#join(wire, frame.room, frame.after);
    const { random, isBad } = this.#storm;
    if (isBad && random() < 0.02) return this.#tell(wire, frame, FLOOD);
    if (isBad && random() < 0.1) return this.#refuse(wire, frame);
    const room = this.#room(frame.room);
    const isPost = frame.type === "message";
    const { id, seq, isNew } = isPost ? this.#post(wire, room, frame) : edit(room, frame);
    wire.says({ type: "ack", nonce: frame.nonce, room: frame.room, id, seq, duplicate: !isNew });
    if (isNew) for (const other of this.wires) this.#pump(other, frame.room);
  }

  #greet(wire, { rooms, epoch }) {
    const { person } = wire;
    const limits = { heartbeat: HEARTBEAT_SECONDS, epoch: this.epoch, rooms: [] };
    wire.says({ type: "welcome", user: { id: person }, ...limits });
    for (const [room, after] of Object.entries(rooms)) {
      if (epoch === this.epoch) this.#join(wire, Number(room), after);
      else this.#resync(wire, Number(room), "epoch");
    }
  }

  #join(wire, id, after) {
    wire.cursors.set(id, after ?? this.#room(id).head);
    if (after === undefined) return wire.says({ type: "history", room: id, ...this.page(id) });
    const { random, isBad } = this.#storm;
    if (!isBad || random() > 0.2) return this.#pump(wire, id);
    wire.cursors.delete(id);
    this.#resync(wire, id, "behind");
  }

  #resync(wire, id, reason) {
    wire.says({ type: "resync", room: id, reason, head: this.#room(id).head });
  }

  #pump(wire, id) {
    const after = wire.cursors.get(id);
    const { messages, head } = this.#room(id);
    if (after === undefined || after >= head) return;
    const changed = messages.filter((one) => one.changed_seq > after);
    changed.sort((one, other) => one.changed_seq - other.changed_seq);
    wire.cursors.set(id, head);
    if (this.#storm.isDeaf) return;
    wire.says({ type: "changes", room: id, after, upto: head, head, messages: changed });
  }

  #beat(wire) {
    const heads = [...wire.cursors.keys()].map((id) => [id, this.#room(id).head]);
    wire.says({ type: "heartbeat", heads: Object.fromEntries(heads) });
  }

  #refuse(wire, frame) {
    this.#tell(wire, frame, REFUSALS[Math.floor(this.#storm.random() * REFUSALS.length)]);
  }

  #tell(wire, { room, nonce }, refusal) {
    wire.says({ type: "error", room, nonce, ...refusal });
  }

  #post({ person }, room, { nonce, body }) {
    const known = room.messages.find((one) => one.nonce === nonce && one.author.id === person);
    if (known) return { ...known, isNew: false };
    const facts = { id: (this.#lastId += 1), author: { id: person }, body, nonce };
    const posted = message((room.head += 1), facts);
    room.messages.push(posted);
    return { ...posted, isNew: true };
  }

  #room(id) {
    if (!this.rooms.has(id)) this.rooms.set(id, { messages: [], head: 0 });
    return this.rooms.get(id);
  }
}

function edit(room, { id, body }) {
  const held = room.messages.find((one) => one.id === id);
  const isNew = held.body !== body;
  if (isNew) Object.assign(held, { body, changed_seq: (room.head += 1) });
  return { id, seq: held.changed_seq, isNew };
}

/** One window: what main.js starts, without a page. It can be killed at any moment. */
class Window {
  #storm;
  #isAlive = true;

  constructor(storm, browser, room) {
    this.#storm = storm;
    this.person = browser.person;
    this.room = room;
    const { random } = storm;
    const timers = this.#timers();
    const send = (frame) => this.socket.send(frame);
    this.journal = new Journal(storm.server.page(room));
    this.others = new FakeChannel(browser.channels);
    this.leaderLock = new LeaderLock({ locks: browser.locks, name: "outbox" });
    const { epoch } = this.journal;
    const shared = { room, epoch, store: browser.store, others: this.others, leaderLock: this.leaderLock };
    this.outbox = new Outbox({ ...shared, acts: ACTS, send, timers, clock: timers, random });
    this.outbox.addEventListener("change", () => queueMicrotask(() => this.#draw()));
    this.feed = new Feed({ room, journal: this.journal, send, timers, random });
    for (const name of ["report", "restart"]) this.feed.addEventListener(name, () => this.#draw());
    const hello = () => this.feed.hello();
    this.socket = new Socket({ open: () => this.#open(), hello, timers, random });
    this.socket.addEventListener("frame", ({ detail }) => this.#receive(detail));
    this.socket.addEventListener("state", () => this.#connected());
    this.socket.start();
  }

  kill() {
    this.#isAlive = false;
    this.wire.close();
    this.others.close();
    this.leaderLock.release();
  }

  #timers() {
    const { timers } = this.#storm;
    const set = (task, ms) => timers.set(() => this.#isAlive && task(), ms);
    return { set, clear: (timer) => timers.clear(timer), now: () => timers.now() };
  }

  #open() {
    this.wire = new Wire(this.#storm, this.person);
    this.#storm.server.wires.add(this.wire);
    return this.wire;
  }

  #connected() {
    if (this.socket.state !== "ready") this.outbox.disconnected();
  }

  #receive(frame) {
    if (frame.type === "welcome") this.outbox.connected(frame.epoch);
    if (frame.type === "ack") this.outbox.acknowledged(frame);
    if (frame.type === "error") this.outbox.refused(frame);
    this.feed.receive(frame);
  }

  #draw() {
    const own = this.journal.messages.filter(({ author }) => author.id === this.person);
    for (const { nonce } of own) this.outbox.seen(nonce);
    this.outbox.reached(this.room, this.journal);
  }
}

/** People with windows, a server, and weather. */
export class Storm {
  isBad = true;
  /** Whether nothing that changes is heard of. */
  isDeaf = false;
  timers = new FakeTimers();
  windows = [];

  #browsers = new Map();

  constructor(seed) {
    this.random = dice(seed);
    this.server = new Server(this);
  }

  open(person, room) {
    if (!this.#browsers.has(person)) this.#browsers.set(person, makeBrowser(person));
    this.windows.push(new Window(this, this.#browsers.get(person), room));
    return this.windows.at(-1);
  }

  kill(window) {
    window.kill();
    this.windows.splice(this.windows.indexOf(window), 1);
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** Stop the server, put the last backup in the place of its database, and start it again. */
  restore() {
    this.server.restore();
    if (this.random() < 0.5) this.server.backUp();
  }

  async pass(ms) {
    this.timers.pass(ms);
    await settle();
  }

  /** Nothing goes wrong any more, and there is time. */
  async heal() {
    Object.assign(this, { isBad: false, isDeaf: false });
    for (let second = 0; second < 120; second += 1) await this.pass(500);
  }
}

function makeBrowser(person) {
  return { person, store: new FakeStore(), channels: [], locks: new FakeLocks() };
}
