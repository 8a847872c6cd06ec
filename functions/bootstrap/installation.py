"""The steps in their order, each told by name with its outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bootstrap.contents.pipeline import install_pipeline
from bootstrap.contents.retention import set_retention
from bootstrap.contents.security import set_up_security
from bootstrap.contents.templates import install_templates
from bootstrap.domain import BootstrapError, Domain
from bootstrap.kibana import TENANT, choose_index_pattern, import_dashboards, sign_in
from bootstrap.readiness import wait_until_ready
from bootstrap.settings import BootstrapSettings
from shared.clock import Clock

Step = tuple[str, Callable[[], str]]


class StepError(RuntimeError):
    """A step failed; the message names it. `pulumi up` shows it to the person."""


def steps(
    settings: BootstrapSettings, password: str, dashboards: Path, clock: Clock, give_up_at: float
) -> list[Step]:
    """Return the steps: access before data, the pipeline before the template that names it.

    `give_up_at` is a time of `clock.monotonic()`, in nominal seconds.
    """
    engine, user = settings.engine, (settings.master_user, password)
    base = f"https://{settings.endpoint}"
    domain = Domain(base, clock, give_up_at, user)
    headers = {engine.xsrf_header: "true", **TENANT}
    kibana = Domain(base + engine.dashboards, clock, give_up_at, headers=headers)

    def dashboards_step() -> str:
        sign_in(kibana, user)
        imported = import_dashboards(kibana, dashboards)
        return f"{imported}, default index pattern {choose_index_pattern(kibana, engine)}"

    def data(name: str) -> Any:
        return json.loads((dashboards / f"{name}.json").read_text("utf-8"))

    return [
        ("domain", lambda: wait_until_ready(domain)),
        ("security", lambda: set_up_security(domain, engine, settings.delivery_role_arn)),
        ("ingest pipeline", lambda: install_pipeline(domain, data("ingest-pipeline"))),
        (
            "index templates",
            lambda: install_templates(
                domain, data("index-template"), data("write-template"), settings.instance_count
            ),
        ),
        (
            "retention",
            lambda: set_retention(
                domain, engine, data("retention-policy"), settings.retention_days
            ),
        ),
        ("dashboards", dashboards_step),
    ]


def run(planned: list[Step], tell: Callable[[str, str], None]) -> list[dict[str, str]]:
    """Run the steps in order and return `[{"step", "outcome"}]`; `tell` hears of each at once.

    Raises:
        StepError: at the first step that fails; the steps before it stay done.
    """
    done: list[dict[str, str]] = []
    for name, step in planned:
        try:
            outcome = step()
        except BootstrapError as error:
            raise StepError(
                f"Setting up the search domain failed at step {name!r}: {error}"
            ) from None
        tell(name, outcome)
        done.append({"step": name, "outcome": outcome})
    return done
