// Makes what every part of the room's page needs: time, words, people, and who is reading.

import { Blocks, Muted } from "../moderation/blocks_and_mutes.js";
import { Bookmarks } from "../acts/bookmarks.js";
import { BrowserTimers, ServerClock } from "../net/clocks.js";
import { ref } from "../lib/dom.js";
import { LocalStore } from "../lib/local_store.js";
import { LocalTime } from "../lib/local_time.js";
import { Membership } from "../sidebar/membership.js";
import { People } from "../people/people.js";
import { Strings, stringsIn } from "../lib/strings.js";

/**
 * @param {object} facts
 * @param {Storage} storage
 */
export function makePage(facts, storage) {
  const clock = new ServerClock(facts.now);
  const strings = new Strings(stringsIn(ref("strings")), facts.language);
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
