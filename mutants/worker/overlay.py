"""A copy of the project in a temporary folder: changes are made there, never in the real files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NOT_COPIED = (".git", ".venv", ".sandbox", "build", "__pycache__", ".*_cache", ".hypothesis")


def copy_project(project: Path, folder: Path) -> None:
    """Copy what the tests need, with the newest archive of each function that is built."""
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for archives in (project / "build" / "functions").glob("*"):
        newest = max(archives.glob("*"), key=lambda path: path.stat().st_mtime, default=None)
        if newest is not None:
            shutil.copytree(newest, folder / newest.relative_to(project), symlinks=True)


class Overlay:
    """Writes changes into such a copy, and takes them back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changes = 0

    def change(self, file: str, content: bytes) -> None:
        """Write other content into a file.

        Each change gets a time of its own: Python takes compiled code for that of a source by its
        time, in whole seconds, and size.
        """
        path = self._folder / file
        modified = int(path.stat().st_mtime)
        path.write_bytes(content)
        self._changes += 1
        os.utime(path, (modified, modified - self._changes))
