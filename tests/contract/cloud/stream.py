"""A delivery stream with its role, its bucket and, if wanted, a transform function."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

from tests.contract.cloud.local_account import REGION, LocalAccount, allow

_DOMAIN = f"arn:aws:es:{REGION}:000000000000:domain/posts"

PASS_ON = """
def handler(event, context):
    return {"records": [{**record, "result": "Ok"} for record in event["records"]]}
"""


class DeliveryStream:
    """Everything that one stream needs, with all the rights that it needs."""

    def __init__(
        self,
        account: LocalAccount,
        name: str,
        transform: str | None = None,
        mapped: bool = True,
        parameters: Mapping[str, str] | None = None,
        **configuration: Any,
    ) -> None:
        self.account = account
        self.name = name
        self.index = f"index-{name}"
        self.bucket = f"bucket-{name}"
        self.role_name = f"role-{name}"
        self.statements = {
            "s3": allow("s3:PutObject", f"arn:aws:s3:::{self.bucket}/*"),
            "describe": allow("es:DescribeDomain", _DOMAIN),
            "write": allow("es:ESHttpPost", f"{_DOMAIN}/*"),
            "lambda": allow("lambda:InvokeFunction"),
            "logs": allow(
                "logs:PutLogEvents",
                f"arn:aws:logs:{REGION}:000000000000:log-group:/firehose/{name}:log-stream:errors",
            ),
        }
        account.client("s3").create_bucket(Bucket=self.bucket)
        logs = account.client("logs")
        logs.create_log_group(logGroupName=f"/firehose/{name}")
        logs.create_log_stream(logGroupName=f"/firehose/{name}", logStreamName="errors")
        self.role = account.role(
            self.role_name, "firehose.amazonaws.com", *self.statements.values()
        )
        if mapped:
            self.map_role()
        self.configuration: dict[str, Any] = {
            "RoleARN": self.role,
            "DomainARN": _DOMAIN,
            "IndexName": self.index,
            "IndexRotationPeriod": "NoRotation",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 0},
            "RetryOptions": {"DurationInSeconds": 20},
            "CloudWatchLoggingOptions": {
                "Enabled": True,
                "LogGroupName": f"/firehose/{name}",
                "LogStreamName": "errors",
            },
            "S3Configuration": {
                "RoleARN": self.role,
                "BucketARN": f"arn:aws:s3:::{self.bucket}",
                "ErrorOutputPrefix": "failed/!{firehose:error-output-type}/",
                "CompressionFormat": "GZIP",
            },
            **configuration,
        }
        if transform is not None:
            self._add_transform(transform, parameters or {})
        account.client("firehose").create_delivery_stream(
            DeliveryStreamName=name,
            AmazonopensearchserviceDestinationConfiguration=self.configuration,
        )

    def _add_transform(self, code: str, parameters: Mapping[str, str]) -> None:
        role = self.account.role(f"transform-{self.name}", "lambda.amazonaws.com")
        arn = self.account.function(f"transform-{self.name}", code, role)
        given = {
            "LambdaArn": f"{arn}:$LATEST",
            "BufferIntervalInSeconds": "0",
            "NumberOfRetries": "1",
            **parameters,
        }
        self.configuration["ProcessingConfiguration"] = {
            "Enabled": True,
            "Processors": [
                {
                    "Type": "Lambda",
                    "Parameters": [
                        {"ParameterName": name, "ParameterValue": value}
                        for name, value in given.items()
                    ],
                }
            ],
        }

    def map_role(self) -> None:
        """Let the role write inside the domain."""
        path = "/_opendistro/_security/api/"
        permission = {
            "cluster_permissions": ["cluster_composite_ops", "cluster_monitor"],
            "index_permissions": [
                {
                    "index_patterns": [f"index-{self.name}*"],
                    "allowed_actions": ["create_index", "manage", "crud"],
                }
            ],
        }
        put = self.account.search("PUT", f"{path}roles/{self.name}", json=permission)
        assert put.status_code == 201, put.text
        mapping = {"backend_roles": [self.role]}
        put = self.account.search("PUT", f"{path}rolesmapping/{self.name}", json=mapping)
        assert put.status_code == 201, put.text

    def permit_all_but(self, *names: str) -> None:
        """Take rights away."""
        kept = [statement for key, statement in self.statements.items() if key not in names]
        self.account.permit(self.role_name, *kept)

    def put(self, *documents: object) -> dict[str, Any]:
        """Put records: bytes as they are, anything else as JSON."""
        records = [
            {"Data": item if isinstance(item, bytes) else json.dumps(item).encode()}
            for item in documents
        ]
        answer: dict[str, Any] = self.account.client("firehose").put_record_batch(
            DeliveryStreamName=self.name, Records=records
        )
        return answer

    def documents(self) -> list[dict[str, Any]]:
        """Return what is in the index."""
        self.account.search("POST", f"/{self.index}/_refresh")
        found = self.account.search("GET", f"/{self.index}/_search?size=1000").json()
        return [hit["_source"] for hit in found.get("hits", {}).get("hits", [])]

    def failures(self) -> list[dict[str, Any]]:
        """Return the lines of all objects in the failures bucket, each with its key."""
        return [
            {"key": key, **json.loads(line)}
            for key, body in self.account.objects(self.bucket).items()
            for line in (gzip.decompress(body) if key.endswith(".gz") else body).splitlines()
        ]

    def log(self) -> list[dict[str, Any]]:
        """Return the stream's error log."""
        events = self.account.client("logs").get_log_events(
            logGroupName=f"/firehose/{self.name}", logStreamName="errors"
        )["events"]
        return [json.loads(event["message"]) for event in events]

    def delete(self) -> None:
        """Take it away, so that it does no more work."""
        self.account.client("firehose").delete_delivery_stream(DeliveryStreamName=self.name)
