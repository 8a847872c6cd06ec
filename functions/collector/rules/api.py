"""Rules, their caps and open connections at X, through tweepy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tweepy  # type: ignore[import-untyped]

from collector.rules.change import XRule
from collector.rules.limit import Limit, limit_in
from collector.rules.listing import no_list, page_of, rules_in
from collector.settings import Rule
from collector.x.errors import telling_refusals
from collector.x.fields import whole_number
from collector.x.transport import Transport
from shared.clock import Clock

RULES = "/2/tweets/search/stream/rules"
CONNECTIONS = "/2/connections/filtered_stream"
MOST_PAGES = 100


class XRulesApi:
    """X's rule endpoints; every call may raise an XRefusedError.

    `limit` is what X said last of how many more changes it takes; None when it has not.
    """

    def __init__(self, token: str, transport: Transport) -> None:
        self._client = tweepy.StreamingClient(token, return_type=dict)
        self._transport = transport
        self.clock: Clock = transport.clock
        self.limit: Limit | None = None
        transport.carry(self._client)

    def list_rules(self) -> list[XRule]:
        """Return every rule of the app; refuses an answer that may lack some."""
        rules: list[XRule] = []
        counted = 0
        parameters: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            answer = self._call("GET", RULES, parameters)
            page = page_of(answer)
            rules.extend(page.rules)
            counted = max(counted, page.counted)
            if page.next_token is None:
                break
            parameters = {"pagination_token": page.next_token}
        if len(rules) < counted:
            raise no_list(f"{len(rules)} of {counted} rules.")
        return rules

    def cut(self) -> None:
        """End a call that is under way, from any thread."""
        self._transport.cut()

    def add(self, rules: Sequence[Rule]) -> tuple[list[XRule], list[dict[str, Any]]]:
        """Add rules; X answers 2xx to invalid and double ones too, and tells them in `errors`."""
        with telling_refusals():
            answer = self._client.add_rules(
                [tweepy.StreamRule(value=rule.value, tag=rule.tag) for rule in rules]
            )
            self._note_limit()
            errors = answer.get("errors")
            return rules_in(answer), [error for error in errors or [] if isinstance(error, dict)]

    def delete(self, rule_ids: Sequence[str]) -> None:
        """Remove rules; one that is gone already is no error."""
        with telling_refusals():
            self._client.delete_rules(list(rule_ids))
            self._note_limit()

    def cap(self) -> int | None:
        """Return how many rules the app may have; None when X's answer does not tell.

        A project's cap is shared by its apps: what the others have of it is taken off.
        """
        data = self._call("GET", f"{RULES}/counts").get("data")
        if not isinstance(data, dict):
            return None
        of_app = data.get("client_app_rules_count")
        ours = whole_number(of_app.get("rule_count") if isinstance(of_app, dict) else None)
        project = whole_number(data.get("project_rules_count"))
        others = 0 if ours is None or project is None else max(0, project - ours)
        of_project = whole_number(data.get("cap_per_project"))
        if of_project is not None:
            of_project -= others
        caps = (whole_number(data.get("cap_per_client_app")), of_project)
        return min((cap for cap in caps if cap is not None), default=None)

    def close_connections(self) -> int:
        """Free this app's filtered stream connections, and return how many X closed."""
        data = self._call("DELETE", CONNECTIONS).get("data")
        closed = data.get("successful_kills") if isinstance(data, dict) else None
        return closed if isinstance(closed, int) else 0

    def _note_limit(self) -> None:
        response = self._transport.response
        self.limit = None if response is None else limit_in(response.headers)

    def _call(self, method: str, route: str, parameters: Any = None) -> dict[str, Any]:
        with telling_refusals():
            answer = self._client.request(method, route, params=parameters).json()
            return dict(answer)
