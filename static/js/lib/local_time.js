// Moments in the person's own language and time zone, as the server's templates write them.

const MEMORY = 2000;

export class LocalTime {
  #key;
  #time;
  #seconds;
  #date;
  #isJapanese;
  #day;
  #dayWithYear;
  #clock;
  #keys = new Map();

  /**
   * @param {string} language  such as "ja"
   * @param {string} timeZone  such as "Asia/Tokyo"; "": the browser's own
   * @param {{now: function(): number}} clock  the server's: it knows which year it is
   */
  constructor(language, timeZone, clock) {
    this.#clock = clock;
    const of = (options, locale = language) =>
      new Intl.DateTimeFormat(locale, { timeZone: timeZone || undefined, ...options });
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const date = { month: "long", day: "numeric" };
    const day = { ...date, weekday: language === "ja" ? "short" : "long" };
    this.#isJapanese = language === "ja";
    // The Swedish way of writing a date is ISO 8601.
    this.#key = of({ year: "numeric", month: "2-digit", day: "2-digit" }, "sv");
    this.#time = of(time);
    this.#day = of(day);
    this.#dayWithYear = of({ ...day, year: "numeric" });
    this.#date = of({ ...date, year: "numeric" });
    this.#seconds = of({ ...time, second: "2-digit" });
  }

  /** Return the calendar day of an ISO 8601 moment as "2026-11-20". */
  dayKey(moment) {
    const known = this.#keys.get(moment);
    return known ?? this.#remember(moment, this.#key.format(new Date(moment)));
  }

  /** Return hours and minutes, "09:05". */
  time(moment) {
    return this.#time.format(new Date(moment));
  }

  /** Return when it was as people say it: the time, and the day unless that is today. */
  moment(moment) {
    const isToday = this.dayKey(moment) === this.#key.format(this.#clock.now());
    return isToday ? this.time(moment) : `${this.day(moment)} ${this.time(moment)}`;
  }

  /** Return all there is to say of a moment, for tooltips. */
  full(moment) {
    return this.#joined(moment, this.#dayWithYear, this.#seconds);
  }

  /** Return date and time as sentences tell them. */
  long(moment) {
    return this.#joined(moment, this.#date, this.#time);
  }

  /** Return the date as lists show it. */
  short(moment) {
    return this.#isJapanese ? this.dayKey(moment).replaceAll("-", "/") : this.dayKey(moment);
  }

  /** The browsers' own words between a date and a time differ from one version to the next. */
  #joined(moment, ...formats) {
    const at = new Date(moment);
    return formats.map((format) => format.format(at)).join(this.#isJapanese ? " " : ", ");
  }

  /** Return the day in words; with its year when that is not this year. */
  day(moment) {
    const year = this.#key.format(this.#clock.now()).slice(0, 4);
    const format = this.dayKey(moment).startsWith(year) ? this.#day : this.#dayWithYear;
    return format.format(new Date(moment));
  }

  /** Making a key is slow and every drawing asks for all of them. */
  #remember(moment, key) {
    if (this.#keys.size >= MEMORY) this.#keys.clear();
    this.#keys.set(moment, key);
    return key;
  }
}
