"""X's list of rules, and what is none although X says 200."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collector.rules.change import XRule
from collector.x.errors import XRefusedError
from collector.x.fields import whole_number
from collector.x.refusals import Cure, Refusal, words_with_errors


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `counted` is how many rules X says that there are."""

    rules: list[XRule]
    counted: int
    next_token: str | None


def page_of(answer: dict[str, Any]) -> Page:
    """Read an answer; raises XRefusedError for whatever is not certainly a page.

    X's "Get rules": `meta` says when it was sent and how many rules there are, and `data` is left
    out when there is none.
    """
    data, meta = answer.get("data"), answer.get("meta")
    about = meta if isinstance(meta, dict) else {}
    count = whole_number(about.get("result_count"))
    rules = rules_in(answer)
    is_readable = data is None or (isinstance(data, list) and len(rules) == len(data))
    is_empty = count == 0 or (count is None and "sent" in about)
    says_more = any(part for name, part in answer.items() if name not in ("data", "meta"))
    if not is_readable or says_more or not (rules or is_empty):
        raise no_list(words_with_errors(answer) or "nothing more.")
    token = about.get("next_token")
    return Page(rules, count or 0, token if isinstance(token, str) else None)


def rules_in(answer: dict[str, Any]) -> list[XRule]:
    """Return the rules of an answer that can be read."""
    data = answer.get("data")
    return [
        XRule(str(item["id"]), str(item["value"]), str(item.get("tag") or ""))
        for item in (data if isinstance(data, list) else [])
        if isinstance(item, dict) and "id" in item and "value" in item
    ]


def no_list(said: str) -> XRefusedError:
    """Return that X did not tell its rules, or not all of them; `said` is what it told."""
    words = f"X answered without its list of rules: {said}"
    return XRefusedError(Refusal(Cure.RETRY, "no_list", words))
