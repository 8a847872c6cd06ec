"""What ends a command of the sandbox with one message instead of a traceback."""

from __future__ import annotations


class Failure(Exception):
    """Something went wrong that the person can read about; ends with exit code 1."""

    exit_code = 1


class Interrupted(Failure):
    """A person ended it and should read how things stand; exit code 130."""

    exit_code = 130


class WrongInput(Failure):
    """What was given cannot be used, found before anything was started; exit code 2."""

    exit_code = 2
