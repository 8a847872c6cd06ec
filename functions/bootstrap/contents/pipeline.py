"""Step: the ingest pipeline that gives a post its document id and the index of its week."""

from __future__ import annotations

from typing import Any

from bootstrap.contents.owned import Owned, install
from bootstrap.domain import Domain

NAME = "tweets"


def install_pipeline(domain: Domain, pipeline: dict[str, Any]) -> str:
    """Put the pipeline before any template that names it, or every write would fail."""
    path = f"/_ingest/pipeline/{NAME}"
    wanted = Owned(f"The ingest pipeline {NAME!r}", path, pipeline, lambda answer: answer.get(NAME))
    return install(domain, wanted)
