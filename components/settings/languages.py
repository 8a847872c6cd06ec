"""The languages that X's `lang:` operator knows (X's page "Filtered stream: operators")."""

from __future__ import annotations

# fmt: off
X_LANGUAGES = frozenset((
    "am", "ar", "bg", "bn", "bo", "bs", "ca", "ckb", "cs", "cy", "da", "de", "dv", "el", "en",
    "es", "et", "eu", "fa", "fi", "fr", "gu", "hi", "hi-Latn", "hr", "ht", "hu", "hy", "in",
    "is", "it", "iw", "ja", "ka", "km", "kn", "ko", "lo", "lt", "lv", "ml", "mr", "my", "ne",
    "nl", "no", "or", "pa", "pl", "ps", "pt", "ro", "ru", "sd", "si", "sk", "sl", "sr", "sv",
    "ta", "te", "th", "tl", "tr", "ug", "uk", "ur", "vi", "zh-CN", "zh-TW",
))
# fmt: on

OTHER_NAMES = {"id": "in", "he": "iw", "zh": "zh-CN, zh-TW", "fil": "tl", "nb": "no", "nn": "no"}
"""Codes of the same languages that people try first, and what X calls them."""
