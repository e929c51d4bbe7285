"""A grammar of texts that are hard to render: runs, nestings, mixtures of every construct."""

from hypothesis import strategies as st

LENGTH = 10_000

PIECES = (
    *("*", "**", "***", "_", "__", "~~", "~", "`", "``", "```", "\\", "\\*", "\\_", "\\`", "\\["),
    *("*a", "a*", "**a", "a**", "_a", "a_", "~~a", "a~~", "*a_", "*a* ", "**a** ", "_a_ ", "__a__"),
    *("[", "]", "(", ")", "[a](", "](", "[a](http://a)", "![", "[[", "]]", "<", ">", "<a", "<!--"),
    *(
        "http://",
        "http://(",
        "http://a(",
        "http://a/",
        "https://a.b/c",
        "http://a?&&",
        "<http://a>",
    ),
    *("mailto:", "a@b.c ", "a@", ".a@b", "@", "@a", "@all", "＠", "@bob ", "@太郎さん", "@a.b-c_d"),
    *(
        "&",
        "&amp;",
        "&#65;",
        '"',
        "'",
        "{",
        "}",
        "a",
        " ",
        "  ",
        "\t",
        "-",
        "=",
        ":",
        ".",
        ",",
        "/",
    ),
    *("\n", "\n\n", "\n> ", "> ", "> > ", "\n- ", "- ", "\n  - ", "    ", "\n1. ", "1. ", "\n# a"),
    *(
        "\n```\n",
        "\n```a b\n",
        "\n~~~\n",
        "```a",
        "|",
        "| a ",
        "\n|-|-|\n",
        "|a|b|\n|-|-|\n",
        "\\|",
    ),
    *(
        "\n---\n",
        "\n===\n",
        "[a]: b\n",
        "</p>",
        "<b>",
        "あ",
        "「",
        "」",
        "。",
        "Ａ",
        "é",
        "e\u0301",
    ),
    *(
        "\u0301",
        "😀",
        "👨‍👩‍👧",
        "\u202e",
        "\u200b",
        "\u3164",
        "\xa0",
        "א",
        "ا",
        "%E5%BA%83",
        "\U000e0041",
    ),
)

RUNS = st.tuples(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5), st.integers(1, 2_000))
"""A few pieces, and how often they follow each other."""


def _repeated(runs: list[tuple[list[str], int]]) -> str:
    text = "".join("".join(pieces) * times for pieces, times in runs)
    return (text * (LENGTH // max(len(text), 1) + 1))[:LENGTH]


HOSTILE = st.one_of(
    st.lists(RUNS, min_size=1, max_size=5).map(_repeated),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=400).map(
        lambda few: _repeated([(few, 1)])
    ),
)
"""Texts of the longest length that a message may have."""
