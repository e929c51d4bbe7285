// The one connection to the server: opens, says hello, watches, comes back.

const SILENT_HEARTBEATS = 2.5;
const WELCOME_LIMIT_MS = 10_000;
const PING_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 2_000;
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 30_000;
const STEADY_MS = 10_000;
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

  #open;
  #hello;
  #timers;
  #random;
  #connection = null;
  #farewell = null;
  #heartbeatMs = 0;
  #readySince = 0;
  #attempts = 0;
  #watchdog = null;
  #comeback = null;

  /**
   * @param {object} parts
   * @param {function(): WebSocket} parts.open
   * @param {function(): object} parts.hello  makes the first frame
   * @param {{set: function, clear: function, now: function}} parts.timers
   * @param {function(): number} [parts.random]
   */
  constructor({ open, hello, timers, random = Math.random }) {
    super();
    this.#open = open;
    this.#hello = hello;
    this.#timers = timers;
    this.#random = random;
  }

  /** Connect now, unless it is connected or on the way. */
  start() {
    if (this.state === "connecting" || this.state === "ready") return;
    this.#timers.clear(this.#comeback);
    this.#farewell = null;
    this.#become("connecting");
    this.#watch(WELCOME_LIMIT_MS);
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
    return true;
  }

  /** The network or the page is back: do not wait longer, and do not trust an old connection. */
  wake() {
    if (this.state === "waiting") this.start();
    else if (this.send({ type: "ping", n: this.#timers.now() })) this.#watch(PING_LIMIT_MS);
  }

  #received(frame) {
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "bye") this.#farewell = frame;
    if (this.#farewell) this.#watch(CLOSE_LIMIT_MS);
    else if (this.state === "ready") this.#watch(this.#heartbeatMs * SILENT_HEARTBEATS);
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
    const wasSteady = wasReady && this.#timers.now() - this.#readySince >= STEADY_MS;
    if (wasSteady) this.#attempts = 0;
    this.#connection = null;
    this.#timers.clear(this.#watchdog);
    // A new password gives this browser a new session: only the next try tells who is signed out.
    const isFinal = code >= 4500 && code <= 4999 && !(code === NOT_SIGNED_IN && wasReady);
    if (isFinal) return this.#end(reason ?? REASONS[code] ?? "unknown");
    this.#comeBack(retryAfter ?? null);
  }

  #end(reason) {
    this.reason = reason;
    this.#become("ended");
  }

  #comeBack(retryAfter) {
    const most = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** this.#attempts);
    const delay = retryAfter === null ? this.#random() * most : retryAfter * 1_000;
    this.#attempts += 1;
    this.#comeback = this.#timers.set(() => this.start(), delay);
    this.#become("waiting");
  }

  /** Nothing may stay silent for longer than this. */
  #watch(ms) {
    this.#timers.clear(this.#watchdog);
    this.#watchdog = this.#timers.set(() => this.#giveUp(), ms);
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
