// What the page says: strings by name, translated by the server, filled in here.

const FIRST_STRONG = "\u2068";
const POP = "\u2069";
/** What is written from right to left, and the marks that turn directions. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const SHOWN_MAX = 99;

export class Strings {
  #byName;
  #plural;

  /**
   * @param {Map<string, string>} byName  strings with {places} in braces
   * @param {string} language  chooses between the plural forms `name_one` and `name_other`
   */
  constructor(byName, language) {
    this.#byName = byName;
    this.#plural = new Intl.PluralRules(language);
  }

  /**
   * Return the sentence, with what stands in braces filled in. Raises Error for an unknown name.
   *
   * @param {string} name
   * @param {Object<string, string|number>} [values]
   * @returns {string}
   */
  say(name, values = {}) {
    const sentence = this.#byName.get(name);
    if (sentence === undefined) throw new Error(`There is no string “${name}”.`);
    return sentence.replace(/\{(\w+)\}/g, (place, key) => isolated(String(values[key] ?? place)));
  }

  /** Return the first of the named strings that exists; the last must. */
  sayFirst(names, values) {
    return this.say(names.find((name) => this.#byName.has(name)) ?? names.at(-1), values);
  }

  /** Return the form of the sentence that fits the count, which fills `{count}` unless values do. */
  count(name, count, values = {}) {
    const forms = [`${name}_${this.#plural.select(count)}`, `${name}_other`];
    return this.sayFirst(forms, { count, ...values });
  }
}

/** Return the strings that the page brings, by name. */
export function stringsIn(template) {
  const elements = [...template.content.querySelectorAll("[data-name]")];
  return new Map(elements.map(({ dataset, textContent }) => [dataset.name, textContent.trim()]));
}

/**
 * Return the text so that it turns nothing around it when it stands in a sentence (UAX #9, isolates).
 * Most texts turn nothing, and are returned as they are. Pure.
 */
export function isolated(text) {
  return TURNS.test(text) ? `${FIRST_STRONG}${text}${POP}` : text;
}

/** Return the count as it is written where there is little room; above a limit nobody needs to know it exactly. */
export function shownCount(count) {
  return count > SHOWN_MAX ? `${SHOWN_MAX}+` : String(count);
}
