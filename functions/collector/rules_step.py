"""A window's rules are put on X; what rules that went from there would have brought is a gap."""

from __future__ import annotations

from collections.abc import Sequence

from collector.gaps.changed_rules.seen_rules import SeenRules
from collector.gaps.coverage import Coverage
from collector.gaps.store import GapStore
from collector.report import WindowReport
from collector.rules.api import XRulesApi
from collector.rules.reconcile import RulesOnX, reconcile
from collector.settings import Rule, named
from collector.spans import LARGEST_ID, Span
from collector.state.table import StateUnavailableError
from collector.stream.endings import WindowEnd
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.refusals import Cure
from shared.clock import Clock
from shared.iso_time import iso_time
from shared.snowflake import first_id_at, time_of_id


class RulesStep:
    """`on_x` is what became of the rules, `owed` a gap that could not be written down yet."""

    def __init__(
        self,
        seen: SeenRules,
        gaps: GapStore,
        coverage: Coverage,
        clock: Clock,
        timing: Timing,
        report: WindowReport,
    ) -> None:
        self._seen = seen
        self._gaps = gaps
        self._coverage = coverage
        self._clock = clock
        self._timing = timing
        self._report = report
        self.on_x = RulesOnX()
        self.owed: list[Span] = []

    def run(self, api: XRulesApi, rules: Sequence[Rule], prefix: str) -> WindowEnd | None:
        """Reconcile; returns why the window must end when only a person can cure what X says."""
        began = self._clock.now()
        missing: list[Rule] = []

        def miss(lacking: Sequence[Rule]) -> None:
            missing.extend(self._seen.of(lacking))
            self._miss(missing)

        try:
            self.on_x = reconcile(api, rules, prefix, all_or_nothing=False, on_lacking=miss)
        except XRefusedError as error:
            if error.refusal.cure is Cure.PERSON:
                return WindowEnd(error.refusal.outcome, error.refusal.words)
            self._report.warnings.append(f"The rules on X were not checked: {error}")
        else:
            self._remember(rules, {*self.on_x.values, *(rule.value for rule in missing)}, began)
        self._report.tell_rules(self.on_x)
        return None

    def missed_from(self) -> int:
        """Return the first id that the gap of a rule which is gone now can hold."""
        if self._seen.since is None:
            return LARGEST_ID
        return first_id_at(self._seen.since - self._clock.real(self._timing.stream_lag))

    def _miss(self, missing: Sequence[Rule]) -> None:
        """Open the gap of rules that X had, up to the checkpoint: from there the next one goes on.

        It is written before they are added: a window that dies then would leave no trace of it.
        """
        if not missing:
            return
        gap = Span(self.missed_from(), self._coverage.checkpoint_id)
        self._report.warnings.append(
            "Rules that X had before were gone and had to be added again: "
            f"{named([rule.tag for rule in missing])}. What was posted since "
            f"{iso_time(time_of_id(gap.first))} is searched for."
        )
        if gap.is_empty:
            return
        try:
            self._gaps.open(gap)
        except StateUnavailableError:
            self.owed.append(gap)

    def _remember(self, rules: Sequence[Rule], values: set[str], at: float) -> None:
        wanted = {rule.value.strip() for rule in rules}
        try:
            self._seen.begin(values & wanted, values - wanted, at)
        except StateUnavailableError as error:
            self._report.warnings.append(f"Which rules X has was not written down: {error}")
