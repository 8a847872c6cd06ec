"""How a domain is, as CloudWatch sees it: "Monitoring OpenSearch cluster metrics".

A volume of which less than a fifth is free, or 20 GiB of a large one, takes no more documents
("Recommended CloudWatch alarms", ClusterIndexWritesBlocked; "Lack of available storage space").
"""

from __future__ import annotations

import threading
from collections import Counter

from sandbox.cloud.context import Measured
from sandbox.cloud.faults import Faults

_MIB_A_GIB = 1024
_RESERVED_SHARE, _RESERVED_GIB = 0.2, 20.0


class Answers:
    """How many requests were answered with which class of status, such as `4xx`, since it was last
    asked; safe to use from several threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, status: int) -> None:
        """Count an answer."""
        with self._lock:
            self._counts[f"{status // 100}xx"] += 1

    def take(self) -> Counter[str]:
        """Return the counts, and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
            return taken


def refusal(faults: Faults, volume_gib: float) -> tuple[int, dict[str, str]] | None:
    """Return (status, error) for a document that the cluster can't take now, None if it can."""
    if faults.happens("search.red"):
        return 503, {"type": "unavailable_shards_exception", "reason": "primary is not active"}
    if is_blocked(faults, volume_gib):
        words = "blocked by: [FORBIDDEN/8/index write (api)];"
        return 403, {"type": "cluster_block_exception", "reason": words}
    return None


def is_blocked(faults: Faults, volume_gib: float) -> bool:
    """Whether the volume is too full for another document."""
    free_gib = volume_gib * (1 - faults.share("search.volume_used"))
    return free_gib <= min(volume_gib * _RESERVED_SHARE, _RESERVED_GIB)


def measure(
    context: Measured, domain: str, account: str, volume_gib: float, answers: Answers
) -> None:
    """Record what the service measures each minute."""
    faults = context.faults
    used = faults.share("search.volume_used")
    is_red = faults.share("search.red") > 0
    answered = answers.take()
    for name, value, unit in (
        ("ClusterStatus.red", float(is_red), "Count"),
        ("ClusterStatus.green", float(not is_red), "Count"),
        ("ClusterIndexWritesBlocked", float(is_blocked(faults, volume_gib)), "Count"),
        ("FreeStorageSpace", volume_gib * _MIB_A_GIB * (1 - used), "Megabytes"),
        *((name, float(answered[name]), "Count") for name in ("2xx", "3xx", "4xx", "5xx")),
    ):
        dimensions = {"DomainName": domain, "ClientId": account}
        context.metrics.record("AWS/ES", name, value, unit, dimensions)
