"""When each resource is made, what a second run leaves alone, and what the state hides."""

from __future__ import annotations

import pytest

from tests.infra.program import Program
from tests.infra.resources.places import kind
from tests.infra.resources.test_references import FUNCTIONS, STARTED


def test_nothing_is_held_back_when_the_stack_is_destroyed(distinct: Program) -> None:
    assert [made.urn for made in distinct.made if made.held] == []


def test_the_removal_of_the_rules_is_deleted_before_another_replaces_it(distinct: Program) -> None:
    """Deleted after, it would remove the rules that the function of the new one registered."""
    assert distinct.one("lambda/invocation:Invocation", "tweets-rules-removal").is_deleted_first


def test_only_what_a_second_run_would_break_is_ignored(distinct: Program) -> None:
    ignored = {f"{kind(m)} {m.name}": m.ignored_changes for m in distinct.made if m.ignored_changes}
    assert ignored == {
        # Another engine would replace the domain, and its data with it.
        "Domain tweets": ("engineVersion",),
        # Every run generates a password; the first one stays.
        "SecretVersion tweets": ("secretString",),
    }


def test_only_the_token_and_the_password_are_hidden(distinct: Program) -> None:
    hidden = {
        f"{kind(made)} {made.name}" for made in distinct.made if "[secret]" in str(made.visible)
    }
    assert hidden == {"SecretVersion tweets", "SecretVersion tweets-rules", "Domain tweets"}


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        # S3 refuses two changes of a bucket's access rules at the same time.
        (
            "BucketPolicy tweets-failures",
            "BucketPublicAccessBlock tweets-failures",
        ),
        # A function or a schedule without its rights would fail at its first call.
        *((f"Function {name}", f"RolePolicy {name}") for name in FUNCTIONS),
        *((f"Schedule {name}-schedule", f"RolePolicy {name}-schedule") for name in STARTED),
        *((f"Schedule {n}-schedule", f"FunctionEventInvokeConfig {n}-schedule") for n in STARTED),
        # Lambda refuses a destination that the function's role may not send to.
        *(
            (f"FunctionEventInvokeConfig {name}-schedule", f"RolePolicy {name}-schedule-failed")
            for name in STARTED
        ),
        ("FirehoseDeliveryStream tweets-delivery", "RolePolicy tweets-delivery"),
        # A document that arrives before the pipeline would get no id and no week.
        ("FirehoseDeliveryStream tweets-delivery", "Invocation tweets-bootstrap"),
        ("Invocation tweets-bootstrap", "Domain tweets"),
        ("Invocation tweets-bootstrap", "SecretVersion tweets"),
        ("Invocation tweets-bootstrap", "RolePolicy tweets-bootstrap"),
        ("Invocation tweets-rules", "RolePolicy tweets-rules"),
        ("Invocation tweets-rules", "SecretVersion tweets-rules"),
        # What failed at its creation is not told of a destroy: this one is made before, and is.
        ("Invocation tweets-rules", "Invocation tweets-rules-removal"),
        ("Invocation tweets-rules-removal", "RolePolicy tweets-rules"),
        ("Invocation tweets-rules-removal", "SecretVersion tweets-rules"),
        # A quarter of an hour is only spent once X took the rules.
        ("Domain tweets", "Invocation tweets-rules"),
    ],
)
def test_nothing_is_made_before_what_it_needs(distinct: Program, later: str, earlier: str) -> None:
    by_name = {f"{kind(made)} {made.name}": made for made in distinct.made}
    assert distinct.waits_for(by_name[later], by_name[earlier])
