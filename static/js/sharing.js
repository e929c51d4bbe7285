// How the windows of a person share one outbox, with what this browser has for that.

import { Database } from "./database.js";
import { LeaderLease, LeaderLock } from "./leader_lock.js";
import { OutboxStore } from "./outbox_store.js";

/**
 * Return what an Outbox is made of. People of one browser have nothing in common.
 *
 * @param {object} parts  person, timers, and `localStore`: makes a LocalStore of theirs for a purpose
 * @returns {{store: OutboxStore, others: BroadcastChannel, leaderLock: LeaderLock|LeaderLease}}
 */
export function sharing({ person, localStore, timers }) {
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
