"""Follows pages without posts by their tokens, and not in a circle."""

from __future__ import annotations

from collector.gaps.interruption import NoAnswerError
from collector.gaps.search import Page
from collector.spans import Span

MOST_EMPTY_PAGES = 30
"""X documents no page without posts that has a next one; after so many in a row comes a pause."""


class EmptyPages:
    """A token is used only where no post tells where to go on."""

    def __init__(self) -> None:
        self._of: tuple[Span, str] | None = None
        self._tokens: list[str] = []

    def token(self, left: Span, digest: str) -> str | None:
        """Return what leads on from the empty page that a query had for what is left of a gap."""
        return self._tokens[-1] if self._of == (left, digest) and self._tokens else None

    def needs_pause(self) -> bool:
        """Say whether so many pages in a row were empty that others should be asked for first."""
        return bool(self._tokens) and len(self._tokens) % MOST_EMPTY_PAGES == 0

    def goes_on(self, left: Span, digest: str, page: Page) -> bool:
        """Say whether X has more than this page.

        Raises NoAnswerError when it leads in a circle, or has posts and none that was asked for.
        """
        if page.others and not page.posts:
            raise NoAnswerError(
                f"X answered a search with {page.others} other posts than were asked for."
            )
        if self._of != (left, digest):
            self._of, self._tokens = (left, digest), []
        if page.next_token is None or page.posts:
            self._tokens = []
            return page.next_token is not None
        if page.next_token in self._tokens:
            followed, self._tokens = len(self._tokens), []
            raise NoAnswerError(
                f"X led a search from one empty page to the next, {followed} of them, and back to "
                "one that it had."
            )
        self._tokens.append(page.next_token)
        return True
