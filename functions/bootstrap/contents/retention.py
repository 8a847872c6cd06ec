"""Step: delete each week's index when it is older than the retention (Index State Management)."""

from __future__ import annotations

from typing import Any

from bootstrap.contents.comparison import holds
from bootstrap.contents.owned import MARK, Owned, find, install
from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import EngineFamily

JsonObject = dict[str, Any]

POLICY = MARK
INDICES = "tweets-*"
BEING_APPLIED = " (being applied to the indices that exist)"


class PolicyNotAppliedError(BootstrapError):
    """An index did not take the policy; the message has the domain's words."""


def set_retention(domain: Domain, engine: EngineFamily, policy: JsonObject, days: int) -> str:
    """Put the policy, and apply it to the indices that were there before it.

    A policy takes new indices by its template; an index that it manages already keeps the version
    it was given, until it is told to change. An index under another's policy stays there.
    """
    sized = with_days(policy, days)
    found, _ = find(domain, _policy(engine, sized))
    changed = found is not None and not holds(found, sized["policy"])
    if changed:
        # A run that ends before the indices know leaves this mark, and the next one tells them.
        marked = _marked(sized)
        install(domain, _policy(engine, marked), sent=marked)
        applied = _apply(domain, engine, changed=True)
    outcome = install(domain, _policy(engine, sized), sent=sized)
    if not changed:
        applied = _apply(domain, engine, changed=False)
    return f"{outcome}, applied to {applied} existing indices" if applied else outcome


def _policy(engine: EngineFamily, sized: JsonObject) -> Owned:
    return Owned(
        f"The retention policy {POLICY!r}",
        f"{engine.retention}/policies/{POLICY}",
        sized["policy"],
        lambda answer: answer.get("policy"),
        lambda answer: f"?if_seq_no={answer['_seq_no']}&if_primary_term={answer['_primary_term']}",
    )


def _marked(sized: JsonObject) -> JsonObject:
    policy = sized["policy"]
    return {"policy": {**policy, "description": policy["description"] + BEING_APPLIED}}


def with_days(policy: JsonObject, days: int) -> JsonObject:
    """Return the policy with `days` of an index's age as the time to delete it."""
    states = [
        {
            **state,
            "transitions": [
                {**transition, "conditions": {"min_index_age": f"{days}d"}}
                for transition in state["transitions"]
            ],
        }
        for state in policy["policy"]["states"]
    ]
    return {"policy": {**policy["policy"], "states": states}}


def _apply(domain: Domain, engine: EngineFamily, changed: bool) -> int:
    answer = domain.ask("GET", f"/{INDICES}/_settings", accepted=(200, 404))
    if answer.status == 404 or not answer.json():
        return 0
    managed_by = _policies(domain, engine)
    unmanaged = sorted(index for index in answer.json() if not managed_by.get(index))
    ours = sorted(index for index, policy in managed_by.items() if policy == POLICY)
    if unmanaged:
        _add(domain, engine, unmanaged)
    if changed and ours:
        _tell(domain, f"{engine.retention}/change_policy/{','.join(ours)}")
    return len(unmanaged) + (len(ours) if changed else 0)


def _policies(domain: Domain, engine: EngineFamily) -> dict[str, str]:
    """Return the policy of each managed index.

    `explain` names it by a setting's full name (`index.plugins...policy_id`; `index.opendistro...`
    in the older engine) from the start, and as `policy_id` once the first run is over.
    """
    explained = domain.ask("GET", f"{engine.retention}/explain/{INDICES}").json()
    return {
        index: value
        for index, entry in explained.items()
        if isinstance(entry, dict)
        for name, value in entry.items()
        if value and (name == "policy_id" or name.endswith(".index_state_management.policy_id"))
    }


def _add(domain: Domain, engine: EngineFamily, indices: list[str]) -> None:
    try:
        _tell(domain, f"{engine.retention}/add/{','.join(indices)}")
    except PolicyNotAppliedError:
        # An index that got the policy a moment ago refuses it: by the policy's own template, or by
        # a first request whose answer got lost.
        managed_by = _policies(domain, engine)
        if any(not managed_by.get(index) for index in indices):
            raise


def _tell(domain: Domain, path: str) -> None:
    answer = domain.ask("POST", path, body={"policy_id": POLICY})
    if answer.json().get("failures"):
        raise PolicyNotAppliedError(
            f"POST {path}: the retention policy could not be applied: {answer.words}"
        )
