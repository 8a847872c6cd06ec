"""Faults that a test can order: each happens with a given probability, random by seed."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Mapping

FAULTS = {
    "firehose.unavailable": "PutRecord(Batch) is refused: ServiceUnavailableException",
    "firehose.internal": "PutRecord(Batch) is refused: InternalFailure (500), nothing taken",
    "firehose.accepted_then_error": "the records are taken, but the answer is a 500",
    "firehose.partial": "each record of a batch is refused: ServiceUnavailableException",
    "comprehend.throttled": "the call is refused: ThrottlingException",
    "comprehend.internal": "the call is refused: InternalServerException (500)",
    "comprehend.item_error": "each text of a batch gets an error of its own",
    "dynamodb.throttled": "the call is refused: ProvisionedThroughputExceededException",
    "scheduler.late": "a schedule fires up to 60 s of AWS late, as its precision allows",
    "scheduler.twice": "a schedule fires twice: it is delivered at least once",
    "search.unavailable": "_bulk is answered with 503",
    "search.too_many_requests": "_bulk is answered with 429",
    "search.item_too_many_requests": "each document of a _bulk is refused with 429",
    "search.red": "a shard is lost: each document of a _bulk is refused with 503",
    "search.volume_used": "no fault but a share: so much of a node's volume is in use",
    "search.item_rejected": "each document of a _bulk is refused: mapper_parsing_exception (400)",
    "search.unfit": "a share of all posts, always the same: their documents never fit (400)",
}
_FUNCTION_FAULT = re.compile(r"function\.[a-z_-]+\.(crash|freeze)")


class Faults:
    """The probabilities in force; none to begin with."""

    def __init__(self) -> None:
        self._random = random.Random()
        self._rates: dict[str, float] = {}
        self._chosen: dict[str, Callable[[bytes], bool]] = {}
        self._lock = threading.Lock()

    def order(self, rates: Mapping[str, float], seed: int | None = None) -> None:
        """Replace the probabilities (0..1); raise ValueError naming what is not understood."""
        unknown = [name for name in rates if name not in FAULTS and not _is_of_function(name)]
        if unknown:
            accepted = ", ".join([*FAULTS, "function.<name>.crash", "function.<name>.freeze"])
            raise ValueError(f"Unknown faults: {', '.join(unknown)}. Accepted: {accepted}")
        beyond = [name for name, rate in rates.items() if not 0 <= rate <= 1]
        if beyond:
            raise ValueError(f"Not a probability between 0 and 1: {', '.join(beyond)}")
        with self._lock:
            self._rates = dict(rates)
            if seed is not None:
                self._random = random.Random(seed)

    def choose(self, name: str, strikes: Callable[[bytes], bool]) -> None:
        """Let a fault happen to exactly the records that `strikes` picks, until all is healed."""
        with self._lock:
            self._chosen[name] = strikes

    def heal(self) -> None:
        """End all faults."""
        with self._lock:
            self._rates = {}
            self._chosen = {}

    def share(self, name: str) -> float:
        """Return what was ordered of something that is a share and no probability."""
        return self.rates().get(name, 0.0)

    def rates(self) -> dict[str, float]:
        """Return the probabilities in force."""
        with self._lock:
            return dict(self._rates)

    def happens(self, name: str, record: bytes = b"") -> bool:
        """Tell whether the fault happens this time."""
        with self._lock:
            if name in self._chosen:
                return self._chosen[name](record)
            rate = self._rates.get(name, 0.0)
            return rate > 0 and self._random.random() < rate

    def fraction(self) -> float:
        """Return a random number in [0, 1): when, within a stretch of time, a fault strikes."""
        with self._lock:
            return self._random.random()


def _is_of_function(name: str) -> bool:
    return _FUNCTION_FAULT.fullmatch(name) is not None
