"""Step: wait until the domain answers, which it does some time after AWS calls it active."""

from __future__ import annotations

from bootstrap.domain import PASSING, Domain

# Its name may not resolve yet, its certificate may be another's, and its security plugin may not
# know the master user yet: all of that passes within minutes.
PASSING_AT_FIRST = PASSING | {401, 403, 404}
PATIENCE_SECONDS = 480.0


def wait_until_ready(domain: Domain) -> str:
    """Return which engine answers; wait for it as long as the function's time allows."""
    answer = domain.ask(
        "GET", "/", passing=PASSING_AT_FIRST, patience_seconds=PATIENCE_SECONDS
    ).json()
    version = answer.get("version", {})
    return f"{version.get('distribution', 'elasticsearch')} {version.get('number', '(unknown)')}"
