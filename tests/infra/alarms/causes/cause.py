"""What a cause is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.infra.deployed_stack.stack import Stack

Cause = Callable[[Stack], Iterator[None]]
"""Yields twice: when its alarm must ring, and when it must have stopped."""
