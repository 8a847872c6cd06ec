"""Tells apart what failed because the index has a newer version of the post."""

from __future__ import annotations

import re

from redrive.causes import kind_of_error
from redrive.objects import Failure

_CONFLICT = "version_conflict_engine_exception"
# The status of the document in the answer to a `_bulk`, bare or within a name of Firehose's.
_CODE_OF_A_CONFLICT = re.compile(r"(?<!\d)409(?!\d)|version_?conflict", re.IGNORECASE)


def is_superseded(failure: Failure) -> bool:
    """Whether the document was refused in favour of a newer version of its post.

    The ingest pipeline gives each document its post's revision as an external version, so that a
    conflict always means that ("Index API: version types").
    """
    if failure.stage != "index":
        return False
    is_told = _CODE_OF_A_CONFLICT.search(failure.error_code)
    return bool(is_told) or kind_of_error(failure) == _CONFLICT
