"""The durations of a window, in nominal seconds; what one part alone waits by stands there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock scales them in the sandbox.

    Sources are X's pages: of the stream "Consuming streaming data" (a keep-alive every 20 s, P99
    latencies of about 7 s), of what waits before another connection "Handling disconnections", of
    searches "Search Posts".
    """

    deadline_margin: float = 25.0
    """Left for flushing and saving, when the function has that much time."""
    deadline_share: float = 0.2
    """Of the remaining time, for a function too short for the margin."""
    begin_margin: float = 100.0
    """Left to a window that waited for the lease or the state table: for who had the lease to
    notice, and for rules that X is slow to tell and to take."""
    begin_share: float = 0.4
    """Of the time to the stream's end, for a function too short for that margin."""
    tick: float = 0.5

    lease: float = 30.0
    lease_renewal: float = 5.0
    lease_safety: float = 5.0
    """Who could not renew a lease does not connect any more so long before it expires."""
    lease_notice: float = 12.0
    """Who takes an expired lease waits so long before it connects: a window that goes on without
    the state table tries a call for 4 s, the last time may take 2 s to connect and 5 s to hang, and
    the next call tells it."""
    handover_poll: float = 0.5
    handover_poll_open: float = 0.1
    """Once the running window may hand over: the stream is dark until the successor asks."""
    handover_early: float = 90.0
    """A successor may come so long before the window's nominal end; it waits as long itself."""
    successor: float = 10.0

    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    request_timeout: float = 20.0
    healthy_connection: float = 10.0
    """A connection that lasted so long ends a series of failures."""

    network_wait_step: float = 0.25
    network_wait_longest: float = 16.0
    server_wait_first: float = 5.0
    server_wait_longest: float = 320.0
    rate_wait_first: float = 60.0
    rate_wait_longest: float = 900.0
    reclaimed_wait: float = 5.0

    stream_lag: float = 30.0
    """How long after its creation a post may still arrive on the stream."""
    stream_disorder: float = 20.0
    """By how much more it may be late than a post that arrived before it."""
    connect_margin: float = 2.0
    """Added to the end of a gap: X may start to deliver a little after it answered."""
    rules_settle: float = 20.0
    """X's "Matching returned posts": changed rules reach the stream within about 20 s."""
    rules_look: float = 60.0
    """A window looks so often which rules X has: 15 of the 450 times in 15 minutes that it may."""
    rules_look_again: float = 5.0
    """After an answer without any of the rules: two are needed for a window to say so."""
    checkpoint_interval: float = 5.0

    search_lag: float = 33.0
    """Search ends 30 s behind live by default; a post at that very edge may still be missing."""
    search_reach: float = 7 * 86_400 - 3_600
    search_pause: float = 5.0
    search_rate_pause: float = 60.0

    flush_interval: float = 1.0
    sink_patience: float = 5.0
    """How long the stream may wait for room in the sink before the window closes it."""
    delivery_patience: float = 2.0
    drain: float = 12.0
    state_patience: float = 4.0
    state_pause: float = 5.0
    """Before a window that can't begin asks the state table again."""

    def time_to_stream(self, remaining: float) -> float:
        """Return how long a function with so much time left may hold its stream."""
        return remaining - min(self.deadline_margin, remaining * self.deadline_share)

    def time_to_begin(self, time_to_stream: float) -> float:
        """Return how long a window may wait for the lease and the state table."""
        return time_to_stream - min(self.begin_margin, time_to_stream * self.begin_share)
