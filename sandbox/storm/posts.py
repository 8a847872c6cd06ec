"""Made-up posts for a storm: most match the rules, some do not, all can be told in a log."""

from __future__ import annotations

import random
from typing import Any

TRACK = "lighthouse, harbour tide, #regatta"
# In the text of every post, and nowhere else: whoever reads it in a log has found a post's text.
SIGN = "Sturmvogel"
# Why a post in this language has no sentiment. All others get one: each post has a text, and the
# errors of the stand-in for Comprehend all pass.
TRUE_REASONS = {"und": "unknown_language", "nl": "unsupported_language"}
_MATCHING = (
    ("en", "The lighthouse is wonderful in this weather"),
    ("en", "What an awful day: no lighthouse, no light"),
    ("en", "The harbour waits for the tide"),
    ("es", "El #regatta fue terrible y el faro muy bueno"),
    ("de", "Die #regatta war großartig & <fast> zu kurz"),
    ("ja", "灯台が好き lighthouse 🌊"),
    ("und", "#regatta"),
    ("nl", "Mooie lighthouse, slechte wind"),
)
_OTHER = (("en", "Nothing here is about the sea"), ("en", "A harbour without its other half"))
_SHARE_OF_OTHERS = 0.1
_SHARE_OF_LONG = 0.03
_SHARE_OF_ANSWERS = 0.1
_SHARE_OF_EDITS = 0.1
_SHARE_THE_SAME = 0.2
_KEPT_TO_ANSWER = 50


def made_up_posts(seed: int, number: int) -> list[dict[str, Any]]:
    """Return so many posts in plain shape (sandbox/posts/README.md), and edits of some of them.

    They are the same for the same seed.
    """
    chance = random.Random(f"posts of storm {seed}")
    posts: list[dict[str, Any]] = []
    for place in range(number):
        other = chance.random() < _SHARE_OF_OTHERS
        language, words = chance.choice(_OTHER if other else _MATCHING)
        repeated = chance.random() < _SHARE_THE_SAME
        post: dict[str, Any] = {
            "key": f"{seed}-{place}",
            "lang": language,
            "username": f"sailor_{chance.randrange(20)}",
            "text": f"{words} {SIGN} {0 if repeated else place}",
        }
        if chance.random() < _SHARE_OF_LONG:
            post["text"] += " and on it goes" * chance.randrange(20, 200)
        if posts and chance.random() < _SHARE_OF_ANSWERS:
            earlier = chance.choice(posts[-_KEPT_TO_ANSWER:])
            post[chance.choice(("reply_to", "quote_of"))] = earlier["key"]
        posts.append(post)
        if chance.random() < _SHARE_OF_EDITS:
            earlier = chance.choice(posts[-_KEPT_TO_ANSWER:])
            text = f"The lighthouse {SIGN} {place}, edited"
            posts.append({"key": f"{seed}-{place}-edit", "edit_of": earlier["key"], "text": text})
    return posts
