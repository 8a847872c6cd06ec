"""What a deployment tells whoever watches it."""

from __future__ import annotations

from typing import Protocol

from sandbox.deploy.resource import Resource, Step


class Progress(Protocol):
    """A listener. Its methods are called from several threads at once."""

    def started(self, resource: Resource) -> None:
        """A resource is being created or compared, or a component's children will follow."""

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        """It is there as the program wants it."""

    def failed(self, resource: Resource, words: str) -> None:
        """It could not be created, changed or deleted."""

    def deleted(self, resource: Resource) -> None:
        """It is gone."""

    def said(self, severity: str, words: str) -> None:
        """The program logged something: severity is info, warning or error."""
