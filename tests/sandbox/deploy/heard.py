"""A listener that keeps what failed, and a call that is refused."""

from __future__ import annotations

from typing import Any, NoReturn

from sandbox.deploy.resource import Resource, Step


class Heard:
    """A progress that keeps what failed."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def started(self, resource: Resource) -> None:
        pass

    def finished(self, resource: Resource, step: Step, seconds: float) -> None:
        pass

    def failed(self, resource: Resource, words: str) -> None:
        self.failures.append(words)

    def deleted(self, resource: Resource) -> None:
        pass

    def said(self, severity: str, words: str) -> None:
        pass


class Aborted(Exception):
    pass


class Call:
    def abort(self, code: Any, words: str) -> NoReturn:
        raise Aborted(words)
