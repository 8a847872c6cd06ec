"""What a window works with: clients of AWS and X, the clock and the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from collector.gaps.search import XSearchApi
from collector.posts.remembered import RememberedPosts
from collector.posts.sink import Deliver
from collector.rules.api import XRulesApi
from collector.settings import CollectorSettings
from collector.state.table import StateTable
from collector.stream.connection import OnLine, StreamConnection
from collector.timing import Timing
from collector.x.fields import request_parameters
from collector.x.transport import Transport
from shared.clock import Clock, WaitingClock
from shared.put_records import put_records

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_firehose import FirehoseClient


@dataclass(frozen=True, slots=True)
class Edges:
    """Clients that live as long as the process, and what the deploy configured."""

    settings: CollectorSettings
    dynamodb: DynamoDBClient
    firehose: FirehoseClient
    transport: Callable[[], Transport]
    remembered: RememberedPosts
    clock: WaitingClock
    timing: Timing
    random: Random

    def state(self, give_up_at: float) -> StateTable:
        """Return the state table; after `give_up_at` (monotonic seconds) no call waits for it."""
        return StateTable(
            self.dynamodb,
            self.settings.state_table,
            clock=self.clock,
            random=self.random,
            patience=self.timing.state_patience,
            give_up_at=give_up_at,
        )

    def deliver(self) -> Deliver:
        """Return what sends records to Firehose."""

        def deliver(records: Sequence[bytes], give_up_after: float) -> list[bytes]:
            return put_records(
                self.firehose,
                self.settings.delivery_stream,
                records,
                clock=self.clock,
                random=self.random,
                give_up_after_seconds=give_up_after,
            )

        return deliver

    def rules_api(self, token: str) -> XRulesApi:
        """Return X's rule and connection endpoints."""
        return XRulesApi(token, self.transport())

    def search_api(self, token: str) -> XSearchApi:
        """Return X's recent search."""
        return XSearchApi(token, self.transport(), self.request_parameters)

    def connect(self, token: str, on_line: OnLine) -> StreamConnection:
        """Return a connection to the stream that is not open yet."""
        return StreamConnection(token, self.transport(), on_line, self.clock, self.timing)

    @property
    def request_parameters(self) -> dict[str, Any]:
        """What the stream and search are asked for."""
        return request_parameters(expand_authors=self.settings.expand_authors)


def client_config(clock: Clock) -> Config:
    """Return how AWS is called: what hangs ends well before the lease does; we retry ourselves."""
    return Config(
        connect_timeout=max(1.0, clock.real(2)),
        read_timeout=max(1.0, clock.real(5)),
        retries={"total_max_attempts": 1},
    )
