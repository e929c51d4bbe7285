// The open room on the socket: from where to tell, what to take, when to ask again.

const RETRY_MS = 1_000;
const JITTER_MS = 500;
const PATIENCE_MS = 5_000;

/**
 * Tells `report` (its `detail` is the journal's report), `restart` (after `resync` the journal
 * holds the newest page and nothing else; `detail.sameEpoch`: the old numbers and ids still hold)
 * and `gone`. Pure.
 */
export class Feed extends EventTarget {
  #room;
  #journal;
  #epoch;
  #send;
  #timers;
  #random;
  #patientUntil = 0;
  #isLost = false;
  #isGone = false;

  /**
   * @param {object} parts  room (its id), journal, timers, and
   * @param {function(object): boolean} parts.send  false when the socket is not ready
   * @param {function(): number} [parts.random]
   */
  constructor({ room, journal, send, timers, random = Math.random }) {
    super();
    this.#room = room;
    this.#journal = journal;
    this.#epoch = journal.epoch;
    this.#send = send;
    this.#timers = timers;
    this.#random = random;
  }

  /** Return the first frame of a connection. */
  hello() {
    const rooms = this.#isLost ? {} : { [this.#room]: this.#journal.cursor };
    return { type: "hello", epoch: this.#epoch, rooms };
  }

  /** Take a frame; those of other rooms and other matters are left alone. */
  receive(frame) {
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "heartbeat") this.#checkHead(frame.heads[this.#room]);
    if (frame.room !== this.#room || frame.nonce) return;
    if (frame.type === "changes") this.#changed(frame);
    if (frame.type === "resync") this.#start();
    if (frame.type === "history") this.#restarted(frame);
    if (frame.type === "error") this.#refused(frame);
  }

  /** Numbers of another epoch mean nothing here: begin with the newest page. */
  #welcomed({ epoch }) {
    this.#patientUntil = 0;
    if (this.#isLost) this.#start();
    if (epoch === this.#epoch) return;
    // The server's `resync` follows by itself.
    this.#epoch = epoch;
    this.#isLost = true;
  }

  #start() {
    this.#isLost = true;
    this.#ask({});
  }

  #restarted(page) {
    const sameEpoch = this.#journal.epoch === this.#epoch;
    this.#journal.replace({ ...page, epoch: this.#epoch });
    this.#isLost = false;
    this.#tell("restart", { sameEpoch });
  }

  #changed(frame) {
    if (this.#isLost) return;
    const report = this.#journal.fold(frame);
    if (report.gap) return this.#askAgain();
    this.#patientUntil = 0;
    this.#tell("report", report);
  }

  /** What the server does not name it does not watch for this page: it said so, and was not heard. */
  #checkHead(head) {
    if (head === undefined && this.#isGone) return;
    if (head === undefined || this.#isLost || this.#journal.isBehind(head)) this.#askAgain();
  }

  /** What comes live beside an answer that is on its way is no reason to ask once more. */
  #askAgain() {
    if (this.#timers.now() >= this.#patientUntil) this.#askNow();
  }

  #askNow() {
    this.#ask(this.#isLost ? {} : { after: this.#journal.cursor });
  }

  #ask(place) {
    this.#patientUntil = this.#timers.now() + PATIENCE_MS;
    this.#send({ type: "join", room: this.#room, ...place });
  }

  #refused({ code, retry_after: retryAfter }) {
    if (code === "not_found") return this.#leave();
    if (retryAfter === undefined) return;
    const wait = (retryAfter * 1_000 || RETRY_MS) + this.#random() * JITTER_MS;
    this.#timers.set(() => this.#askNow(), wait);
  }

  #leave() {
    this.#isGone = true;
    this.#tell("gone");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
