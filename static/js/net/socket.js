// The one connection to the server: opens, says hello, watches, comes back.

import { Backoff } from "./backoff.js";
import { Silence } from "./silence.js";

const SILENT_HEARTBEATS = 2.5;
const WELCOME_LIMIT_MS = 10_000;
const PING_LIMIT_MS = 5_000;
const ANSWER_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 2_000;
const STEADY_MS = 10_000;
const HANGING_MS = 3_000;
const NOT_SIGNED_IN = 4501;
const REASONS = { 4500: "abuse", 4501: "not_signed_in", 4503: "banned", 4504: "too_many_sockets" };

/**
 * Tells `state` (see `state` and `reason`) and `frame` (its `detail` is the frame). Pure: whatever
 * opens connections, counts time or throws dice is given.
 */
export class Socket extends EventTarget {
  /** @type {"idle"|"connecting"|"ready"|"waiting"|"ended"} */
  state = "idle";
  /** Why the connection ended for good: "not_signed_in", "banned", … */
  reason = null;
  /** How the last connection was closed, or null: nobody said. @type {number|null} */
  closeCode = null;

  #open;
  #hello;
  #timers;
  #backoff;
  #silence;
  #connection = null;
  #farewell = null;
  #heartbeatMs = 0;
  #startedAt = 0;
  #readySince = 0;
  #comeback = null;
  #doubt = null;

  /**
   * @param {object} parts
   * @param {function(): WebSocket} parts.open
   * @param {function(): object} parts.hello  makes the first frame
   * @param {{set: function, clear: function, now: function}} parts.timers
   * @param {function(): number} [parts.random]
   * @param {function(): boolean} [parts.isSeen]  whether somebody looks at the page
   */
  constructor({ open, hello, timers, random = Math.random, isSeen = () => true }) {
    super();
    this.#open = open;
    this.#hello = hello;
    this.#timers = timers;
    this.#backoff = new Backoff({ timers, random, isSeen });
    this.#silence = new Silence({ timers, end: () => this.#giveUp() });
  }

  /** Connect now, unless it is connected or on the way. */
  start() {
    if (this.state === "connecting" || this.state === "ready") return;
    this.#timers.clear(this.#comeback);
    this.#farewell = null;
    this.closeCode = null;
    this.#startedAt = this.#timers.now();
    this.#become("connecting");
    this.#silence.begin(WELCOME_LIMIT_MS);
    const connection = (this.#connection = this.#open());
    const ifCurrent = (answer) => (event) => connection === this.#connection && answer(event);
    connection.onopen = ifCurrent(() => connection.send(JSON.stringify(this.#hello())));
    connection.onmessage = ifCurrent((event) => this.#received(JSON.parse(event.data)));
    connection.onclose = ifCurrent((event) => this.#closed(event.code));
  }

  /**
   * Send the frame if the server has said welcome.
   *
   * @param {object} frame
   * @returns {boolean} whether it was handed over
   */
  send(frame) {
    if (this.state !== "ready") return false;
    this.#connection.send(JSON.stringify(frame));
    // What has a nonce is answered; if nothing comes, the connection may be dead at the other end.
    if (frame.nonce) this.#doubt ??= this.#timers.set(() => this.wake(), ANSWER_LIMIT_MS);
    return true;
  }

  /** The network or the page is back: do not wait longer, and do not trust an old connection. */
  wake() {
    if (this.#isDoubtful) this.#giveUp();
    if (this.state === "waiting") this.start();
    else if (this.send({ type: "ping", n: this.#timers.now() })) this.#silence.begin(PING_LIMIT_MS);
  }

  /** End the connection for good, for this reason. */
  leave(reason) {
    const connection = this.#connection;
    this.#connection = null;
    this.#silence.stop();
    this.#trust();
    this.#timers.clear(this.#comeback);
    this.#end(reason);
    connection?.close();
  }

  /** An attempt from before the network changed may wait for an answer on a way that is gone. */
  get #isDoubtful() {
    if (this.state === "ready") return this.#silence.isOver;
    return this.state === "connecting" && this.#timers.now() - this.#startedAt > HANGING_MS;
  }

  #trust() {
    this.#timers.clear(this.#doubt);
    this.#doubt = null;
  }

  #received(frame) {
    this.#trust();
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "bye") this.#farewell = frame;
    if (this.#farewell) this.#silence.begin(CLOSE_LIMIT_MS);
    else if (this.state === "ready") this.#silence.begin(this.#heartbeatMs * SILENT_HEARTBEATS);
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #welcomed({ heartbeat }) {
    this.#heartbeatMs = heartbeat * 1_000;
    this.#readySince = this.#timers.now();
    this.#become("ready");
  }

  #closed(closeCode) {
    const { code, reason, retry_after: retryAfter } = this.#farewell ?? { code: closeCode };
    const wasReady = this.state === "ready";
    this.closeCode = closeCode;
    const wasSteady = wasReady && this.#timers.now() - this.#readySince >= STEADY_MS;
    if (wasSteady) this.#backoff.succeed();
    this.#connection = null;
    this.#silence.stop();
    this.#trust();
    // A new password gives this browser a new session: only the next try tells who is signed out.
    const isFinal = code >= 4500 && code <= 4999 && !(code === NOT_SIGNED_IN && wasReady);
    if (isFinal) return this.#end(reason ?? REASONS[code] ?? "unknown");
    this.#comeBack(this.#backoff.next(code, retryAfter ?? null));
  }

  #end(reason) {
    this.reason = reason;
    this.#become("ended");
  }

  #comeBack(delay) {
    this.#comeback = this.#timers.set(() => this.start(), delay);
    this.#become("waiting");
  }

  /** A dead network reports the close late or never: it is over now. */
  #giveUp() {
    const connection = this.#connection;
    this.#closed(1006);
    connection.close();
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
