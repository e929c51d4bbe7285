// Fills the one markup of a message, templates/chat/_message.html.

import { ActState } from "./act_state.js";
import { fillAvatar } from "../people/avatar.js";
import { clone, ref } from "../lib/dom.js";
import { happeningName, isHappening, isWritten } from "../log/kinds.js";
import { actionIn, goneName, isActionDraft, quoteOf, stateOf } from "./message_text.js";
import { toldAct, withActs } from "../outbox/with_acts.js";

export class MessageView {
  #person;
  #people;
  #strings;
  #localTime;
  #quotes;
  #reactions;
  #state;
  #blocks;
  #bookmarks;
  #prose;
  #originals;

  /**
   * @param {object} parts  person (whose page it is), people, strings, localTime, originals,
   *   quotes (a QuoteView), reactions (a ReactionsView), blocks, bookmarks, prose
   */
  constructor(parts) {
    const { person, people, strings, localTime, originals, quotes, reactions } = parts;
    const { blocks, bookmarks, prose } = parts;
    this.#bookmarks = bookmarks;
    this.#originals = originals;
    this.#blocks = blocks;
    this.#prose = prose;
    this.#person = person;
    this.#people = people;
    this.#strings = strings;
    this.#localTime = localTime;
    this.#quotes = quotes;
    this.#reactions = reactions;
    this.#state = new ActState(strings);
  }

  /** Return an element for a message that is not yet shown. */
  make() {
    return clone("message-template");
  }

