// The languages in which code is coloured, as people name them.

/** What each grammar of static/vendor/highlight is called besides its own name. */
export const LANGUAGES = {
  bash: ["sh", "zsh", "ksh"],
  c: ["h"],
  cpp: ["c++", "cc", "cxx", "h++", "hh", "hpp", "hxx"],
  csharp: ["c#", "cs"],
  css: [],
  dart: [],
  diff: ["patch"],
  dockerfile: ["docker", "containerfile"],
  elixir: ["ex", "exs"],
  erlang: ["erl"],
  go: ["golang"],
  graphql: ["gql"],
  haskell: ["hs"],
  http: ["https"],
  ini: ["toml", "conf", "cfg"],
  java: ["jsp"],
  javascript: ["js", "jsx", "mjs", "cjs", "node", "ecmascript"],
  json: ["json5", "jsonc"],
  kotlin: ["kt", "kts"],
  less: [],
  lua: [],
  makefile: ["make", "mk", "mak"],
  markdown: ["md", "mkd", "mkdown"],
  nginx: ["nginxconf"],
  objectivec: ["objc", "obj-c", "objective-c", "mm"],
  perl: ["pl", "pm"],
  php: [],
  powershell: ["pwsh", "ps", "ps1"],
  protobuf: ["proto"],
  python: ["py", "python3", "py3", "ipython", "gyp"],
  "python-repl": ["pycon"],
  r: [],
  ruby: ["rb", "irb", "gemspec"],
  rust: ["rs"],
  scala: [],
  scss: ["sass"],
  shell: ["console", "shellsession", "sh-session"],
  sql: ["mysql", "postgres", "postgresql", "pgsql", "sqlite"],
  swift: [],
  typescript: ["ts", "tsx", "mts", "cts"],
  vim: ["viml", "vimscript"],
  xml: ["html", "xhtml", "svg", "rss", "atom", "xsd", "xsl", "plist", "vue"],
  yaml: ["yml"],
};

const BY_NAME = new Map(
  Object.entries(LANGUAGES).flatMap(([name, others]) => [name, ...others].map((one) => [one, name])),
);

/** Return the grammar for what somebody called a language, or undefined. */
export function languageNamed(name) {
  return BY_NAME.get(name.toLowerCase());
}
