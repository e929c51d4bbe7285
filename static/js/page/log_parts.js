// Makes the way to the server and back: the socket, the open room's log, the outbox.

import { Connection } from "../net/connection.js";
import { Database } from "../lib/database.js";
import { find, ref } from "../lib/dom.js";
import { Feed } from "../log/feed.js";
import { History } from "../log/history.js";
import { Journal } from "../log/journal.js";
import { LeaderLease, LeaderLock } from "../outbox/leader_lock.js";
import { Maintenance } from "../net/maintenance.js";
import { Originals } from "../log/originals.js";
import { Outbox } from "../outbox/outbox.js";
import { OutboxStore } from "../outbox/store.js";
import { Socket } from "../net/socket.js";

/** @param {object} parts  facts, timers, clock, localStore, strings, people */
export function makeLog({ facts, timers, clock, localStore, strings, people }) {
  const { user: person, room, epoch, acts } = facts;
  const send = (frame) => socket.send(frame);
  const journal = makeJournal(facts);
  const history = new History({ journal, url: facts.history_url, limit: facts.limits.history_page });
  const originals = new Originals({ journal, load: (seq) => history.at(seq) });
  const feed = new Feed({ room: room.id, journal, send, timers });
  const shared = shareOutbox({ person, localStore, timers });
  const outbox = new Outbox({ room: room.id, epoch, acts, ...shared, send, timers, clock });
  const socket = new Socket({
    open: () => openSocket(facts.socket_path),
    hello: () => ({ ...feed.hello(), people: people.cursor }),
    timers,
    isSeen: () => !document.hidden,
  });
  const connection = new Connection(ref("connection"), strings);
  const maintenance = new Maintenance({ line: ref("maintenance"), timers });
  return { send, socket, feed, journal, history, originals, outbox, connection, maintenance };
}

/** What the server has rendered, and whether the room goes on at its ends. */
function makeJournal({ messages, head, epoch }) {
  const [older, newer] = [find("older") !== null, find("newer") !== null];
  return new Journal({ messages, older, newer, head, epoch });
}

/** The windows of a person share one outbox. People of one browser have nothing in common. */
function shareOutbox({ person, localStore, timers }) {
  const name = `hiroba:outbox:${person.id}`;
  const open = () => Database.open(name, "nonce");
  const { locks } = navigator;
  const lease = () => new LeaderLease({ localStore: localStore("leader"), timers, now: Date.now });
  return {
    store: new OutboxStore({ open, localStore: localStore("outbox"), timers }),
    others: new BroadcastChannel(name),
    leaderLock: locks ? new LeaderLock({ locks, name }) : lease(),
  };
}

function openSocket(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url);
}
