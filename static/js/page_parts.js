// Makes what every part of the room's page needs: time, words, people, and who is reading.

import { Blocks, Muted } from "./blocks_and_mutes.js";
import { Bookmarks } from "./bookmarks.js";
import { BrowserTimers, ServerClock } from "./clocks.js";
import { ref } from "./dom.js";
import { LocalStore } from "./local_store.js";
import { LocalTime } from "./local_time.js";
import { Membership } from "./membership.js";
import { People } from "./people.js";
import { Strings, stringsIn } from "./strings.js";

/**
 * @param {object} facts
 * @param {Storage} storage
 */
export function makePage(facts, storage) {
  const clock = new ServerClock(facts.now);
  const strings = new Strings(stringsIn(ref("sentences")), facts.language);
  const people = new People({ head: facts.people_head, epoch: facts.epoch, strings });
  return {
    timers: new BrowserTimers(),
    clock,
    strings,
    people,
    localTime: new LocalTime(facts.language, facts.time_zone, clock),
    localStore: (purpose) => new LocalStore(storage, `hiroba:${purpose}:${facts.user.id}:`),
    membership: new Membership(facts, clock),
    blocks: new Blocks(facts.blocked),
    bookmarks: new Bookmarks(facts.room.id, facts.bookmarks),
    muted: new Muted(facts.muted, clock),
    address: (seq) => facts.message_url.replace(/0\/$/, `${seq}/`),
  };
}
