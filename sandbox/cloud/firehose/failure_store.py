"""What could not be delivered, written to S3 as Firehose does.

Developer guide: "Handle data delivery failures", "Data transformation failure handling" (keys of a
line), "Custom prefixes for Amazon S3 objects", "Configure Amazon S3 object name format".
"""

from __future__ import annotations

import datetime
import gzip
import json
import re
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.cloud.context import CloudContext
from sandbox.cloud.firehose.log import DeliveryLog
from sandbox.cloud.firehose.settings import DeliverySettings, FailureSettings
from sandbox.cloud.iam.aws_clients import Clients
from sandbox.cloud.iam.service_roles import RoleRefusedError

_EXPRESSION = re.compile(r"!\{([a-z]+):([^}]*)\}")
_JAVA_DATE = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_RETRY_SECONDS = 60.0


@dataclass(frozen=True)
class _Object:
    settings: DeliverySettings
    stream_arn: str
    error_type: str
    lines: list[dict[str, Any]]


class FailureStore:
    """One object for each failed batch; kept and tried again while S3 refuses it."""

    def __init__(self, context: CloudContext, clients: Clients, log: DeliveryLog) -> None:
        self._context = context
        self._clients = clients
        self._log = log
        self._waiting: list[_Object] = []
        self._next_retry = 0.0
        self._lock = threading.Lock()

    def waiting(self) -> int:
        """Return how many records S3 has not taken yet."""
        with self._lock:
            return sum(len(item.lines) for item in self._waiting)

    def write(
        self,
        settings: DeliverySettings,
        stream_arn: str,
        error_type: str,
        lines: list[dict[str, Any]],
    ) -> None:
        """Write the lines as one object; nothing is written for no lines."""
        if lines:
            self._write_or_keep(_Object(settings, stream_arn, error_type, lines))

    def retry_waiting(self) -> None:
        """Try again what S3 refused, once a minute of AWS."""
        with self._lock:
            if not self._waiting or time.monotonic() < self._next_retry:
                return
            again, self._waiting = self._waiting, []
        for item in again:
            self._write_or_keep(item)

    def forget(self, stream_arn: str) -> None:
        """Drop what waits of a stream that was deleted."""
        with self._lock:
            self._waiting = [item for item in self._waiting if item.stream_arn != stream_arn]

    def _write_or_keep(self, item: _Object) -> None:
        failures = item.settings.failures
        body = "".join(json.dumps(line) + "\n" for line in item.lines).encode()
        try:
            client = self._clients.client("s3", failures.role_arn, "firehose.amazonaws.com")
            client.put_object(
                Bucket=failures.bucket,
                Key=object_key(failures, item.stream_arn.rpartition("/")[2], item.error_type),
                Body=gzip.compress(body) if failures.gzip else body,
            )
        except (ClientError, BotoCoreError, RoleRefusedError) as error:
            with self._lock:
                self._waiting.append(item)
                self._next_retry = time.monotonic() + self._context.real(_RETRY_SECONDS)
            self._log.report(item.settings, item.stream_arn, "S3.AccessDenied", str(error))
        else:
            self._context.counters.add(f"s3.{item.error_type}", len(item.lines))


def object_key(
    failures: FailureSettings,
    stream: str,
    error_type: str,
    now: datetime.datetime | None = None,
) -> str:
    """Return the key of a new object: prefix, UTC date path unless the prefix has one, name."""
    now = now or datetime.datetime.now(datetime.UTC)
    prefix = failures.error_prefix or failures.prefix + "!{firehose:error-output-type}/"

    def value(match: re.Match[str]) -> str:
        if match[1] == "timestamp":
            pattern = re.sub("|".join(_JAVA_DATE), lambda part: _JAVA_DATE[part[0]], match[2])
            return now.strftime(pattern)
        return error_type if match[2] == "error-output-type" else uuid.uuid4().hex[:11]

    path = _EXPRESSION.sub(value, prefix)
    if "!{timestamp:" not in prefix:
        path += f"{now:%Y/%m/%d/%H}/"
    ending = ".gz" if failures.gzip else ""
    return f"{path}{stream}-1-{now:%Y-%m-%d-%H-%M-%S}-{uuid.uuid4()}{ending}"