  /** Return what the drawing depends on: a row with the same one looks the same. */
  signature({ message, acts }) {
    const { author, subject, reply_to: quote, reactions } = message;
    const people = [author, subject, quote?.author, ...reactions.flatMap((one) => one.people)];
    const names = people.map((person) => person && this.#people.shownName(person));
    const { hue } = this.#people.of(author);
    const handle = this.#people.handleOf(author);
    const states = acts.map(({ nonce, state }) => [nonce, state]);
    const isOpen = this.#reactions.isOpen;
    const blocked = [author, quote?.author].map((person) => person && this.#blocks.has(person.id));
    const own = [isOpen, blocked, this.#bookmarks.has(message.id)];
    return JSON.stringify([message.changed_seq, quote, hue, handle, names, states, own]);
  }

  /** Show the message as it is now, with what its reader has done to it. */
  update(element, { message, acts }) {
    const shown = withActs(this.#bookmarks.marked(message), acts, this.#person);
    element.id = `m${message.seq}`;
    Object.assign(element.dataset, { id: message.id, seq: message.seq });
    this.#fillAuthor(element, message.author);
    this.#fillTime(element, message.created_at);
    this.#fillText(ref("html", element), shown);
    this.#prose.dress(ref("html", element));
    this.#fillMarks(element, shown);
    const isBlocked = this.#isBlocked(message);
    this.#quotes.show(ref("quote", element), isBlocked ? null : message.reply_to);
    this.#reactions.show(ref("reactions", element), isBlocked ? [] : shown.reactions);
    this.#state.show(element, toldAct(acts), message);
    element.classList.toggle("message--blocked", isBlocked);
    this.#look(element, shown);
  }

  /** Return an element for a message that is not yet visible to others. */
  makePending(item) {
    const element = clone("message-template");
    element.removeAttribute("id");
    for (const name of ["id", "seq"]) delete element.dataset[name];
    element.dataset.pending = item.nonce;
    this.#fillAuthor(element, this.#person);
    this.#fillTime(element, new Date(item.at).toISOString());
    const deed = actionIn(item.body);
    element.classList.toggle("message--action", deed !== null);
    this.#fillPlain(ref("html", element), deed ?? item.body);
    this.#prose.dress(ref("html", element));
    return element;
  }

  /** Show how it stands with a message that is not yet visible to others. */
  updatePending(element, item) {
    element.classList.add("message--mine");
    element.classList.toggle("message--stored", item.state === "stored");
    this.#fillAuthor(element, this.#person);
    this.#quotes.show(ref("quote", element), this.#quoteOf(item));
    this.#state.show(element, item.state === "stored" ? undefined : item);
  }

  #quoteOf({ quoted }) {
    return quoted ? quoteOf(quoted, this.#originals.now(quoted)) : null;
  }

  #look(element, message) {
    const { kind, author, mentions, mentions_all: all } = message;
    const isMine = author.id === this.#person.id;
    const looks = {
      "message--happening": isHappening(kind),
      "message--action": isAction(message) && !message.deleted_at,
      "message--deleted": Boolean(message.deleted_at),
      "message--edited": isShownEdited(message),
      "message--mine": isMine,
      "message--mentions-me": !isMine && (all || mentions.includes(this.#person.id)),
    };
    for (const [name, isOn] of Object.entries(looks)) element.classList.toggle(name, isOn);
  }

  #fillAuthor(element, author) {
    const name = this.#people.shownName(author);
    ref("author", element).textContent = name;
    ref("author", element).title = ref("actor", element).title = this.#people.handleOf(author);
    ref("actor", element).textContent = name;
    fillAvatar(ref("avatar", element), this.#people.of(author), name);
  }

  #fillTime(element, moment) {
    const time = ref("time", element);
    time.textContent = this.#localTime.time(moment);
    time.dateTime = moment;
    time.title = this.#localTime.full(moment);
  }

  /** The one place that takes HTML: the server has made it safe. */
  #fillText(slot, message) {
    if (message.deleted_at) return this.#fillGone(slot, message);
    if (this.#isBlocked(message)) {
      return this.#fillPlain(slot, this.#strings.say("blocked_message"));
    }
    if (message.draft !== undefined) return this.#fillPlain(slot, actionIn(message.draft) ?? message.draft);
    if (!isWritten(message.kind)) return this.#fillPlain(slot, this.#happening(message));
    slot.classList.remove("prose--plain");
    slot.innerHTML = message.html;
    for (const mention of slot.querySelectorAll(".mention")) this.#markMention(mention);
  }

  #fillGone(slot, message) {
    this.#fillPlain(slot, this.#strings.say(goneName(stateOf(message))));
  }

  #isBlocked({ author, kind }) {
    return isWritten(kind) && this.#blocks.has(author.id);
  }

  #fillPlain(slot, text) {
    slot.classList.add("prose--plain");
    slot.textContent = text;
  }

  #markMention(mention) {
    const isMine = Number(mention.dataset.person) === this.#person.id;
    mention.classList.toggle("mention--me", isMine);
  }

  #happening(message) {
    const { author, subject, body } = message;
    if (!isHappening(message.kind)) return body;
    const values = {
      name: this.#people.shownName(author),
      subject: subject ? this.#people.shownName(subject) : "",
      body,
    };
    return this.#strings.say(happeningName(message), values);
  }

  #fillMarks(element, message) {
    const { edited_at: editedAt, pinned_at: pinnedAt } = message;
    const isEdited = isShownEdited(message);
    const edited = ref("edited", element);
    edited.hidden = !isEdited;
    edited.title = isEdited ? this.#localTime.full(editedAt) : "";
    const isBookmarked = message.is_bookmarked && !message.deleted_at;
    ref("pinned", element).hidden = !pinnedAt;
    ref("bookmarked", element).hidden = !isBookmarked;
    ref("marks", element).hidden = !isEdited && !pinnedAt && !isBookmarked;
  }
}

/** There is nothing left of what was edited and then deleted. */
function isShownEdited({ edited_at: editedAt, deleted_at: deletedAt }) {
  return Boolean(editedAt) && !deletedAt;
}

function isAction(message) {
  const { kind, draft } = message;
  return draft === undefined ? kind === "action" : isActionDraft(message, draft);
}
