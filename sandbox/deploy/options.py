"""Options of a resource that this engine would not honour, and so refuses."""

from __future__ import annotations

from typing import Any

_REFUSED = {
    "protect": "protect",
    "replaceOnChanges": "replace_on_changes",
    "retainOnDelete": "retain_on_delete",
    "importId": "import_",
    "deletedWith": "deleted_with",
    "replace_with": "replace_with",
}
"""The field of the request, and the option as the program writes it."""


def refuse_unknown_options(request: Any) -> None:
    """Raise NotImplementedError for an option whose promise would be broken here."""
    given = [option for name, option in _REFUSED.items() if getattr(request, name)]
    if given:
        raise NotImplementedError(f"the local cloud does not honour {', '.join(given)}")
