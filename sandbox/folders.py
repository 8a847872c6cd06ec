"""The folders that the sandbox works in, and leaves clean."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.failure import Failure
from sandbox.interruption import uninterrupted


@contextmanager
def demo_folder(parent: Path) -> Iterator[Path]:
    """Make a folder for one demo below `parent`, and remove it in the end. Raises Failure."""
    made_parent = not parent.exists()
    folder = (parent / f"demo-{os.getpid()}").resolve()
    make(folder)
    try:
        yield folder
    finally:
        with uninterrupted():
            shutil.rmtree(folder, ignore_errors=True)
            if made_parent:
                with contextlib.suppress(OSError):  # someone else uses it by now
                    parent.rmdir()


def make(folder: Path) -> None:
    """Make the folder if it is not there, and see that it can be written to. Raises Failure.

    What it makes is the owner's alone; a folder that somebody named keeps its mode, and each file
    in it that holds a secret has its own.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Failure(
            f"The folder {folder} can't be written to: {error.strerror}. "
            "Name another one with --folder."
        ) from None
