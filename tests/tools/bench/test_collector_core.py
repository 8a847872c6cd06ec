from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from components.functions.function_archive import PROJECT


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has /proc")
def test_the_memory_of_whoever_starts_a_measurement_does_not_count() -> None:
    ballast = bytearray(b"x") * (200 * 1024 * 1024)
    measure = "from bench.memory import peak_mib; print(peak_mib())"
    run = subprocess.run(
        [sys.executable, "-c", measure], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert 10 < float(run.stdout) < 150, len(ballast)
