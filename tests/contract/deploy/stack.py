"""One program that is deployed again and again."""

from __future__ import annotations

from pathlib import Path

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Value
from sandbox.deploy.deployer import deploy, destroy
from sandbox.deploy.state import State
from tests.contract.deploy.conftest import Recorder


class Stack:
    """A stack whose state is read anew from its file each time, as a command would."""

    def __init__(self, cloud: Cloud, folder: Path, program: Path) -> None:
        self.cloud = cloud
        self.program = program
        self.path = folder / "state.json"
        self.recorder = Recorder()

    @property
    def state(self) -> State:
        return State.read(self.path)

    def up(self, **config: object) -> dict[str, int]:
        self.recorder = Recorder()
        values = {
            key: given if isinstance(given, Value) else Value(given)
            for key, given in config.items()
        }
        return dict(deploy(self.program, "dev", values, self.cloud, self.state, self.recorder))

    def told(self, step: str) -> set[tuple[str, str]]:
        """Return type and name of what the latest deployment did this with."""
        return {(kind, name) for done, kind, name in self.recorder.done if done == step}

    def destroy(self) -> None:
        destroy(self.cloud, self.state, Recorder())
