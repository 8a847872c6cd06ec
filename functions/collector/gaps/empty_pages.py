"""Follows pages without posts by their tokens, and not for ever."""

from __future__ import annotations

from collector.gaps.search import Page
from collector.spans import Span

MOST_EMPTY_PAGES = 30
"""X documents no page without posts that has a next one; so many in a row are followed."""


class EmptyPages:
    """A token is used only where no post tells where to go on; `warnings` tell of odd ones."""

    def __init__(self) -> None:
        self._of: tuple[Span, str] | None = None
        self._tokens: list[str] = []
        self.warnings: list[str] = []

    def token(self, left: Span, digest: str) -> str | None:
        """Return what leads on from the empty page that a query had for what is left of a gap."""
        return self._tokens[-1] if self._of == (left, digest) and self._tokens else None

    def goes_on(self, left: Span, digest: str, page: Page) -> bool:
        """Say whether X has more than this page."""
        if self._of != (left, digest):
            self._of, self._tokens = (left, digest), []
        if page.next_token is None or page.posts:
            return page.next_token is not None
        if page.next_token in self._tokens or len(self._tokens) == MOST_EMPTY_PAGES:
            self.warnings.append(
                f"X led a search from one empty page to the next, {len(self._tokens) + 1} of them, "
                "and was followed no further."
            )
            return False
        self._tokens.append(page.next_token)
        return True
