// How the windows of a person share one outbox, with what this browser has for that.

import { Database } from "./database.js";
import { Lease, Turn } from "./leader_lock.js";
import { OutboxStore } from "./outbox_store.js";

/**
 * Return what an Outbox is made of. People of one browser have nothing in common.
 *
 * @param {object} parts  person, timers, and `shelf`: makes a Shelf of theirs for a purpose
 * @returns {{store: OutboxStore, others: BroadcastChannel, turn: Turn|Lease}}
 */
export function sharing({ person, shelf, timers }) {
  const name = `hiroba:outbox:${person.id}`;
  const open = () => Database.open(name, "nonce");
  const { locks } = navigator;
  const lease = () => new Lease({ shelf: shelf("turn"), timers, now: Date.now });
  return {
    store: new OutboxStore({ open, shelf: shelf("outbox"), timers }),
    others: new BroadcastChannel(name),
    turn: locks ? new Turn({ locks, name }) : lease(),
  };
}
