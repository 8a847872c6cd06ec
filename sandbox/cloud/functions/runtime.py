"""Makes the bare Python that functions run on: a virtual environment that holds boto3 alone."""

from __future__ import annotations

import fcntl
import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class RuntimeNotMadeError(Exception):
    """The environment could not be made; says why and what to do."""


def make_runtime(folder: Path, interpreter: Path, boto3_version: str) -> None:
    """Make the environment in a folder that is not there; raises RuntimeNotMadeError.

    The interpreter is a link and pip is not used from inside, so the environment can be moved.
    """
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    pip = [sys.executable, "-m", "pip", "--python", str(interpreter), "install"]
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input"]
    _run([*pip, *quietly, f"boto3=={boto3_version}"])


def function_python(
    build_folder: Path, make: Callable[[Path, Path, str], None] = make_runtime
) -> Path:
    """Return the interpreter of the environment, making it first if it is not there.

    Lambda's runtime has boto3 and nothing else of PyPI, so a dependency that is missing from an
    archive fails here as it does there. It is made once for each version of Python and boto3, with
    one line of progress on stderr, also when several clouds start at once; raises
    RuntimeNotMadeError.
    """
    boto3_version = importlib.metadata.version("boto3")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = build_folder / f"lambda-runtime-python{python}-boto3-{boto3_version}"
    interpreter = Path("bin/python")
    with _alone(folder):
        # The interpreter is a link: it dangles when the Python that it was made with is gone.
        if not (folder / ".ready").exists() or not (folder / interpreter).exists():
            print(
                f"Making the functions' runtime in {folder} (once, some seconds) ...",
                file=sys.stderr,
                flush=True,
            )
            # Beside and moved into place, so that a run that is interrupted leaves nothing half
            # made.
            new = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(new, ignore_errors=True)
            try:
                make(new, new / interpreter, boto3_version)
                (new / ".ready").touch()
                shutil.rmtree(folder, ignore_errors=True)
                new.rename(folder)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    return (folder / interpreter).absolute()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process makes this folder, and keep others waiting meanwhile."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise RuntimeNotMadeError(
            f"Could not make the functions' runtime: {' '.join(command[1:4])} ended with "
            f"{done.returncode}: {' '.join(last)}. Is PyPI within reach?"
        )
