// Has code read by a Worker, one piece at a time, within bounds of size, time and memory.

export const CODE_MAX_CHARS = 20_000;
const READ_MS = 300;
/** A page that was busy itself hears late of what was done in time. */
const GRACE_MS = 100;
const LOAD_MS = 15_000;
const QUEUE_MAX = 50;
const KEPT_MAX_CHARS = 400_000;
/** A browser or a network that cannot run the Worker at all is left alone. */
const FAULTS_MAX = 3;

/**
 * @typedef {[number, number, number][]} Marks  see code_marks.js
 * @typedef {{key: string, language: string, text: string, tell: function(Marks|null): void}} Task
 */

/**
 * What takes too long is given up: its Worker is ended, the next piece gets a new one, and that
 * piece stays plain. Pure: Workers and time are given.
 */
export class Highlighter {
  #makeWorker;
  #timers;
  #worker = null;
  #timer = null;
  /** @type {Task|null} */
  #task = null;
  #queue = [];
  #kept = new Kept(KEPT_MAX_CHARS);
  #faults = 0;

  /**
   * @param {object} parts  timers, and
   * @param {function(): Worker} parts.makeWorker
   */
  constructor({ makeWorker, timers }) {
    this.#makeWorker = makeWorker;
    this.#timers = timers;
  }

  /** Return what is known of this code: its marks, null when it stays plain, or undefined. */
  known(language, text) {
    return text.length > CODE_MAX_CHARS ? null : this.#kept.get(keyOf(language, text));
  }

  /**
   * Return the marks of this code, or null when it stays plain.
   *
   * @param {string} language  one of code_languages.js
   * @param {string} text
   * @returns {Promise<Marks|null>}
   */
  async ask(language, text) {
    const known = this.known(language, text);
    if (known !== undefined) return known;
    return new Promise((tell) => {
      this.#queue.push({ key: keyOf(language, text), language, text, tell });
      // What was asked for first has most likely been scrolled away.
      if (this.#queue.length > QUEUE_MAX) this.#queue.shift().tell(null);
      this.#next();
    });
  }

  #next() {
    if (this.#task || this.#queue.length === 0) return;
    this.#task = this.#queue.shift();
    const known = this.#faults < FAULTS_MAX ? this.#kept.get(this.#task.key) : null;
    if (known !== undefined) return this.#finish(known);
    this.#worker ??= this.#start();
    const { language, text } = this.#task;
    this.#limit(LOAD_MS, () => this.#fail());
    this.#worker.postMessage({ language, text });
  }

  #start() {
    const worker = this.#makeWorker();
    const ifCurrent = (answer) => (event) => worker === this.#worker && answer(event);
    worker.onmessage = ifCurrent(({ data }) => this.#heard(data));
    worker.onerror = ifCurrent(() => this.#fail());
    return worker;
  }

  #heard({ type, marks }) {
    if (type === "begun") return this.#limit(READ_MS, () => this.#hesitate());
    this.#faults = 0;
    this.#keep(marks);
  }

  #hesitate() {
    this.#limit(GRACE_MS, () => this.#giveUp());
  }

  /** It was read for too long: it is not read again. */
  #giveUp() {
    this.#drop();
    this.#keep(null);
  }

  /** The Worker could not begin; perhaps a later one can. */
  #fail() {
    this.#faults += 1;
    this.#drop();
    if (this.#task) this.#finish(null);
  }

  #keep(marks) {
    this.#kept.put(this.#task.key, marks);
    this.#finish(marks);
  }

  #finish(marks) {
    this.#timers.clear(this.#timer);
    const { tell } = this.#task;
    this.#task = null;
    tell(marks);
    this.#next();
  }

  #drop() {
    this.#worker.terminate();
    this.#worker = null;
  }

  #limit(ms, task) {
    this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(task, ms);
  }
}

/** Values by texts, as many as their texts have room for; those not asked for the longest go. */
class Kept {
  #max;
  #chars = 0;
  #values = new Map();

  constructor(max) {
    this.#max = max;
  }

  get(key) {
    if (!this.#values.has(key)) return undefined;
    const value = this.#values.get(key);
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  put(key, value) {
    if (!this.#values.has(key)) this.#chars += key.length;
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#chars <= this.#max) return;
      this.#values.delete(oldest);
      this.#chars -= oldest.length;
    }
  }
}

function keyOf(language, text) {
  return `${language}\n${text}`;
}
