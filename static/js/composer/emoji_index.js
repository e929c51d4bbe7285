// Finds emoji by their names and words, in Japanese and English, and keeps those used last. Pure.

const FOUND_MAX = 90;
const KATAKANA = /[ァ-ヶ]/g;
const KANA_DISTANCE = 0x60;
const KEPT_MAX = 27;
const NAME = "recent";

/** @typedef {{emoji: string, group: number, name: string}} Emoji */

export class EmojiIndex {
  #entries;

  /**
   * @param {Array[]} rows  as static/vendor/emojibase/README.md describes them
   * @param {string} language  in which the emoji are named
   */
  constructor(rows, language) {
    this.#entries = rows.map(([emoji, group, english, words, japanese, japaneseWords]) => ({
      emoji,
      group,
      name: language === "ja" ? japanese : english,
      names: [plain(english), plain(japanese)],
      words: plain([emoji, english, words, japanese, japaneseWords].join(" ")),
    }));
  }

  /** Return the emoji of a group, in Unicode's order. @returns {Emoji[]} */
  group(group) {
    return this.#entries.filter((entry) => entry.group === group);
  }

  /** Return those of these emoji that are known, in their order. @returns {Emoji[]} */
  named(emoji) {
    const byEmoji = new Map(this.#entries.map((entry) => [entry.emoji, entry]));
    return emoji.map((one) => byEmoji.get(one)).filter(Boolean);
  }

  /** Return the emoji that all the words fit, those first whose names begin with them. */
  search(text) {
    const wanted = plain(text).split(" ").filter(Boolean);
    if (wanted.length === 0) return [];
    const fitting = this.#entries.filter(({ words }) => wanted.every((word) => words.includes(word)));
    const ranks = new Map(fitting.map((entry) => [entry, rank(entry, wanted[0])]));
    // Sorting is stable: what ranks alike stays in Unicode's order.
    return fitting.sort((one, other) => ranks.get(one) - ranks.get(other)).slice(0, FOUND_MAX);
  }
}

function rank({ names, words }, word) {
  if (names.some((name) => name.startsWith(word))) return 0;
  return words.includes(` ${word}`) ? 1 : 2;
}

/** One form for what sounds alike: small letters, narrow forms, hiragana. */
function plain(text) {
  const toHiragana = (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_DISTANCE);
  const folded = text.normalize("NFKC").toLowerCase().replace(KATAKANA, toHiragana);
  return folded.replace(/\s+/g, " ");
}

/** The emoji that the person used last, kept in the browser. */
export class RecentEmoji {
  #localStore;

  /** @param {{get: function, put: function}} localStore */
  constructor(localStore) {
    this.#localStore = localStore;
  }

  /** @returns {string[]} the last one first */
  get all() {
    return this.#localStore.get(NAME) ?? [];
  }

  add(emoji) {
    const others = this.all.filter((one) => one !== emoji);
    this.#localStore.put(NAME, [emoji, ...others].slice(0, KEPT_MAX));
  }
}
