"""Benchmarks: each figure is measured beside a floor or the tutorial's way, in the same run."""

import sys
from pathlib import Path

# Functions are imported by the names that they have inside their archives.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "functions"))
