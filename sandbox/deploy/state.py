"""The state file: what stands in the local cloud, written before and after each step.

The order of its resources is the order in which the last deployment finished them; those that it
has not come to are behind, in their order of before. So backwards is an order to delete in.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sandbox.deploy.configuration import Value
from sandbox.deploy.resource import Resource

FORMAT = 2


class State:
    """Resources, the stack's configuration and its outputs.

    The file holds secrets in the clear (as every local Pulumi state without encryption would), so
    only its owner may read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.resources: list[Resource] = []
        self.config: dict[str, Value] = {}
        self.outputs: dict[str, Any] = {}
        self.secret_outputs: list[str] = []
        self.under_way: dict[str, str] = {}
        """What was being created when a deployment was killed, in words by URN: it may be there."""
        self.is_of_older_format = False
        self._settled = 0
        self._lock = threading.Lock()

    @classmethod
    def read(cls, path: Path) -> State:
        """Read the state file; an absent one is an empty state."""
        state = cls(path)
        if path.exists():
            content = json.loads(path.read_text())
            state.is_of_older_format = content.get("format") != FORMAT
            state.resources = [Resource(**entry) for entry in content["resources"]]
            state.config = {key: Value(**each) for key, each in content.get("config", {}).items()}
            state.outputs = content["outputs"]
            state.secret_outputs = content["secret_outputs"]
            state.under_way = content.get("under_way", {})
        return state

    def begin(self, config: Mapping[str, Value]) -> None:
        """Note that a deployment begins: it has come to no resource yet."""
        with self._lock:
            self.config = dict(config)
            self._settled = 0
            self.under_way = {}
            self._write()

    def standing(self, urns: Collection[str]) -> Resource | None:
        """Return the resource that stands under one of the URNs, None for none."""
        with self._lock:
            return next(
                (each for each in self.resources if each.urn in urns and not each.is_replaced), None
            )

    def not_wanted(self) -> list[Resource]:
        """Return what the deployment has not come to, or has replaced."""
        with self._lock:
            return self.resources[self._settled :]

    @contextmanager
    def creating(self, resource: Resource) -> Iterator[None]:
        """Note that a resource is being created, until it was recorded or its creation failed."""
        with self._lock:
            self.under_way[resource.urn] = f"{resource.type} {resource.name}"
            self._write()
        try:
            yield
        finally:  # not reached when the process is killed
            with self._lock:
                if self.under_way.pop(resource.urn, None):  # its creation failed
                    self._write()

    def put(self, resource: Resource, *, instead_of: Resource | None = None) -> None:
        """Record a resource as the program wants it; `instead_of` is how it stood before."""
        with self._lock:
            if instead_of in self.resources:
                self.resources.remove(instead_of)
            self._settle(resource)

    def put_replacement(self, resource: Resource, replaced: Resource) -> None:
        """Record a resource that takes the place of another one, which is still to be deleted."""
        with self._lock:
            self.resources[self.resources.index(replaced)] = replace(replaced, is_replaced=True)
            self._settle(resource)

    def _settle(self, resource: Resource) -> None:
        self.resources.insert(self._settled, resource)
        self._settled += 1
        self.under_way.pop(resource.urn, None)
        self._write()

    def remove(self, resource: Resource) -> None:
        """Forget a deleted resource."""
        with self._lock:
            self.resources.remove(resource)
            self._write()

    def set_outputs(self, outputs: Mapping[str, Any], secret: list[str]) -> None:
        """Record the stack's outputs and which of them are secret."""
        with self._lock:
            self.outputs, self.secret_outputs = dict(outputs), sorted(secret)
            self._write()

    def shown_outputs(self) -> dict[str, Any]:
        """Give the outputs with secrets masked, as `pulumi stack output` shows them."""
        hidden = dict.fromkeys(self.secret_outputs, "[secret]")
        return {**self.outputs, **hidden}

    def outputs_in_words(self) -> dict[str, str]:
        """Give the outputs as text that a person can read back: `["#कॉफ़ी"]`."""
        return {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in self.shown_outputs().items()
        }

    def _write(self) -> None:
        content = {
            "format": FORMAT,
            "config": {key: vars(value) for key, value in self.config.items()},
            "resources": [resource.as_json() for resource in self.resources],
            "under_way": self.under_way,
            "outputs": self.outputs,
            "secret_outputs": self.secret_outputs,
        }
        draft = self.path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content))
        draft.replace(self.path)
