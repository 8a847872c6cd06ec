"""The search domain as it was created through the OpenSearch Service API."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from sandbox.cloud import emulator


@dataclass(frozen=True)
class EngineFamily:
    """The names that differ between Elasticsearch and OpenSearch domains.

    Developer guide of Amazon OpenSearch Service, "Fine-grained access control" and "Dashboards".
    """

    plugins: str
    kibana: str
    xsrf_header: str
    advanced_settings: str


ELASTICSEARCH = EngineFamily("/_opendistro", "/_plugin/kibana", "kbn-xsrf", "/api/kibana/settings")
OPENSEARCH = EngineFamily(
    "/_plugins", "/_dashboards", "osd-xsrf", "/api/opensearch-dashboards/settings"
)


@dataclass(frozen=True)
class Domain:
    """A domain: who its master is, and what its access policy says (JSON, empty for none).

    `identity` differs between two domains that had the same name one after the other.
    """

    identity: str
    name: str
    arn: str
    engine_version: str
    access_policy: str
    master_user: str
    master_password: str
    volume_gib: float = 10.0

    @property
    def family(self) -> EngineFamily:
        """Which names its engine uses."""
        return ELASTICSEARCH if self.engine_version.startswith("Elasticsearch_") else OPENSEARCH

    @property
    def engine_number(self) -> str:
        """What the engine says that its version is."""
        number = self.engine_version.rpartition("_")[2]
        return {"7.10": "7.10.2"}.get(number, f"{number}.0")


def current_domain(account: str, region: str) -> Domain | None:
    """Return the newest domain, None while there is none; the local cloud has one engine."""
    domains = emulator.module("services.opensearch")._domains
    with emulator.module("core.responses").request_scope(account, region):
        records: list[dict[str, Any]] = [record for _name, record in domains.items()]
    if not records:
        return None
    record = records[-1]
    master = record["AdvancedSecurityOptions"].get("MasterUserOptions") or {}
    return Domain(
        identity=record.setdefault("_Identity", uuid.uuid4().hex),
        name=record["DomainName"],
        arn=record["ARN"],
        engine_version=record["EngineVersion"],
        access_policy=record["AccessPolicies"] or "",
        master_user=master.get("MasterUserName", ""),
        master_password=master.get("MasterUserPassword", ""),
        volume_gib=float((record.get("EBSOptions") or {}).get("VolumeSize", 10)),
    )


def install_checks(default_engine_version: str) -> None:
    """Make CreateDomain refuse what AWS refuses, and pin the engine when none is named."""
    service = emulator.module("services.opensearch")
    inner = service._create_domain

    def create(request: dict[str, Any]) -> Any:
        request = {"EngineVersion": default_engine_version, **request}
        problem = problem_with(request)
        if problem is None:
            return inner(request)
        content = {"__type": "ValidationException", "message": problem}
        headers = {"Content-Type": "application/json", "x-amzn-errortype": "ValidationException"}
        return 400, headers, json.dumps(content).encode()

    service._create_domain = create


def problem_with(request: dict[str, Any]) -> str | None:
    """Return why AWS would refuse a CreateDomain request, None when it would not.

    "Fine-grained access control in Amazon OpenSearch Service" and the API reference.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]{2,27}", request.get("DomainName", "")):
        return "DomainName must be 3 to 28 lower-case letters, digits and hyphens."
    if not re.fullmatch(r"(Elasticsearch|OpenSearch)_\d+\.\d+", request["EngineVersion"]):
        return f"EngineVersion {request['EngineVersion']!r} is not like Elasticsearch_7.10."
    if any(not isinstance(v, str) for v in (request.get("AdvancedOptions") or {}).values()):
        return "AdvancedOptions must be strings."
    security = request.get("AdvancedSecurityOptions") or {}
    if not security.get("Enabled"):
        return None
    needed = {
        "EncryptionAtRestOptions": "Enabled",
        "NodeToNodeEncryptionOptions": "Enabled",
        "DomainEndpointOptions": "EnforceHTTPS",
    }
    missing = [f"{k}.{v}" for k, v in needed.items() if not (request.get(k) or {}).get(v)]
    if missing:
        return f"Fine-grained access control needs {', '.join(missing)}."
    master = security.get("MasterUserOptions") or {}
    return _problem_with_master(master) if security.get("InternalUserDatabaseEnabled") else None


def _problem_with_master(master: dict[str, Any]) -> str | None:
    password = master.get("MasterUserPassword", "")
    kinds = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
    if not master.get("MasterUserName"):
        return "MasterUserName is required with the internal user database."
    if not 8 <= len(password) <= 128 or not all(re.search(kind, password) for kind in kinds):
        return (
            "The master user password must have 8 to 128 characters, with an upper-case letter, a "
            "lower-case letter, a number and a special character."
        )
    return None
