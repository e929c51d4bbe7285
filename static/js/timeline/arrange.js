// What stands in the timeline, in what order: days, groups, folds, the unread line, the ends.

import { isComing, isHappening } from "../log/kinds.js";
import { actionIn } from "./message_text.js";

const TOGETHER_MS = 5 * 60 * 1_000;
const FOLD_FROM = 4;
const SAID = new Set(["message", "pending"]);

/**
 * @typedef {object} Row
 * @property {string} key   the same row has the same key at the next drawing
 * @property {string} type  message, pending, day, unread, fold, start, empty, loading, torn or
 *   paused
 */

/**
 * Return the rows of a timeline. Pure.
 *
 * @param {object} parts
 * @param {Message[]} parts.messages
 * @param {Item[]} parts.pending  messages of this room that the outbox still has
 * @param {Map<number, Item[]>} parts.changes  changes that the outbox still has, by message
 * @param {{older: string|null, newer: string|null}} parts.ends  "start", "loading", "torn", "paused" or
 *   null
 * @param {number|null} parts.unreadAfter  the line stands above the first message after this seq
 * @param {function(Message): boolean} parts.isNews  the line stands above nothing else
 * @param {number} parts.person  whose page it is
 * @param {function(string): string} parts.dayKey
 * @returns {Row[]}
 */
export function arrange({ messages, pending, changes, ends, unreadAfter, isNews, person, dayKey }) {
  const isEmpty = messages.length + pending.length === 0;
  const unread = firstUnread({ messages, ends, unreadAfter, isNews });
  return grouped([
    ...end("older", isEmpty && ends.older === "start" ? "empty" : ends.older),
    ...folded(lines(messages, changes, unread, dayKey)),
    ...end("newer", ends.newer),
    ...pending.map((item) => waiting(item, person)),
  ]);
}

/** A message that is not yet visible to others, as if it were said when it was written. */
function waiting(item, person) {
  const moment = new Date(item.at).toISOString();
  const kind = actionIn(item.body) === null ? "text" : "action";
  const message = { kind, author: { id: person }, created_at: moment };
  return { key: `pending:${item.nonce}`, type: "pending", item, message };
}

function end(side, type) {
  return type === null ? [] : [{ key: `${side}:${type}`, type, side }];
}

/** The message under the unread line; none while the line may belong further up. */
function firstUnread({ messages, ends, unreadAfter, isNews }) {
  if (unreadAfter === null) return undefined;
  const isKnown = ends.older === "start" || messages[0]?.seq <= unreadAfter + 1;
  const isUnread = (message) => message.seq > unreadAfter && isNews(message);
  return isKnown ? messages.find(isUnread) : undefined;
}

function lines(messages, changes, firstUnread, dayKey) {
  const rows = [];
  let day = null;
  for (const message of messages) {
    const key = dayKey(message.created_at);
    if (key !== day) rows.push({ key: `day:${key}`, type: "day", moment: message.created_at });
    if (message === firstUnread) rows.push({ key: "unread", type: "unread" });
    rows.push(said(message, changes.get(message.id) ?? []));
    day = key;
  }
  return rows;
}

function said(message, acts) {
  return { key: `message:${message.id}`, type: "message", message, acts };
}

/** Put long runs of comings and goings into one row each. */
function folded(rows) {
  const result = [];
  let run = [];
  const close = () => {
    result.push(...(run.length < FOLD_FROM ? run : [fold(run)]));
    run = [];
  };
  for (const row of rows) {
    if (isComing(row.message?.kind)) {
      run.push(row);
      continue;
    }
    close();
    result.push(row);
  }
  close();
  return result;
}

function fold(rows) {
  return { key: `fold:${rows[0].message.id}`, type: "fold", rows };
}

/** Mark the messages that need no second header. */
function grouped(rows) {
  return rows.map((row, place) => ({ ...row, follows: followsOn(rows[place - 1], row) }));
}

function followsOn(before, row) {
  if (!SAID.has(row.type) || !SAID.has(before?.type)) return false;
  const [one, other] = [before.message, row.message];
  if (one.author.id !== other.author.id) return false;
  if (standsAlone(one) || standsAlone(other)) return false;
  return Math.abs(Date.parse(other.created_at) - Date.parse(one.created_at)) <= TOGETHER_MS;
}

function standsAlone({ kind }) {
  return kind === "action" || isHappening(kind);
}
