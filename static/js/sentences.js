// What the page says: sentences by name, translated by the server, filled in here.

import { isolated } from "./isolate.js";

export class Sentences {
  #byName;
  #plural;

  /**
   * @param {Map<string, string>} byName  sentences with {places} in braces
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
    if (sentence === undefined) throw new Error(`There is no sentence “${name}”.`);
    return sentence.replace(/\{(\w+)\}/g, (place, key) => isolated(String(values[key] ?? place)));
  }

  /** Return the first of the named sentences that exists; the last must. */
  sayFirst(names, values) {
    return this.say(names.find((name) => this.#byName.has(name)) ?? names.at(-1), values);
  }

  /** Return the form of the sentence that fits the count, which fills `{count}` unless values do. */
  count(name, count, values = {}) {
    const forms = [`${name}_${this.#plural.select(count)}`, `${name}_other`];
    return this.sayFirst(forms, { count, ...values });
  }
}
