"""What Firehose does with what it took: gathers, transforms, delivers, and leaves what failed.

The stand-ins of the local cloud do it, by the simulation's clock, over a domain in this process.
"""

from __future__ import annotations

import base64

from sandbox.cloud.context import CloudContext
from sandbox.cloud.firehose.buffers import Record
from sandbox.cloud.firehose.failure_store import FailureStore
from sandbox.cloud.firehose.index_delivery import IndexDelivery
from sandbox.cloud.firehose.log import DeliveryLog
from sandbox.cloud.firehose.settings import DeliverySettings
from sandbox.cloud.firehose.transform import Transform
from sandbox.cloud.iam.aws_clients import Clients
from sandbox.simulation.firehose import KeptRecords
from sandbox.simulation.search_domain import SearchDomain
from sandbox.web import Request
from tests.infra.answers import arn_of
from tests.infra.deployed_stack.search import MASTER


class Delivery:
    """Takes what `kept` has, each time that it is told to."""

    def __init__(
        self,
        context: CloudContext,
        settings: DeliverySettings,
        clients: Clients,
        kept: KeptRecords,
        domain: SearchDomain,
    ) -> None:
        self.settings = settings
        self._clock = context.clock
        self._kept = kept
        self._domain = domain
        log = DeliveryLog(context, clients)
        self._transform = Transform(context, clients, log)
        self._index = IndexDelivery(context, self, log)
        self._failures = FailureStore(context, clients, log)
        self._taken = 0

    def bulk(self, settings: DeliverySettings, body: bytes) -> tuple[int, bytes]:
        """Send a request to the domain, as Firehose does."""
        password = base64.b64encode(":".join(MASTER).encode()).decode()
        headers = {"authorization": f"Basic {password}", "content-type": "application/x-ndjson"}
        answer = self._domain.answer(Request("POST", "/_bulk", {}, headers, body))
        return answer.status, answer.body

    def take(self) -> None:
        """Begin with a batch of what came since the last one."""
        data, self._taken = self._kept.data[self._taken :], len(self._kept.data)
        arrival = int(self._clock.now() * 1000)
        batch = [
            Record(f"{arrival}-{place}", arrival, each, each) for place, each in enumerate(data)
        ]
        if batch:
            self._clock.thread(lambda: self._deliver(batch), "batch").start()

    def _deliver(self, batch: list[Record]) -> None:
        settings, arn = self.settings, arn_of("FirehoseDeliveryStream", "tweets-delivery")
        self._clock.sleep(settings.buffer_seconds)
        done, failed = self._transform.run(settings, arn, batch)
        self._failures.write(settings, arn, "processing-failed", failed)
        self._clock.sleep(settings.buffer_seconds)
        failed = self._index.deliver(settings, arn, done) if done else []
        self._failures.write(settings, arn, "AmazonOpenSearchService_failed", failed)
