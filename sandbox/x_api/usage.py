"""Which reads X would bill, and its usage endpoint (docs.x.com, "Pricing", "Usage")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sandbox.x_api.answers import Answer, invalid_request

MONTHLY_CAP = 3_000_000
_MOST_DAYS = 90


class Usage:
    """A post is billed once per UTC day, from stream and search together."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._billed: dict[str, set[str]] = defaultdict(set)
        self._reads = 0

    @property
    def reads(self) -> int:
        """How many posts were handed out, each time anew."""
        return self._reads

    @property
    def billed_today(self) -> int:
        """How many reads of this UTC day X would bill."""
        return len(self._billed[self._day().date().isoformat()])

    @property
    def billed(self) -> int:
        """How many reads X would bill."""
        return sum(map(len, self._billed.values()))

    def read(self, post_id: str) -> None:
        """Count one post that was handed out."""
        today = self._day().date().isoformat()
        self._reads += 1
        self._billed[today].add(post_id)

    def answer(self, query: Mapping[str, str], numbers: str) -> Answer:
        """GET /2/usage/tweets; `numbers`: "text" or "integers", X's description has had both."""
        given = query.get("days", "7")
        if not (given.isdecimal() and 1 <= int(given) <= _MOST_DAYS):
            message = f"The `days` query parameter value [{given}] is not between 1 and 90"
            return invalid_request("days", given, message)
        number: type[str] | type[int] = str if numbers == "text" else int
        days = [self._day() - timedelta(days=back) for back in reversed(range(int(given)))]
        usage = [
            {
                "date": day.strftime("%Y-%m-%dT00:00:00.000Z"),
                "usage": number(len(self._billed.get(day.date().isoformat(), ()))),
            }
            for day in days
        ]
        data = {
            "cap_reset_day": 10,
            "project_cap": number(MONTHLY_CAP),
            "project_id": number(1),
            "project_usage": number(self.billed),
            "daily_project_usage": {"project_id": number(1), "usage": usage},
            "daily_client_app_usage": [
                {"client_app_id": number(1), "usage_result_count": len(usage), "usage": usage}
            ],
        }
        return Answer(200, {"data": data})

    def _day(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
