"""How many posts of the stream are set aside at once: twice as many as before, or half."""

from __future__ import annotations

from shared.clock import Clock

SHORTEST_BLOCK_SECONDS = 20.0
"""What is reserved is to outlast what a lease does, when the state table is away."""
LONGEST_BLOCK_SECONDS = 80.0
"""A post that another window could read is not to be set aside for long."""
LARGEST_BLOCK = 500
BLOCKS_A_DAY = 20


class Blocks:
    """Follows how long the blocks lasted; begins with few posts, and again after trouble."""

    def __init__(self, clock: Clock, per_day: int) -> None:
        self._clock = clock
        self._largest = max(1, min(LARGEST_BLOCK, per_day // BLOCKS_A_DAY))
        self._size = 1
        self._taken_at = clock.monotonic()

    def next_size(self) -> int:
        """Return how many posts to set aside now; tell `taken` when that was done."""
        lasted, size = self._clock.monotonic() - self._taken_at, self._size
        self._size = 1
        if lasted < SHORTEST_BLOCK_SECONDS:
            return min(2 * size, self._largest)
        if lasted > LONGEST_BLOCK_SECONDS:
            return max(1, size // 2)
        return size

    def taken(self, size: int) -> None:
        """Tell that the state table answered."""
        self._size, self._taken_at = size, self._clock.monotonic()
