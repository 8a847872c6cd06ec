"""What the tests of outages recorded becomes figures, also of one that failed."""

from __future__ import annotations

from bench.outages import counts_in, figures_of

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="0" failures="1" tests="3">
  <testcase classname="tests.infra.outages.test_outages" name="an_outage[X-3]">
    <properties>
      <property name="part" value="X"/><property name="hours" value="4"/>
      <property name="posts" value="47"/><property name="shown" value="11"/>
      <property name="lost" value="2"/><property name="dead" value="0"/>
      <property name="minutes" value="35"/>
    </properties>
    <failure message="assert not {...}">...</failure>
  </testcase>
  <testcase name="an_outage[Firehose-3]"><failure message="it counted nothing"/></testcase>
</testsuite></testsuites>"""


def test_what_was_lost_and_given_up_is_held_against_nothing() -> None:
    (outage,) = counts_in(REPORT)
    figures = list(figures_of(outage))
    assert [(each.name, each.value, each.unit, each.met) for each in figures] == [
        ("X, 4 h: lost", 2.0, "posts", False),
        ("X, 4 h: given up", 0.0, "objects", True),
        ("X, 4 h: caught up after", 35.0, "min", None),
    ]
    assert [each.beside for each in figures] == [
        "47 published",
        "47 published",
        "11 shown before",
    ]
