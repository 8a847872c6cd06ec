# ruff: noqa: RUF001  characters that look like others are what this file is about
"""Keywords of many scripts and keyboards, for the tests of whoever reads or matches them."""

from __future__ import annotations

from hypothesis import strategies as st

HASHTAGS = (
    "#हिन्दी",
    "#தேர்தல்",
    "#ข่าวด่วน",
    "#মুক্তিযুদ্ধ",
    "#ਪੰਜਾਬ",
    "#తెలుగు",
    "#മലയാളം",
    "#ພາສາລາວ",
    "#ខ្មែរ",
    "#မြန်မာ",
    "#བོད་ཡིག",
    "#نیم\u200cفاصله",
    "#ක්\u200dරිකට්",
    "#עַל־כֵּן",
    "#צה״ל",
    "#ג׳ירפה",
    "#col·lecció",
    "#ハリー・ポッター",
    "#テレ〜ビ",
    "#各〃",
    "#tiếngViệt",
    "#ΕΛΛΆΔΑ",
    "#հայերեն",
    "#ქართული",
    "#አማርኛ",
    "#𐐨𐐩",
    "#٢٠٢٦سنة",
    "#2026年",
)


EMOJI = (
    "🇪🇺",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "👩🏽\u200d🚒",
    "👨\u200d👩\u200d👧\u200d👦",
    "🏳️\u200d🌈",
    "❤️\u200d🔥",
    "5️⃣",
    "#️⃣",
    "*️⃣",
    "7\u20e3",
    "⁉️",
    "↩️",
    "⤴️",
    "⬛",
    "©️",
    "ℹ️",
    "Ⓜ️",
    "〰️",
    "㊗️",
    "☎︎",
    "✍🏿",
    "➖",
    "🇪🇺🇺🇦",
)


IN_WORDS = (
    "aZéßſİıﬁΣςがकி้한気の٣²_-–−ー·・〜~!?/&+.…’ʻ＃#＠@＄$1"
    "\u0301\u3099\u200c\u200d\ufe0f\u20e3👍🏽🇬🇧❤↔‼©🏴\\|：(।ـ～゛<ʼ"
)
BETWEEN_WORDS = " \u00a0\u3000"
SEPARATORS = (",", "、", "，", "،", ";", "；", "\n", " , ", "\u2028", ";,")
MARKS = "\"'“”„«»‹›「」『』‘’‚`´＂״׳≪≫｀′‵ʻʼ၊\t\u200b\ufeff\x1c\ud800"

keywords = st.text(
    st.sampled_from(IN_WORDS + BETWEEN_WORDS) | st.characters(categories=["L", "M", "N"]),
    min_size=1,
    max_size=8,
).filter(str.strip)
anything = st.lists(
    st.sampled_from([*IN_WORDS, *BETWEEN_WORDS, *SEPARATORS, *MARKS, "wind", "NOT", '"wind farm"'])
    | st.characters(codec=None),
    max_size=20,
).map("".join)
