// Where one can jump to: the person's rooms, and the people whom this page knows.

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
