"""Errors of a delivery, told where the stream's logging options say."""

from __future__ import annotations

import json

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.cloud.context import Timed
from sandbox.cloud.firehose.settings import DeliverySettings
from sandbox.cloud.iam.aws_clients import Clients
from sandbox.cloud.iam.service_roles import RoleRefusedError


class DeliveryLog:
    """Writes error lines as the stream's role; group and log stream must exist, as on AWS."""

    def __init__(self, context: Timed, clients: Clients) -> None:
        self._context = context
        self._clients = clients

    def report(self, settings: DeliverySettings, stream_arn: str, code: str, message: str) -> None:
        """Count the error, keep it for the control server, and log it as Firehose does."""
        self._context.counters.add(f"firehose.errors.{code}")
        self._context.counters.error(code, message)
        if settings.log is None:
            return
        line = {
            "deliveryStreamARN": stream_arn,
            "destination": settings.domain_arn,
            "deliveryStreamVersionId": 1,
            "message": message,
            "errorCode": code,
        }
        try:
            client = self._clients.client("logs", settings.role_arn, "firehose.amazonaws.com")
            client.put_log_events(
                logGroupName=settings.log.group,
                logStreamName=settings.log.stream,
                logEvents=[
                    {
                        "timestamp": int(self._context.clock.now() * 1000),
                        "message": json.dumps(line),
                    }
                ],
            )
        except (ClientError, BotoCoreError, RoleRefusedError) as error:
            self._context.counters.add("firehose.log_refused")
            self._context.counters.error("CloudWatchLogs", str(error))
