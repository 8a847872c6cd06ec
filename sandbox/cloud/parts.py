"""The parts of the sandbox that live beside the cloud and are started with it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sandbox.cloud.settings import CloudSettings
from sandbox.page import Page
from sandbox.web import naming_the_port
from sandbox.x_api import XApi

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"


class Part(Protocol):
    """Something that serves on loopback."""

    @property
    def url(self) -> str:
        """Where it answers."""

    def start(self) -> object:
        """Begin to serve."""

    def stop(self) -> None:
        """End."""


def x_api(settings: CloudSettings) -> Part:
    """Return the X API stand-in, not yet started."""
    made: Part = XApi(
        settings.secrets.x_token,
        control_token=settings.secrets.control_token,
        port=settings.x_port,
        time_scale=settings.time_scale,
    )
    return made


def page(settings: CloudSettings, index_url: str) -> Part:
    """Return the dashboard page, not yet started."""
    with naming_the_port(settings.page_port):
        made: Part = Page(index_url, DASHBOARDS, port=settings.page_port)
    return made
