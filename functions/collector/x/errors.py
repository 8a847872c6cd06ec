"""One error for everything that can go wrong when X is called."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import requests
import tweepy  # type: ignore[import-untyped]
import urllib3

from collector.x.refusals import Cure, Refusal, refusal


class XRefusedError(RuntimeError):
    """X refused a call, or could not be reached; `refusal` says what may cure it."""

    def __init__(self, refused: Refusal) -> None:
        super().__init__(refused.words)
        self.refusal = refused


@contextlib.contextmanager
def telling_refusals() -> Iterator[None]:
    """Turn whatever tweepy and requests raise inside into an XRefusedError."""
    try:
        yield
    except tweepy.HTTPException as error:
        response = error.response
        try:
            body = response.json()
        except ValueError:
            body = None
        raise XRefusedError(refusal(response.status_code, body, response.headers)) from None
    except (
        tweepy.TweepyException,
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        OSError,
        ValueError,
        RecursionError,
        AttributeError,  # tweepy and we ask any JSON answer for its keys
        TypeError,
    ) as error:
        words = f"X could not be reached or answered no JSON object ({type(error).__name__})."
        raise XRefusedError(Refusal(Cure.RETRY, "network", words)) from None
