"""Draws from a seed what goes wrong in a storm, and when."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.cloud.faults import FAULTS as CLOUD_FAULTS
from sandbox.x_api.faults import AT_CLOSE, AT_REQUEST, BETWEEN_POSTS, ON_A_POST, REQUESTS

PHASE_SECONDS = 2.5
# The most likely that a fault of the local cloud gets in any phase; half for those not named here.
_HIGHEST_RATES = {
    "search.item_rejected": 0.2,
    "comprehend.item_error": 0.2,
    "scheduler.late": 1.0,
    "function.sentiment.crash": 0.3,
    "function.redrive.crash": 0.5,
}
_USUAL_HIGHEST_RATE = 0.5
_SHARE_OF_FAULTS_IN_A_PHASE = 0.35
_SHARE_OF_CALM_PHASES = 0.15
# A service that answers nothing else for a whole phase.
_OUTAGES = ("firehose.unavailable", "dynamodb.throttled", "comprehend.throttled")
_SHARE_OF_OUTAGES = 0.4
FAILING_TEXTS = {"comprehend.item_error": 0.9}
"""In one phase of every storm, and at its end: posts fail that have nothing wrong, wait in the
bucket, and are overtaken there by their edits. Nothing else goes wrong then in the cloud, lest it
keep texts from Comprehend."""
UNFIT = {"search.unfit": 0.01}
"""In every storm, from its begin until all has settled: posts that the index refuses whenever they
come, so that they end under dead/, and are told."""
# What the storm strikes: a stream that holds is needed to see what an outage behind it does.
_STRICKEN = ("x", "cloud", "cloud", "everywhere", "everywhere")
# A frozen function ends at its time-out only: minutes of AWS's time, so few storms have one.
_SHARE_WITH_FROZEN_TRANSFORM = 0.15
_SHARE_WITH_FROZEN_COLLECTOR = 0.25
_SHARE_WITH_SMALL_BUDGET = 0.2
_SHARE_WITH_RESTARTED_INDEX = 0.5
_SCRIPTED_X_FAULTS = 6
# Of every storm: posts whose lines arrive damaged from a stream that goes on, so that no gap
# between connections has them.
_DAMAGED_LINES = 5
# A post: from a stream that lasts for the whole storm to one that breaks several times a second.
_IN_STREAM_EXPONENTS = (-4.5, -1.7)
_NOT_FOR_CLIENTS = b"\r\n"


@dataclass(frozen=True, slots=True)
class Strike:
    """One thing that happens `at_seconds` of real time after the storm began.

    kind, with its details:
    cloud_faults {rates, seed}; x_random {seed, connect, in_stream, rest, close};
    x_faults {faults}; kill {function}; second_window; restart_index; redrive;
    renew_budget: as at midnight.
    """

    at_seconds: float
    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StormSchedule:
    """A storm: how X behaves throughout, and what strikes, in the order of time.

    posts_allowed: how many the budget still allows when it begins; None for all.
    """

    seed: int
    seconds: float
    x_settings: Mapping[str, Any]
    strikes: tuple[Strike, ...]
    posts_allowed: int | None = None


def draw(seed: int, posts: int, seconds: float) -> StormSchedule:
    """Draw the storm of a seed: so many posts are published over so many real seconds."""
    chance = random.Random(f"storm {seed}")
    x_settings = {
        "second_connection": chance.choice(("refuse", "evict")),
        "search_vocabulary": chance.choice(("as_asked", "old", "new")),
        "stream_vocabulary": chance.choice(("as_asked", "old", "new")),
        "usage_numbers": chance.choice(("text", "integers")),
        "gzip": chance.random() < 0.5,
    }
    stricken = chance.choice(_STRICKEN)
    strikes = [*_phases(chance, seconds, stricken), *_single_strikes(chance, seconds)]
    if stricken != "cloud":
        strikes += _scripted_x_faults(chance, seconds)
    posts_allowed = None
    if chance.random() < _SHARE_WITH_SMALL_BUDGET:
        posts_allowed = round(posts * chance.uniform(0.1, 0.5))
        if chance.random() < 0.5:
            strikes.append(Strike(chance.uniform(0.6, 0.9) * seconds, "renew_budget"))
    damaged = {"faults": [{"kind": "damaged_line"}]}
    strikes += [
        Strike(chance.uniform(0, seconds), "x_faults", damaged) for _ in range(_DAMAGED_LINES)
    ]
    strikes.sort(key=lambda strike: strike.at_seconds)
    return StormSchedule(seed, seconds, x_settings, tuple(strikes), posts_allowed)


def _phases(chance: random.Random, seconds: float, stricken: str) -> list[Strike]:
    number = max(1, round(seconds / PHASE_SECONDS))
    frozen_in = {
        "sentiment": _phase_or_none(chance, number, _SHARE_WITH_FROZEN_TRANSFORM),
        "collector": _phase_or_none(chance, number, _SHARE_WITH_FROZEN_COLLECTOR),
    }
    failing_texts_in = chance.randrange(number)
    strikes = []
    for phase in range(number):
        at = phase * seconds / number
        calm = chance.random() < _SHARE_OF_CALM_PHASES
        rates = {} if calm or stricken == "x" else _rates(chance)
        rates |= {f"function.{name}.freeze": 0.5 for name, its in frozen_in.items() if its == phase}
        rates = dict(FAILING_TEXTS) if phase == failing_texts_in else rates
        strikes.append(Strike(at, "cloud_faults", {"rates": rates, "seed": chance.getrandbits(32)}))
        x_random = {
            "connect": chance.uniform(0, 0.4),
            "in_stream": 10 ** chance.uniform(*_IN_STREAM_EXPONENTS),
            "rest": chance.uniform(0, 0.4),
            "close": chance.uniform(0, 0.3),
        }
        calm_x = calm or stricken == "cloud"
        likely = {name: 0.0 if calm_x else rate for name, rate in x_random.items()}
        strikes.append(Strike(at, "x_random", {"seed": chance.getrandbits(32), **likely}))
    return strikes


def _phase_or_none(chance: random.Random, phases: int, share: float) -> int | None:
    return chance.randrange(phases) if chance.random() < share else None


def _rates(chance: random.Random) -> dict[str, float]:
    of_phases = [name for name in CLOUD_FAULTS if name not in UNFIT]
    names = (*of_phases, "function.sentiment.crash", "function.redrive.crash")
    rates = {
        name: round(chance.uniform(0.02, _HIGHEST_RATES.get(name, _USUAL_HIGHEST_RATE)), 3)
        for name in names
        if chance.random() < _SHARE_OF_FAULTS_IN_A_PHASE
    }
    if chance.random() < _SHARE_OF_OUTAGES:
        rates[chance.choice(_OUTAGES)] = 1.0
    return rates


def _single_strikes(chance: random.Random, seconds: float) -> list[Strike]:
    strikes = []
    for kind, most, details in (
        ("kill", 4, {"function": "collector"}),
        ("kill", 1, {"function": "sentiment"}),
        ("second_window", 3, {}),
        ("redrive", 2, {}),
    ):
        strikes += [
            Strike(chance.uniform(0, seconds), kind, details)
            for _ in range(chance.randint(0, most))
        ]
    if chance.random() < _SHARE_WITH_RESTARTED_INDEX:
        strikes.append(Strike(chance.uniform(0, seconds), "restart_index"))
    return strikes


def _scripted_x_faults(chance: random.Random, seconds: float) -> list[Strike]:
    return [
        Strike(chance.uniform(0, seconds), "x_faults", {"faults": [_x_fault(chance)]})
        for _ in range(_SCRIPTED_X_FAULTS)
    ]


def _x_fault(chance: random.Random) -> dict[str, Any]:
    group = chance.choice((AT_REQUEST, BETWEEN_POSTS, ON_A_POST, AT_CLOSE))
    fault: dict[str, Any] = {"kind": chance.choice(group)}
    if group is AT_REQUEST:
        fault["where"] = chance.choice(REQUESTS)
        fault["headers"] = chance.random() < 0.5
    if group is BETWEEN_POSTS:
        fault["after_posts"] = chance.randrange(30)
    if fault["kind"] == "raw":
        line = bytes(byte for byte in chance.randbytes(200) if byte not in _NOT_FOR_CLIENTS)
        fault["line"] = line.hex()
    return fault
