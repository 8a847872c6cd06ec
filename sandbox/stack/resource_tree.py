"""Shows the resources of a deployment as they come: a growing tree, or plain lines."""

from __future__ import annotations

import contextlib
import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text
from rich.tree import Tree

from sandbox.deploy.resource import Resource, Step

# Pulumi's own signs.
SIGNS: dict[Step, str] = {"created": "+", "updated": "~", "replaced": "+-"}


def short_type(resource: Resource) -> str:
    """Give the type as people say it: `aws:s3/bucket:Bucket` is `aws:s3:Bucket`, as Pulumi's."""
    package, module, name = resource.type.split(":")
    return f"{package}:{module.split('/')[0]}:{name}"


class PlainProgress:
    """One line for each thing that happens."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, resource: Resource) -> None:
        """Say nothing: the line comes when it is done."""

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        """Say what was done to a resource; nothing of one that is as it was."""
        if step in SIGNS:
            sign = SIGNS[step]
            self._line(f"  {sign} {short_type(resource)} {resource.name} ({seconds:.1f} s)")

    def failed(self, resource: Resource, words: str) -> None:
        """Say what went wrong with a resource."""
        self._line(f"  ! {short_type(resource)} {resource.name}: {words}")

    def deleted(self, resource: Resource) -> None:
        """Say that a resource is gone."""
        self._line(f"  - {short_type(resource)} {resource.name}")

    def said(self, severity: str, words: str) -> None:
        """Pass on what the program says."""
        self._line(f"  {severity}: {words.strip()}")

    def _line(self, text: str) -> None:
        # Called in the deployer's threads: the one that waits for them meets a closed pipe next.
        with contextlib.suppress(BrokenPipeError):
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class QuietProgress(PlainProgress):
    """Only what goes wrong."""

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        """Say nothing."""

    def deleted(self, resource: Resource) -> None:
        """Say nothing."""


class TreeProgress:
    """A tree in the terminal: components with their children, each with its time."""

    def __init__(self, console: Console, title: str) -> None:
        self._tree = Tree(title)
        self._labels: dict[str, Text] = {}
        self._nodes: dict[str, Tree] = {}
        self._lock = threading.Lock()
        self._live = Live(self._tree, console=console, refresh_per_second=10)

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the tree as it stands."""
        self._live.stop()

    def started(self, resource: Resource) -> None:
        """Hang the resource below its component."""
        label = Text.assemble(
            (resource.name, "bold" if not resource.custom else ""),
            (f"  {short_type(resource)}", "dim"),
        )
        with self._lock:
            parent = self._nodes.get(resource.parent, self._tree)
            self._labels[resource.urn] = label
            self._nodes[resource.urn] = parent.add(label)

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        """Tick it off, in words where it stood before."""
        if step in SIGNS:
            words = "" if step == "created" else f"  {step}"
            self._labels[resource.urn].append(f"{words}  {seconds:.1f} s", "green")

    def failed(self, resource: Resource, words: str) -> None:
        """Mark it and write what went wrong below it."""
        self._labels[resource.urn].append("  failed", "bold red")
        with self._lock:
            self._nodes[resource.urn].add(Text(words, "red"))

    def deleted(self, resource: Resource) -> None:
        """Say nothing: a tree only grows."""

    def said(self, severity: str, words: str) -> None:
        """Write what the program says above the tree."""
        self._live.console.print(f"{severity}: {words.strip()}", markup=False, highlight=False)
