"""Runs a program and ends it when standard input closes: `python minder.py PROGRAM [ARGUMENT ...]`.

A process that is killed cannot end its children; this one notices that its parent is gone.
"""

import subprocess
import sys
import threading


def main() -> int:
    """Run the program; return its exit code."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)

    def end_with_parent() -> None:
        sys.stdin.read()
        child.terminate()

    threading.Thread(target=end_with_parent, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
