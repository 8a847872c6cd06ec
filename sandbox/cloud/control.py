"""The control server: order faults and look inside, from another process, on loopback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.cloud.context import CloudContext
from sandbox.cloud.faults import FAULTS
from sandbox.cloud.firehose.api import Firehose
from sandbox.cloud.functions.service import LambdaService
from sandbox.cloud.iam.uses import Uses
from sandbox.web import Request, Response, json_response


class CloudControl:
    """Under /_sandbox: GET state, metrics, uses; POST accepted, faults, heal, kill,
    restart-index."""

    def __init__(
        self,
        context: CloudContext,
        functions: LambdaService,
        firehose: Firehose,
        uses: Uses,
        restart_index: Callable[[], None] | None,
    ) -> None:
        self._context = context
        self._restart_index = restart_index
        self._functions = functions
        self._firehose = firehose
        self._uses = uses

    def answer(self, request: Request) -> Response:
        """Answer one request; what is not understood gets a 400 that says what is."""
        route = (request.method, request.path.removeprefix("/_sandbox/"))
        if route == ("GET", "state"):
            return json_response(200, self._state())
        if route == ("GET", "metrics"):
            return json_response(200, {"metrics": self._context.metrics.snapshot()})
        if route == ("GET", "uses"):
            return json_response(200, {"allowed": self._uses.seen()})
        if route == ("POST", "heal"):
            self._context.faults.heal()
            return json_response(200, {"faults": {}})
        if route == ("POST", "restart-index") and self._restart_index is not None:
            self._restart_index()
            return json_response(200, {"restarted": True})
        try:
            if route == ("POST", "accepted"):
                after = int(request.json()["after"])
                return json_response(200, {"ids": self._firehose.accepted_posts.after(after)})
            if route == ("POST", "faults"):
                return self._order(request.json())
            if route == ("POST", "kill"):
                return json_response(
                    200, {"killed": self._functions.kill(request.json()["function"])}
                )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return json_response(400, {"error": str(error), "faults": FAULTS})
        return json_response(404, {"error": f"No {request.method} {request.path} here"})

    def _order(self, order: dict[str, Any]) -> Response:
        rates = order.get("rates")
        if not isinstance(rates, dict) or not all(
            isinstance(r, int | float) for r in rates.values()
        ):
            raise ValueError('Give {"rates": {"fault": probability}, "seed": number}')
        self._context.faults.order(rates, order.get("seed"))
        return json_response(200, {"faults": self._context.faults.rates()})

    def _state(self) -> dict[str, Any]:
        return {
            "counters": self._context.counters.counts(),
            "errors": self._context.counters.errors(),
            "waiting": self._firehose.waiting(),
            "metrics": self._context.metrics.snapshot(),
            "running": self._functions.running(),
            "faults": self._context.faults.rates(),
        }
