"""The checkpoint: every post up to its id is acknowledged by Firehose or lies in an open gap."""

from __future__ import annotations

from dataclasses import dataclass

from collector.state.table import StateTable

KEY = ("checkpoint", "stream")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`paused`: posts after it were not wanted, because the budget was used up."""

    post_id: int
    paused: bool = False


def load_checkpoint(state: StateTable) -> Checkpoint | None:
    """Return the last one saved; None before the first window."""
    item = state.get(*KEY)
    if item is None:
        return None
    return Checkpoint(int(item["post_id"]), bool(item.get("paused", False)))


def save_checkpoint(state: StateTable, checkpoint: Checkpoint, fence: int) -> bool:
    """Save it unless a later one or a later window's is there; say whether it was saved.

    `fence` is the lease's: a window that lost its lease without noticing can't write any more.
    """
    item = state.update(
        *KEY,
        "SET #post_id = :post_id, #paused = :paused, #fence = :fence",
        {"post_id": checkpoint.post_id, "paused": checkpoint.paused, "fence": fence},
        condition=("attribute_not_exists(#post_id) OR (#post_id <= :post_id AND #fence <= :fence)"),
    )
    return item is not None
