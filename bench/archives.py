"""Size and cold import of the functions' archives, as the Pulumi program built them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.figure import Benchmark, Figure, Options, SkippedError
from bench.measure import interleaved

_BUILT = Path(__file__).resolve().parent.parent / "build" / "functions"
_RUNTIME = "import boto3, botocore.session; boto3.client('comprehend')"
_TIMED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"
_ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "PATH": os.defpath,
    # Lambda finds the archive without compiled code and cannot keep any.
    "PYTHONDONTWRITEBYTECODE": "1",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
    "STACK": "bench",
}


def archive_benchmark(
    name: str, environment: dict[str, str], *, mb_at_most: float, seconds_at_most: float
) -> Benchmark:
    """Return a benchmark of the archive of `functions/<name>`; its handler needs `environment`."""

    def measure(options: Options) -> Iterator[Figure]:
        folder = _newest(name)
        size = len(zipped(folder)) / 1e6
        yield Figure("archive, zipped", size, "MB", f"{name}", at_most=mb_at_most)
        variables = _ENVIRONMENT | environment | {"PYTHONPATH": str(folder)}
        cold, runtime = interleaved(
            options.rounds,
            _timer(f"import {name}.handler", variables),
            _timer(_RUNTIME, variables),
        )
        yield Figure(
            "cold import",
            median(cold),
            "s",
            f"importing boto3 and making one client alone: {median(runtime):.2f} s",
            at_most=seconds_at_most,
        )

    return measure


def _newest(name: str) -> Path:
    folders = [path for path in (_BUILT / name).glob("*") if path.name[0] != "."]
    if not folders:
        raise SkippedError(
            f"The archive of {name} is not built yet: `make demo` or `pulumi up` builds it."
        )
    return max(folders, key=lambda path: path.stat().st_mtime)


def zipped(folder: Path) -> bytes:
    """Return an archive's folder as the zip that Lambda is given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder))
    return buffer.getvalue()


def _timer(statement: str, variables: dict[str, str]) -> Callable[[], float]:
    command = [sys.executable, "-c", _TIMED.format(statement)]

    def seconds() -> float:
        run = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        if run.returncode:
            reason = run.stderr.strip().splitlines()[-1]
            raise SkippedError(f"`{statement}` failed in a bare process: {reason}")
        return float(run.stdout)

    return seconds
