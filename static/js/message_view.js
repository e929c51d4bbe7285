// Fills the one markup of a message, templates/chat/_message.html, and reads it back.

import { isHappening } from "./arrange.js";
import { clone, ref } from "./dom.js";

const HUES = 10;
const FACTS = ["id", "seq", "changedSeq", "kind", "authorId", "nonce", "createdAt"];

export class MessageView {
  #person;
  #sentences;
  #localTime;

  /** @param {object} parts  person (`id` and `name`), sentences, localTime */
  constructor({ person, sentences, localTime }) {
    this.#person = person;
    this.#sentences = sentences;
    this.#localTime = localTime;
  }

  /** Return what a server-rendered element says of its message; its texts stay where they are. */
  read(element) {
    const { id, seq, changedSeq, kind, authorId, nonce, createdAt } = element.dataset;
    const author = { id: Number(authorId), name: ref("author", element).textContent };
    this.#finish(element, author.id, createdAt);
    return {
      id: Number(id),
      seq: Number(seq),
      changed_seq: Number(changedSeq),
      kind,
      author,
      nonce,
      created_at: createdAt,
    };
  }

  /** Return an element for the message. */
  make(message) {
    const element = clone("message-template");
    this.update(element, message);
    return element;
  }

  /** Show the message as it is now. */
  update(element, message) {
    element.id = `m${message.seq}`;
    Object.assign(element.dataset, {
      id: message.id,
      seq: message.seq,
      changedSeq: message.changed_seq,
      kind: message.kind,
      authorId: message.author.id,
      nonce: message.nonce,
      createdAt: message.created_at,
    });
    element.className = `message ${this.#look(message.kind)}`;
    this.#fillAuthor(element, message.author);
    ref("time", element).textContent = this.#localTime.time(message.created_at);
    this.#fillText(ref("html", element), message);
    this.#finish(element, message.author.id, message.created_at);
  }

  /** Return an element for a message that is not yet visible to others. */
  makePending(item) {
    const element = clone("message-template");
    element.removeAttribute("id");
    for (const name of FACTS) delete element.dataset[name];
    element.dataset.pending = item.nonce;
    element.append(clone("state-template"));
    this.#fillAuthor(element, this.#person);
    const moment = new Date(item.at).toISOString();
    ref("time", element).textContent = this.#localTime.time(moment);
    ref("html", element).textContent = item.body;
    this.#finish(element, this.#person.id, moment);
    return element;
  }

  /** Show how it stands with a message that is not yet visible to others. */
  updatePending(element, { state, code }) {
    element.className = `message message--mine message--${state}`;
    ref("state", element).parentElement.hidden = state === "stored";
    const words = state === "failed" ? [`failed_${code}`, "failed"] : ["waiting"];
    ref("state", element).textContent = this.#sentences.sayFirst(words);
    for (const name of ["retry", "discard"]) ref(name, element).hidden = state !== "failed";
  }

  #look(kind) {
    if (isHappening(kind)) return "message--happening";
    return kind === "action" ? "message--action" : "";
  }

  #fillAuthor(element, { id, name }) {
    ref("author", element).textContent = name;
    ref("actor", element).textContent = name;
    const avatar = ref("avatar", element);
    avatar.className = `avatar avatar--${id % HUES}`;
    avatar.textContent = (Array.from(name)[0] ?? "").toUpperCase();
  }

  /** The one place that takes HTML: the server has made it safe. */
  #fillText(slot, { kind, html, body, author }) {
    const names = { name: author.name, new_name: body };
    if (kind === "text" || kind === "action") slot.innerHTML = html;
    else slot.textContent = isHappening(kind) ? this.#sentences.say(kind, names) : body;
  }

  /** What depends on who reads. */
  #finish(element, authorId, moment) {
    element.classList.toggle("message--mine", authorId === this.#person.id);
    const time = ref("time", element);
    time.dateTime = moment;
    time.title = this.#localTime.full(moment);
  }
}
