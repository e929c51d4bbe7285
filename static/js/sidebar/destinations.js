// Where one can jump to, and how it is found by what somebody types of its names.

/**
 * Return rooms first, then people; whoever has a direct conversation of their own is found there.
 *
 * @param {object} parts
 * @param {Standing[]} parts.rooms
 * @param {Person[]} parts.members  people to write to
 * @param {number} parts.reader  whose page it is
 * @param {Titles} parts.titles
 * @param {function(string): string} parts.roomUrl  of a slug
 * @param {function(string): string} parts.directUrl  of a username
 * @returns {{kind: string, names: string[], note: string, url: string}[]}
 */
export function destinations({ rooms, members, reader, titles, roomUrl, directUrl }) {
  const partners = new Set([reader]);
  const toRooms = rooms.map((room) => {
    const others = room.kind === "direct" ? titles.othersIn(room) : [];
    if (others.length === 1) partners.add(others[0].id);
    const names = [titles.of(room), ...others.map(({ username }) => username)];
    return { kind: room.kind, names, note: "", url: roomUrl(room.slug) };
  });
  const strangers = members.filter(({ id, gone, closed }) => !gone && !closed && !partners.has(id));
  const toPeople = strangers.map((person) => {
    const names = [titles.nameOf(person), person.username];
    const note = `@${person.username}`;
    return { kind: "direct", names, note, url: directUrl(person.username) };
  });
  return [...toRooms, ...toPeople];
}

/**
 * @typedef {{names: string[]}} Item  `names`: all that it may be found by
 */

/**
 * Return the items that fit, best first: those that begin with the words, then those in which a
 * word does, then those that contain them. Width and case do not matter. Pure.
 *
 * @template {Item} Given
 * @param {Given[]} items
 * @param {string} words
 * @param {number} most
 * @returns {Given[]}
 */
export function ranked(items, words, most) {
  const wanted = plain(words);
  const found = items.map((item) => ({ item, rank: rankOf(item, wanted) }));
  const fitting = found.filter(({ rank }) => rank < Infinity);
  fitting.sort((one, other) => one.rank - other.rank);
  return fitting.slice(0, most).map(({ item }) => item);
}

function rankOf({ names }, wanted) {
  return Math.min(...names.map((name) => rankIn(plain(name), wanted)));
}

function rankIn(name, wanted) {
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[\s\p{P}]+/u).some((word) => word.startsWith(wanted))) return 1;
  return name.includes(wanted) ? 2 : Infinity;
}

function plain(text) {
  return text.normalize("NFKC").trim().toLowerCase();
}
