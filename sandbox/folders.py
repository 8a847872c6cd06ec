"""The folders that the sandbox works in, and leaves clean."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
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


@contextmanager
def worked_on_alone(folder: Path) -> Iterator[None]:
    """Let no other command work on a folder meanwhile; raises Failure when one does.

    The lock is a file beside all others that are for a while, as the folder may come and go; it
    ends with the process, however that ends.
    """
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]
    path = Path(tempfile.gettempdir()) / f"tweet-sentiment-{os.getuid()}-{name}.lock"
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        if not _locked(descriptor, path):
            raise Failure(
                f"Another command is working on {folder}. Wait until it has ended, or name another "
                "folder with --folder."
            )
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, path: Path) -> bool:
    """Lock the file, and see that it is not one that its owner took away meanwhile."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False
