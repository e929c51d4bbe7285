// Makes static/vendor/emojibase/emoji.json from the package emojibase-data, unpacked in a folder:
//   npm pack emojibase-data@17.0.0 && tar xzf emojibase-data-17.0.0.tgz
//   node scripts/vendor_emoji.mjs package

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TARGET = new URL("../static/vendor/emojibase/emoji.json", import.meta.url);
// Newer ones are squares on many phones.
const VERSION_MAX = 15.1;
const COMPONENTS = 2;

const [folder] = process.argv.slice(2);
const read = (language) => JSON.parse(readFileSync(join(folder, language, "data.json"), "utf8"));
const japanese = new Map(read("ja").map((emoji) => [emoji.hexcode, emoji]));
// What is an emoji anyway needs no mark that says so: with it, it would be another reaction.
const plain = (emoji) => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");
const words = ({ tags = [] }) => tags.join(" ");

const rows = read("en")
  .filter(({ group, version }) => version <= VERSION_MAX && group !== undefined)
  .filter(({ group }) => group !== COMPONENTS)
  .sort((one, other) => one.order - other.order)
  .map((emoji) => {
    const other = japanese.get(emoji.hexcode) ?? emoji;
    return [plain(emoji.emoji), emoji.group, emoji.label, words(emoji), other.label, words(other)];
  });

writeFileSync(TARGET, `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
