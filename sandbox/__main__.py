"""`python -m sandbox demo | up | down | status | storm`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rich.console import Console

from sandbox.command_line import Options, read_options
from sandbox.failure import Failure, Interrupted
from sandbox.interruption import handle_endings, torn_down_when_interrupted


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 2 for wrong input, 1 for a failure, 130 for Ctrl-C."""
    options = read_options(words)
    console = PipeConsole()
    handle_endings()
    try:
        return _run(options, console)
    except Failure as failure:
        print(f"{failure}", file=sys.stderr)
        return failure.exit_code
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return Interrupted.exit_code
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

            with torn_down_when_interrupted():
                return run_demo(options, console)
        case "up":
            from sandbox.commands.lasting import run_up

            return run_up(options, console)
        case "storm":
            from sandbox.commands.storm import run_storm

            with torn_down_when_interrupted():
                return run_storm(options, console)
        case "down":
            from sandbox.commands.lasting import run_down

            return run_down(options, console)
        case _:
            from sandbox.commands.lasting import run_status

            return run_status(options, console)


if __name__ == "__main__":
    sys.exit(main())
