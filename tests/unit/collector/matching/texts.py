# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Words, rules and posts of many scripts, for the tests of whoever reads or matches them."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

WORDS = (
    "café",
    "cafe",
    "cafe\u0301",
    "CAFÉ",
    "política",
    "POLITICA",
    "İzmir",
    "izmir",
    "ışık",
    "Maße",
    "Masse",
    "ΟΔΟΣ",
    "οδός",
    "οδος",
    "Đà",
    "Nẵng",
    "Nang",
    "مَدرسة",
    "مدرسة",
    "שָׁלוֹם",
    "שלום",
    "शक्\u200dति",
    "हिन्दी",
    "नीम\u200cफल",
    "wind",
    "don't",
    "coca-cola",
    "snake_case",
    "2026",
    "й",
    "и",
)
WITHOUT_SPACES = ("ﾊﾞｽ", "ไทย", "气候", "東京", "ガス", "ハス", "한국", "기후")
EMOJI = ("👩🏽\u200d🚒", "🇪🇺", "🇺🇦", "1️⃣", "❤️", "❤", "☀️", "👍🏽", "👍")
HASHTAGS = ("#wind", "#Wind", "#café", "#cafe", "#windy", "#हिन्दी", "#東京", "#2026年")
NAMES = ("@mara", "@Mara", "@mara_2", "$TSLA", "$tsla", "$BRK.B")
LINKS = ("https://t.co/wind", "https://t.co/x?a=1&b=2#café")
PUNCTUATION = (".", "&", "<", ">", "&lt;", "\n", "—", "\u200d", "_", "'")

texts = (
    st.lists(
        st.sampled_from(
            [*WORDS, *WITHOUT_SPACES, *EMOJI, *HASHTAGS, *NAMES, *LINKS, *PUNCTUATION, "wind power"]
        ),
        min_size=1,
        max_size=8,
    )
    .flatmap(lambda words: st.sampled_from([" ", "", "-"]).map(lambda between: between.join(words)))
    .filter(str.strip)
)


def quoted(text: str) -> str:
    """Return a text as a phrase of a rule."""
    return f'"{text}"'


# What the stand-in makes of rules that are not in NFC is no promise of X.
_IN_RULES = [word for word in WORDS if unicodedata.is_normalized("NFC", word)]
standalone = st.sampled_from(
    [
        *(word for word in _IN_RULES if word not in ("don't", "coca-cola")),
        *WITHOUT_SPACES,
        *map(quoted, [*_IN_RULES, *EMOJI, "wind power", "café wind", "東京 wind"]),
        *HASHTAGS,
        *NAMES,
        "from:mara",
        "to:mara",
    ]
)
needs_company = st.sampled_from(
    ["lang:en", "lang:ja", "is:reply", "is:quote", "is:retweet", "has:links", "has:hashtags"]
)


def _all(parts: list[str]) -> str:
    return " ".join(f"({part})" if " " in part else part for part in parts)


def _any(parts: list[str]) -> str:
    return " OR ".join(parts)


rules = st.recursive(
    standalone,
    lambda inner: (
        st.builds(
            lambda parts, negated: _all([*parts, *(f"-{term}" for term in negated)]),
            st.lists(inner, min_size=1, max_size=2),
            st.lists(standalone | needs_company, max_size=2),
        )
        | st.builds(
            lambda part, term: _all([part, term]),
            inner,
            needs_company,
        )
        | st.lists(inner, min_size=2, max_size=3).map(_any)
    ),
    max_leaves=5,
)
"""Rules that X takes, and that the stand-in can evaluate."""
