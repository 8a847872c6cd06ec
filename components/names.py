"""Names that AWS limits and Pulumi can't make up: they are needed before the resource exists."""

from __future__ import annotations

import hashlib
import re

LONGEST_DOMAIN_NAME = 28
"""Amazon OpenSearch Service: 3 to 28 characters, a-z, 0-9 and hyphen, a letter first."""


def stack_slug(stack: str, *, longest: int) -> str:
    """Spell a stack's name with a-z, 0-9 and hyphens in at most so many characters.

    A name that had to be changed ends in a digest, so that two stacks never share a slug.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", stack.lower()).strip("-")
    if slug == stack and len(slug) <= longest:
        return slug
    digest = hashlib.sha256(stack.encode()).hexdigest()[:6]
    return f"{slug[: longest - 7].rstrip('-')}-{digest}".lstrip("-")


def domain_name(stack: str) -> str:
    """Return the name of the stack's search domain."""
    prefix = "tweets-"
    return prefix + stack_slug(stack, longest=LONGEST_DOMAIN_NAME - len(prefix))


def health_alarm_name(stack: str) -> str:
    """Return the name of the stack's composite alarm; Pulumi makes none up for this kind."""
    return f"tweet-sentiment-{stack_slug(stack, longest=60)}-not-well"


def operations_dashboard_name(stack: str) -> str:
    """Return the name of the stack's CloudWatch dashboard (a-z, 0-9 and hyphen)."""
    return f"tweet-sentiment-{stack_slug(stack, longest=60)}"
