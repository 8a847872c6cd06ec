"""OpenSearch 2.19.1 with its real security plugin, set up as Amazon OpenSearch Service sets it up.

"Fine-grained access control" of the service's developer guide: HTTPS, an internal user database,
and a master user who holds `all_access` and `security_manager`.
"""

from __future__ import annotations

import json
import secrets
import ssl
import tempfile
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sandbox.engine.build import FETCH_SECONDS, class_path
from sandbox.engine.process import free_port, started

NAME = "secured_opensearch"
MASTER_USER = "master"
_PASSWORD_VARIABLE = "MASTER_PASSWORD"
_HASH_OF_THE_PASSWORD = "${envbc.MASTER_PASSWORD}"  # as the plugin spells a variable to be hashed
_BASIC = {
    "http_enabled": True,
    "order": 0,
    "http_authenticator": {"type": "basic", "challenge": True},
    "authentication_backend": {"type": "intern"},
}
# What each kind of configuration holds; the plugin reads it from YAML, which JSON is as well.
_CONFIGURATION: Mapping[str, Mapping[str, Any]] = {
    "config": {"config": {"dynamic": {"authc": {"basic": _BASIC}}}},
    "internalusers": {MASTER_USER: {"hash": _HASH_OF_THE_PASSWORD}},
    "roles": {"security_manager": {"reserved": True}},
    "rolesmapping": {
        "all_access": {"users": [MASTER_USER]},
        "security_manager": {"users": [MASTER_USER]},
    },
    "actiongroups": {},
    "tenants": {},
    "nodesdn": {},
    "allowlist": {"config": {"enabled": False}},
}
# The files whose name differs from what they hold.
_FILES = {
    "internalusers": "internal_users",
    "rolesmapping": "roles_mapping",
    "actiongroups": "action_groups",
    "nodesdn": "nodes_dn",
}


@dataclass(frozen=True)
class SecuredEngine:
    """`url` is HTTPS under the certificate `authority`; `master` is (name, password)."""

    url: str
    authority: Path
    master: tuple[str, str]


@contextmanager
def running_secured(fetch_seconds: float = FETCH_SECONDS) -> Iterator[SecuredEngine]:
    """Run the engine on a free port of loopback; end it and forget its data afterwards.

    Raises:
        EngineUnavailableError: it can't be built, or does not start.
    """
    path = class_path(NAME, fetch_seconds)
    port = free_port(0)
    password = f"Aa1!{secrets.token_urlsafe(12)}"
    with tempfile.TemporaryDirectory(prefix=f"{NAME}-", ignore_cleanup_errors=True) as folder:
        config = Path(folder) / "node_1" / "config"  # where the runner has its first node look
        _write_security(config / "opensearch-security")
        _write_certificates(config)
        engine = SecuredEngine(
            f"https://127.0.0.1:{port}", config / "authority.pem", (MASTER_USER, password)
        )
        environment = {_PASSWORD_VARIABLE: password}
        with started(NAME, path, port, Path(folder), lambda: _knows_master(engine), environment):
            yield engine


def _write_security(folder: Path) -> None:
    folder.mkdir(parents=True)
    for kind, content in _CONFIGURATION.items():
        text = json.dumps({"_meta": {"type": kind, "config_version": 2}, **content})
        (folder / f"{_FILES.get(kind, kind)}.yml").write_text(text, "utf-8")


def _write_certificates(folder: Path) -> None:
    authority = trustme.CA(organization_name="Tweet Sentiment tests")
    node = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    (folder / "node.pem").write_bytes(b"".join(pem.bytes() for pem in node.cert_chain_pems))
    # The plugin reads keys in this form alone.
    key = load_pem_private_key(node.private_key_pem.bytes(), password=None)
    pkcs8 = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "node.key").write_bytes(pkcs8)


def _knows_master(engine: SecuredEngine) -> bool:
    """Tell whether the plugin has read its configuration, which it does after the node started."""
    name, password = engine.master
    token = b64encode(f"{name}:{password}".encode()).decode()
    request = urllib.request.Request(f"{engine.url}/_cluster/health")
    request.add_header("Authorization", f"Basic {token}")
    trust = ssl.create_default_context(cafile=str(engine.authority))
    try:
        with urllib.request.urlopen(request, timeout=5, context=trust):
            return True
    except OSError:
        return False
