"""Loads a function's module as Lambda does at a cold start."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


def loaded_anew(name: str) -> ModuleType:
    """Import a module once more, whoever imported it before: it would keep their clock and clients.

    What is set for it, in the environment among others, is to be set before.
    """
    sys.modules.pop(name, None)
    return importlib.import_module(name)
