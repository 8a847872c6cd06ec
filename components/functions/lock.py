"""Renews `functions/*/requirements.txt` from `requirements.in`: `make lock`.

pip resolves what each function needs for the Lambda runtime and reports the versions with their
hashes; nothing is installed. Only pure Python wheels are considered, as in the archives.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from components.functions.function_archive import PROJECT, PURE_PYTHON_FOR_LAMBDA

HEADING = (
    "# Made from requirements.in by `make lock`: pure Python wheels, as the archive needs them.\n"
)


def lock_text(report: dict[str, Any]) -> str:
    """Turn pip's installation report (its page "Installation Report") into a list with hashes."""
    entries = []
    for item in report["install"]:
        name = item["metadata"]["name"].lower().replace("_", "-")
        digest = item["download_info"]["archive_info"]["hashes"]["sha256"]
        entries.append(f"{name}=={item['metadata']['version']} \\\n    --hash=sha256:{digest}\n")
    return HEADING + "".join(sorted(entries))


def resolve(wanted: Path) -> dict[str, Any]:
    """Ask pip which versions satisfy the list; raises CalledProcessError once pip said why not."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--dry-run", "--ignore-installed", "--report=-", "--target=unused"]
    command += [*PURE_PYTHON_FOR_LAMBDA, f"--requirement={wanted}"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603
    report: dict[str, Any] = json.loads(answer.stdout)
    return report


def main() -> int:
    """Lock every function; returns the exit code."""
    for wanted in sorted(PROJECT.glob("functions/*/requirements.in")):
        lock = wanted.with_suffix(".txt")
        try:
            lock.write_text(lock_text(resolve(wanted)))
        except subprocess.CalledProcessError:
            print(
                f"{wanted.relative_to(PROJECT)} was not locked: see pip's words above.",
                file=sys.stderr,
            )
            return 1
        print(f"Locked {lock.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
