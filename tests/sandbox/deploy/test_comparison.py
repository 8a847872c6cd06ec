"""New inputs leave a resource, change it, or make it another one, as the provider says."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.deploy import wire
from sandbox.deploy.steps.comparison import UnknownType, difference, with_ignored

DOMAIN = "aws:opensearch/domain:Domain"
INVOCATION = "aws:lambda/invocation:Invocation"
SECRET = "aws:secretsmanager/secretVersion:SecretVersion"
ENCRYPTED = {"domainName": "tweets", "encryptAtRest": {"enabled": True}}


def test_the_same_inputs_are_no_difference() -> None:
    found = difference(DOMAIN, ENCRYPTED, {**ENCRYPTED})
    assert not found.changed
    assert not found.replacing


def test_a_value_that_has_become_secret_is_the_same_value() -> None:
    found = difference(SECRET, {"secretString": "a"}, {"secretString": wire.secret("a")})
    assert not found.changed


@pytest.mark.parametrize(
    ("type_", "old", "new", "changed", "replacing"),
    [
        (DOMAIN, {}, {"clusterConfig": {"instanceCount": 3}}, {"clusterConfig"}, ()),
        (DOMAIN, {}, {"domainName": "t"}, {"domainName"}, ("domainName",)),
        (DOMAIN, {"ebsOptions": {"volumeSize": 1}}, {}, {"ebsOptions"}, ()),
        (
            DOMAIN,
            ENCRYPTED,
            {**ENCRYPTED, "encryptAtRest": {"enabled": False}},
            {"encryptAtRest"},
            ("encryptAtRest.enabled",),
        ),
        (DOMAIN, {"domainName": "tweets"}, ENCRYPTED, {"encryptAtRest"}, ()),
        (SECRET, {"secretString": "a"}, {"secretString": "b"}, {"secretString"}, ("secretString",)),
        (INVOCATION, {"input": "1"}, {"input": "2"}, {"input"}, ("input",)),
        (
            INVOCATION,
            {"input": "1", "lifecycleScope": "CRUD"},
            {"input": "2", "lifecycleScope": "CRUD"},
            {"input"},
            (),
        ),
    ],
)
def test_what_changed_and_what_of_it_replaces(
    type_: str, old: Any, new: Any, changed: set[str], replacing: tuple[str, ...]
) -> None:
    found = difference(type_, old, new)
    assert set(found.changed) == changed
    assert found.replacing == replacing


def test_a_type_without_a_row_in_the_table_is_refused_when_it_changes() -> None:
    assert not difference("a:b/c:C", {"x": 1}, {"x": 1}).changed
    with pytest.raises(UnknownType, match="no a:b/c:C"):
        difference("a:b/c:C", {"x": 1}, {"x": 2})


def test_an_ignored_change_keeps_the_old_value_or_its_absence() -> None:
    assert with_ignored({"a": 1}, {"a": 2, "b": 3}, ["a", "b"]) == {"a": 1}
    with pytest.raises(NotImplementedError, match=r"not a\.b"):
        with_ignored({}, {}, ["a.b"])
