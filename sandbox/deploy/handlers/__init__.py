"""Every type of resource and every provider function that the local cloud knows."""

from __future__ import annotations

from sandbox.deploy.handlers import (
    alarms,
    bucket_settings,
    delivery,
    functions,
    identity,
    invocation,
    logs,
    messages,
    schedules,
    search,
    secrets,
    storage,
    tables,
)
from sandbox.deploy.handlers.invokes import INVOKES
from sandbox.deploy.resource import Handler

HANDLERS: dict[str, Handler] = {
    **alarms.HANDLERS,
    **bucket_settings.HANDLERS,
    **delivery.HANDLERS,
    **functions.HANDLERS,
    **identity.HANDLERS,
    **invocation.HANDLERS,
    **logs.HANDLERS,
    **messages.HANDLERS,
    **schedules.HANDLERS,
    **search.HANDLERS,
    **secrets.HANDLERS,
    **storage.HANDLERS,
    **tables.HANDLERS,
}

__all__ = ["HANDLERS", "INVOKES"]
