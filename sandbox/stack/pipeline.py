"""A deployed pipeline in a running local cloud, with everything that looks at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.deploy.cloud import Cloud, words_of
from sandbox.deploy.state import State
from sandbox.failure import Failure
from sandbox.page.index import IndexDoesNotAnswerError
from sandbox.stack.local_cloud import Addresses, last_words
from sandbox.watch.cloud_remote import CloudRemote
from sandbox.watch.failures_reader import Failed, read_failures
from sandbox.watch.index_reader import Documents, IndexReader
from sandbox.watch.live_table import Counts
from sandbox.watch.problems import ProblemWatch, events, figure_in, is_hopeless, to_tell
from sandbox.watch.x_remote import XRemote

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
FUNCTION = "aws:lambda/function:Function"
REDRIVE = "tweets-redrive"


class Pipeline:
    """Reads what X, the index and the failures bucket hold, and invokes redrive."""

    def __init__(self, addresses: Addresses, cloud: Cloud, state: State) -> None:
        self.x = XRemote(addresses.x_api_url, addresses.control_token)
        started = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.index = IndexReader(addresses.index_url, since=started)
        self.control = CloudRemote(addresses.control_url, addresses.control_token)
        self.problems: list[str] = []
        self._cloud = cloud
        self._state = state
        self._groups = [resource.id for resource in state.resources if resource.type == LOG_GROUP]
        self._watch = ProblemWatch(cloud.client("logs"), self._groups)

    def counts(self) -> Counts:
        """Return how many posts have come how far, for the live table."""
        counters = self.control.counters()
        return Counts(
            matched=len(self.x.matched_ids()),
            delivered=counters.get("firehose.records_accepted", 0),
            analysed=counters.get("firehose.transformed", 0),
            indexed=self.index.count(),
            failed=sum(number for name, number in counters.items() if name.startswith("s3.")),
        )

    def documents(self) -> Documents:
        """Return what the index holds."""
        return self.index.documents()

    def failed(self, prefix: str = "") -> Failed:
        """Return what the failures bucket holds, below a prefix if one is given."""
        bucket = self._state.outputs["failures_bucket"]
        return read_failures(self._cloud.client("s3"), bucket, prefix)

    def redrive(self, *, insists: bool = True) -> None:
        """Send again what failed; all of it and at once, or as the schedule does.

        Raises Failure when the function does.
        """
        function = next(
            resource.id
            for resource in self._state.resources
            if resource.type == FUNCTION and resource.name == REDRIVE
        )
        request = {"functionName": function, "payload": json.dumps({"all": insists}).encode()}
        answer = self._cloud.call("lambda", "Invoke", request)
        result = answer["Payload"].read().decode()
        if answer.get("FunctionError"):
            error = json.loads(result)
            raise Failure(f"Redrive failed: {error.get('errorType')}: {error.get('errorMessage')}")

    def told(self, name: str) -> int:
        """Return the sum of a figure that the functions tell in their logs."""
        logs = self._cloud.client("logs")
        lines = [event["message"] for group in self._groups for event in events(logs, group)]
        return round(sum(figure_in(line, name) for line in lines))

    def check_for_problems(self) -> None:
        """Note new errors of the functions; raises Failure for one that waiting does not heal."""
        # What was denied comes first: a function's log may tell less of it.
        found = [*self.control.errors(), *self._watch.new()]
        for problem in to_tell(found, self.problems):
            self.problems.append(problem)
            if is_hopeless(problem):
                raise Failure(f"The pipeline can't work. {problem}")


@contextmanager
def told_when_unreachable(folder: Path) -> Iterator[None]:
    """Turn a part of the local cloud that does not answer any more into a Failure."""
    try:
        yield
    except (
        requests.RequestException,
        IndexDoesNotAnswerError,
        ClientError,
        BotoCoreError,
    ) as error:
        raise Failure(
            f"A part of the local cloud does not answer: {words_of(error)}\n{last_words(folder)}"
        ) from None
