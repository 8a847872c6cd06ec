"""From X's language codes to Comprehend's."""

from __future__ import annotations

from sentiment.comprehend.analysis import Skip, SkipReason

# "Languages supported in Amazon Comprehend", Comprehend developer guide: sentiment.
COMPREHEND_LANGUAGES = frozenset(
    {"ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW"}
)

_TRADITIONAL_CHINESE = ("zh-tw", "zh-hant", "zh-hk", "zh-mo")
_NO_LANGUAGE = frozenset({"", "und", "zxx", "mis", "mul"})


def comprehend_language(x_code: object) -> str | Skip:
    """Return the code to send for a post's `lang`, or why its language cannot be analysed.

    X sends BCP 47 codes, its own old ones (`in` is Indonesian, `iw` Hebrew), `und` for undetermined
    and codes of the private range `qaa`-`qtz` for posts that hold no sentence (mentions, hashtags
    or links only): X API, "Filtered stream operators", lang. Anything that is no string counts as
    undetermined.
    """
    if not isinstance(x_code, str):
        return Skip(SkipReason.UNKNOWN_LANGUAGE)
    if x_code in COMPREHEND_LANGUAGES:
        return x_code
    code = x_code.strip().lower().replace("_", "-")
    if code in _NO_LANGUAGE or (len(code) == 3 and code.startswith("q")):
        return Skip(SkipReason.UNKNOWN_LANGUAGE)
    if code.startswith(_TRADITIONAL_CHINESE):
        return "zh-TW"
    primary = code.partition("-")[0]
    if primary in COMPREHEND_LANGUAGES:
        return primary
    return Skip(SkipReason.UNSUPPORTED_LANGUAGE)
