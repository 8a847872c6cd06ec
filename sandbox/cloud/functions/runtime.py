"""Makes the bare Python that functions run on: a virtual environment that holds boto3 alone."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path


class RuntimeNotMadeError(Exception):
    """The environment could not be made; says why and what to do."""


def function_python(build_folder: Path) -> Path:
    """Return the interpreter of the environment, making it first if it is not there.

    Lambda's runtime has boto3 and nothing else of PyPI, so a dependency that is missing from an
    archive fails here as it does there. It is made once for each version of Python and boto3, with
    one line of progress on stderr; raises RuntimeNotMadeError.
    """
    boto3_version = importlib.metadata.version("boto3")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = build_folder / f"lambda-runtime-python{python}-boto3-{boto3_version}"
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # The interpreter is a link: it dangles when the Python that it was made with is gone.
    if not (folder / ".ready").exists() or not interpreter.exists():
        print(
            f"Making the functions' runtime in {folder} (once, some seconds) ...",
            file=sys.stderr,
            flush=True,
        )
        _make(folder, interpreter, boto3_version)
    return interpreter.absolute()


def _make(folder: Path, interpreter: Path, boto3_version: str) -> None:
    # Made beside and moved into place, so that a run that is interrupted leaves nothing half made.
    # The interpreter is a link and pip is not used from inside, so the environment can be moved.
    new = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    try:
        _run([sys.executable, "-m", "venv", "--without-pip", str(new)])
        _run(
            [
                *(
                    sys.executable,
                    "-m",
                    "pip",
                    "--python",
                    str(new / interpreter.relative_to(folder)),
                ),
                *("install", "--quiet", "--disable-pip-version-check", "--no-input"),
                f"boto3=={boto3_version}",
            ]
        )
        (new / ".ready").touch()
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise RuntimeNotMadeError(
            f"Could not make the functions' runtime: {' '.join(command[1:4])} ended with "
            f"{done.returncode}: {' '.join(last)}. Is PyPI within reach?"
        )
