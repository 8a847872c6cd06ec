"""The search domain in this process, with the pipeline and templates that the deploy installs."""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path

import certifi
import pytest
import urllib3

from bootstrap.engine import ELASTICSEARCH
from bootstrap.installation import run, steps
from bootstrap.settings import BootstrapSettings
from sandbox.cloud.faults import Faults
from sandbox.simulation.domain_connection import pool_class
from sandbox.simulation.search_domain import HOST, SearchDomain
from shared.clock import Clock

MASTER = ("master", "Master-of-posts-1")
DASHBOARDS = Path(__file__).parents[3] / "dashboards"
POSTS = "tweets-2*"
"""The indices of the weeks."""
_BEFORE_DELIVERY = {"ingest pipeline", "index templates"}


def search_domain(
    faults: Faults, volume_gib: float, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> SearchDomain:
    """Return a domain to which posts can be delivered."""
    domain = empty_domain(monkeypatch, faults, volume_gib)
    install(clock, _BEFORE_DELIVERY)
    return domain


def empty_domain(
    monkeypatch: pytest.MonkeyPatch, faults: Faults | None = None, volume_gib: float = 10.0
) -> SearchDomain:
    """Return a domain as AWS makes it, and let the bootstrap reach it from now on."""
    domain = SearchDomain("Elasticsearch_7.10", MASTER, certifi.where(), faults, volume_gib)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setitem(urllib3.poolmanager.pool_classes_by_scheme, "https", pool_class(domain))
    return domain


def install(clock: Clock, only: Collection[str] = (), delivery_role: str = "") -> None:
    """Let the bootstrap do these steps, or all of them; the role is Firehose's."""
    settings = BootstrapSettings(
        endpoint=HOST,
        engine=ELASTICSEARCH,
        master_user=MASTER[0],
        master_password_secret_arn="",
        delivery_role_arn=delivery_role,
        instance_count=1,
        retention_days=30,
    )
    planned = steps(settings, MASTER[1], DASHBOARDS, clock, give_up_at=math.inf)
    run([step for step in planned if not only or step[0] in only], lambda *_: None)
