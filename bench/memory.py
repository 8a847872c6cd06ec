"""What memory a process needed."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_mib() -> float:
    """Return the most memory that this process held.

    `getrusage` also counts what its parent held when it started this one; Linux's VmHWM does not.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (kib,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kib) / 1024
