"""A plausible sentiment with no model to download: VADER for English, words and emoji otherwise.

It imitates the form of Comprehend's answers, not its judgement: the four scores add up to 1 and
the label is that of the highest.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

# A few plain words per language, matched inside the lower-case text (several of these languages
# put no spaces between words). Emoji count in every language.
POSITIVE_WORDS: dict[str, tuple[str, ...]] = {
    "ar": ("رائع", "جميل", "أحب", "سعيد", "ممتاز"),
    "de": ("gut", "toll", "liebe", "schön", "super", "danke"),
    "es": ("bueno", "genial", "amor", "feliz", "gracias", "excelente"),
    "fr": ("bon", "génial", "aime", "heureux", "merci", "super"),
    "hi": ("अच्छा", "प्यार", "शानदार", "खुश", "धन्यवाद"),
    "it": ("buono", "bello", "amore", "felice", "grazie", "ottimo"),
    "ja": ("良い", "好き", "最高", "嬉しい", "素晴らしい", "ありがとう"),
    "ko": ("좋", "사랑", "최고", "행복", "감사"),
    "pt": ("bom", "ótimo", "amor", "feliz", "obrigad", "excelente"),
    "zh": ("好", "爱", "愛", "棒", "喜欢", "喜歡", "谢谢", "謝謝"),
}
NEGATIVE_WORDS: dict[str, tuple[str, ...]] = {
    "ar": ("سيء", "أكره", "حزين", "فظيع", "مشكلة"),
    "de": ("schlecht", "hasse", "traurig", "schlimm", "furchtbar", "problem"),
    "es": ("malo", "odio", "triste", "terrible", "peor", "problema"),
    "fr": ("mauvais", "déteste", "triste", "terrible", "pire", "problème"),
    "hi": ("बुरा", "नफरत", "दुखी", "भयानक", "समस्या"),
    "it": ("cattivo", "odio", "triste", "terribile", "peggio", "problema"),
    "ja": ("悪い", "嫌い", "最悪", "悲しい", "ひどい"),
    "ko": ("나쁘", "싫", "최악", "슬프", "끔찍"),
    "pt": ("mau", "ruim", "odeio", "triste", "terrível", "pior", "problema"),
    "zh": ("坏", "壞", "恨", "讨厌", "討厭", "悲伤", "糟"),
}
POSITIVE_EMOJI = "😀😃😄😁😊😍🥰😘👍❤💚💙🎉🙏👏😂🤣✨🥳"
NEGATIVE_EMOJI = "😢😭😡😠🤬👎💔😞😔😩😫🤮😱☹"


def score(text: str, language: str) -> dict[str, float]:
    """Return {Positive, Negative, Neutral, Mixed}: numbers from 0 to 1 that add up to 1."""
    positive, negative, neutral = (
        _score_english(text) if language == "en" else _score_by_words(text, language.split("-")[0])
    )
    raw = {
        "Positive": positive,
        "Negative": negative,
        "Neutral": neutral,
        "Mixed": 2 * min(positive, negative),
    }
    total = sum(raw.values()) or 1.0
    return {name: value / total for name, value in raw.items()}


def _score_english(text: str) -> tuple[float, float, float]:
    shares = _vader().polarity_scores(text[:5000])
    compound = shares["compound"]
    # VADER's shares count every plain word as neutral; its compound says how clear the text is.
    return (
        shares["pos"] * (1 + 3 * max(0.0, compound)),
        shares["neg"] * (1 + 3 * max(0.0, -compound)),
        (shares["neu"] or (not shares["pos"] and not shares["neg"])) * (1 - abs(compound)),
    )


def _score_by_words(text: str, language: str) -> tuple[float, float, float]:
    lowered = text.lower()
    positive = sum(word in lowered for word in POSITIVE_WORDS.get(language, ()))
    negative = sum(word in lowered for word in NEGATIVE_WORDS.get(language, ()))
    positive += sum(text.count(emoji) for emoji in POSITIVE_EMOJI)
    negative += sum(text.count(emoji) for emoji in NEGATIVE_EMOJI)
    return float(positive), float(negative), 0.6


@functools.cache
def _vader() -> Any:
    # By name, because the package has no types.
    return importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
