"""`python -m sandbox demo | up | down | status | storm`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from rich.console import Console

from sandbox.command_line import Options, read_options
from sandbox.failure import Failure
from sandbox.interruption import ENDING, interrupt

INTERRUPTED = 130
ENDING_NOW = "Ending: what was started is being torn down ..."
TORN_DOWN = "Interrupted; everything that was started has been torn down."
AFTER_INTERRUPTION = {
    "demo": TORN_DOWN,
    "up": TORN_DOWN,
    "storm": TORN_DOWN,
    "down": "Interrupted; `.venv/bin/python -m sandbox down` goes on where this ended.",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 2 for wrong input, 1 for a failure, 130 for Ctrl-C."""
    options = read_options(words)
    console = PipeConsole()
    tells_end = AFTER_INTERRUPTION.get(options.command) == TORN_DOWN
    # Ended from the outside is the same as Ctrl-C: everything is torn down first.
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt_telling if tells_end else interrupt)
    try:
        return _run(options, console)
    except Failure as failure:
        print(f"{failure}", file=sys.stderr)
        return failure.exit_code
    except KeyboardInterrupt:
        print(AFTER_INTERRUPTION.get(options.command, "Interrupted."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has gone; everything is torn down by now
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Failure.exit_code


class PipeConsole(Console):
    """A console that says when nobody reads its output any more, in whichever thread that is."""

    def on_broken_pipe(self) -> None:
        """Raise instead of ending the thread."""
        raise BrokenPipeError


def _run(options: Options, console: Console) -> int:
    # Each command loads only what it needs: `status` answers at once.
    match options.command:
        case "demo":
            from sandbox.commands.demo import run_demo

            return run_demo(options, console)
        case "up":
            from sandbox.commands.lasting import run_up

            return run_up(options, console)
        case "storm":
            from sandbox.commands.storm import run_storm

            return run_storm(options, console)
        case "down":
            from sandbox.commands.lasting import run_down

            return run_down(options, console)
        case _:
            from sandbox.commands.lasting import run_status

            return run_status(options, console)


def _interrupt_telling(_number: int, _frame: FrameType | None) -> NoReturn:
    """Say at once that it ends: tearing down takes up to a quarter of a minute."""
    with contextlib.suppress(OSError):  # nobody may read it any more
        os.write(sys.stderr.fileno(), f"{ENDING_NOW}\n".encode())  # print may be under way
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
