"""A stream's destination as the API describes it, and as an update changes it."""

from __future__ import annotations

from typing import Any

_DESCRIBED_AS = {
    "AmazonOpenSearch": "AmazonopensearchserviceDestinationDescription",
    "Elasticsearch": "ElasticsearchDestinationDescription",
}
_UPDATES = ("AmazonopensearchserviceDestinationUpdate", "ElasticsearchDestinationUpdate")


def describe_destination(destination: dict[str, Any]) -> dict[str, Any]:
    """Return a destination as DescribeDeliveryStream tells it."""
    config = dict(destination["config"])
    s3 = config.pop("S3Configuration", None)
    if s3 is not None:
        config["S3DestinationDescription"] = {
            "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300},
            "CompressionFormat": "UNCOMPRESSED",
            "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
            **s3,
        }
    return {"DestinationId": destination["id"], _DESCRIBED_AS[destination["type"]]: config}


def changed_destination(request: dict[str, Any], standing: dict[str, Any]) -> dict[str, Any]:
    """Return the destination that an UpdateDestination asks for.

    What it does not name stays, also in the backup, which it calls S3Update.
    """
    changes = {name: value for key in _UPDATES for name, value in request.get(key, {}).items()}
    backup = {**standing.get("S3Configuration", {}), **changes.pop("S3Update", {})}
    return {**standing, **changes, "S3Configuration": backup}


def with_whole_backup(request: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Return the request as ministack carries it out: with the backup by its name, and whole."""
    named = [key for key in _UPDATES if key in request]
    return {**request, **dict.fromkeys(named, changed)}
