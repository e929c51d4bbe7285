// Who is here: says how this person is, hears how those are whom the page shows.

const IDLE_MS = 5 * 60_000;
const HIDDEN_MS = 60_000;
const CALM_MS = 1_500;
const PEOPLE_MAX = 500;

/** Tells `change` when somebody came, went or fell idle. Pure. */
export class Presence extends EventTarget {
  #send;
  #timers;
  #isOut;
  #mine = "here";
  #resting = null;
  #forgetting = null;
  #people = [];
  #states = new Map();
  #isConnected = false;
  #isFresh = true;

  /**
   * @param {object} parts  timers ({set, clear}), and
   * @param {function(object): boolean} parts.send
   * @param {function({id: number}): boolean} parts.isOut  whether somebody is not to be shown: blocked,
   *   or without an account
   */
  constructor({ send, timers, isOut }) {
    super();
    this.#isOut = isOut;
    this.#send = send;
    this.#timers = timers;
    this.touched();
  }

  /**
   * Say how somebody is; null while nobody knows, and of whoever is not to be shown.
   *
   * @param {{id: number}} person
   * @returns {"here"|"idle"|"away"|null}
   */
  of(person) {
    return this.#isOut(person) ? null : (this.#states.get(person.id) ?? null);
  }

  /** Hear of these people from now on, and of no others; the first of them, if they are many. */
  follow(people) {
    const wanted = [...new Set(people)].slice(0, PEOPLE_MAX).sort((one, other) => one - other);
    if (String(wanted) === String(this.#people)) return;
    this.#people = wanted;
    if (this.#isConnected) this.#send({ type: "presence", people: wanted });
  }

  /** The person does something on this page. */
  touched() {
    this.#restIn(IDLE_MS);
    this.#become("here");
  }

  /** Nobody sees this page any more. */
  hidden() {
    this.#restIn(HIDDEN_MS);
  }

  /** Take a frame; those of other matters are left alone. */
  receive(frame) {
    if (frame.type === "welcome") this.#welcomed();
    if (frame.type === "presence") this.#told(frame.people);
  }

  /** Without a connection nothing is known; a short interruption is not worth a flicker. */
  disconnected() {
    this.#isConnected = false;
    this.#forgetting ??= this.#timers.set(() => this.#forget(), CALM_MS);
  }

  #restIn(ms) {
    this.#timers.clear(this.#resting);
    this.#resting = this.#timers.set(() => this.#become("idle"), ms);
  }

  #become(state) {
    if (this.#mine === state) return;
    this.#mine = state;
    this.#send({ type: "presence", state });
  }

  #welcomed() {
    this.#timers.clear(this.#forgetting);
    this.#forgetting = null;
    this.#isConnected = true;
    this.#isFresh = true;
    this.#send({ type: "presence", state: this.#mine, people: this.#people });
  }

  #told(people) {
    const told = Object.entries(people).map(([id, state]) => [Number(id), state]);
    const kept = this.#isFresh ? [] : this.#states;
    this.#states = new Map([...kept, ...told]);
    this.#isFresh = false;
    this.#tell();
  }

  #forget() {
    this.#states.clear();
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
