"""A local cloud for the deployer, and small programs to deploy into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox.command_line import Options
from sandbox.deploy.cloud import Cloud
from sandbox.deploy.resource import Resource, Step
from sandbox.stack import local_cloud


@dataclass
class Recorder:
    """Keeps what a deployment tells."""

    lines: list[str] = field(default_factory=list)
    done: list[tuple[str, str, str]] = field(default_factory=list)
    """What was done, the last word of the type, and the name, of all that is no component."""

    def started(self, resource: Resource) -> None:
        self.lines.append(f"started {resource.name}")

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        if resource.custom:
            self._did(step, resource)

    def failed(self, resource: Resource, words: str) -> None:
        self.lines.append(f"failed {resource.name}: {words}")

    def deleted(self, resource: Resource) -> None:
        self._did("deleted", resource)

    def said(self, severity: str, words: str) -> None:
        self.lines.append(f"{severity} {words}")

    def _did(self, step: str, resource: Resource) -> None:
        self.lines.append(f"{step} {resource.name}")
        self.done.append((step, resource.type.rpartition(":")[2], resource.name))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[local_cloud.LocalCloud]:
    folder = tmp_path_factory.mktemp("cloud")
    options = Options(command="up", folder=folder, window_seconds=6)
    running = local_cloud.start(folder, options, with_parent=True)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def cloud(running: local_cloud.LocalCloud) -> Cloud:
    return Cloud(running.addresses.aws_url, *running.addresses.root_keys)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """An empty program without configuration."""
    (tmp_path / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("")
    return tmp_path
