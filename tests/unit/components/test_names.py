"""Names of a stack's resources, which must never change: a new name would be a new domain."""

from __future__ import annotations

import pytest

from components.names import domain_name, operations_dashboard_name, stack_slug


@pytest.mark.parametrize(
    ("stack", "domain", "dashboard"),
    [
        # As it is, wherever AWS takes it so.
        ("dev", "tweets-dev", "tweet-sentiment-dev"),
        ("prod-2", "tweets-prod-2", "tweet-sentiment-prod-2"),
        # 21 characters fit beside the prefix, 22 do not.
        ("x" * 21, "tweets-" + "x" * 21, "tweet-sentiment-" + "x" * 21),
        ("x" * 22, "tweets-xxxxxxxxxxxxxx-ec4a4f", "tweet-sentiment-" + "x" * 22),
        # What was respelled ends in a digest of the name (SHA-256, six digits).
        ("Dev", "tweets-dev-9c24f4", "tweet-sentiment-dev-9c24f4"),
        ("my.stack", "tweets-my-stack-a2191d", "tweet-sentiment-my-stack-a2191d"),
        ("dev-", "tweets-dev-af7712", "tweet-sentiment-dev-af7712"),
        ("_x", "tweets-x-a01e47", "tweet-sentiment-x-a01e47"),
        ("-", "tweets-3973e0", "tweet-sentiment-3973e0"),
    ],
)
def test_a_stack_keeps_the_names_of_its_first_deployment(
    stack: str, domain: str, dashboard: str
) -> None:
    assert (domain_name(stack), operations_dashboard_name(stack)) == (domain, dashboard)


def test_a_name_that_was_cut_does_not_end_in_two_hyphens() -> None:
    assert stack_slug("abcdefg-hijklmn", longest=14) == "abcdefg-e990b1"


def test_the_operations_dashboard_takes_sixty_characters_of_a_stack() -> None:
    assert operations_dashboard_name("y" * 60) == "tweet-sentiment-" + "y" * 60
    assert len(operations_dashboard_name("y" * 61)) == len("tweet-sentiment-") + 60
