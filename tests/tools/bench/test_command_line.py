"""The command `python -m bench`: its table, its JSON line and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from bench.__main__ import main
from bench.figure import Figure, Options, SkippedError
from bench.registry import BENCHMARKS

Run = Callable[..., int]


def within(options: Options) -> Iterator[Figure]:
    yield Figure("dark", 2.0, "s", f"{options.rounds} rounds", at_most=3.0)
    yield Figure("rate", 1234.5, "posts/s", "no target")


def beyond(_: Options) -> Iterator[Figure]:
    yield Figure("dark", 4.0, "s", "", at_most=3.0)
    yield Figure("share", 1.0, "", "", at_least=0.99)


def impossible(_: Options) -> Iterator[Figure]:
    raise SkippedError("There is nothing to measure.")
    yield


def broken(_: Options) -> Iterator[Figure]:
    raise AssertionError("3 of 5 posts were acknowledged")
    yield


def interrupted(_: Options) -> Iterator[Figure]:
    raise KeyboardInterrupt
    yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    made_up = {
        "within": within,
        "beyond": beyond,
        "impossible": impossible,
        "broken": broken,
        "interrupted": interrupted,
    }
    for name in list(BENCHMARKS):
        monkeypatch.delitem(BENCHMARKS, name)
    for name, benchmark in made_up.items():
        monkeypatch.setitem(BENCHMARKS, name, benchmark)

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["bench", *words])
        return main()

    return run


def test_targets_that_are_met_end_with_0(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("within", "--rounds", "7") == 0
    met, without_target = capsys.readouterr().out.splitlines()
    assert " ".join(met.split()) == "within dark 2.000 s <= 3 met 7 rounds"
    assert " ".join(without_target.split()) == "within rate 1,234 posts/s no target"


def test_one_missed_target_ends_with_1_even_when_a_later_one_is_met(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("beyond", "within") == 1
    assert capsys.readouterr().out.count("MISSED") == 1


def test_json_is_one_line_with_every_figure(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json", "within", "beyond", "impossible") == 1
    (line,) = capsys.readouterr().out.splitlines()
    rows = json.loads(line)
    assert [row["benchmark"] for row in rows] == ["within"] * 2 + ["beyond"] * 2 + ["impossible"]
    assert [row.get("met") for row in rows] == [True, None, False, True, None]
    assert rows[-1]["skipped"] == "There is nothing to measure."


def test_what_can_not_be_measured_here_says_why_and_is_no_failure(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("impossible") == 0
    assert "not measured: There is nothing to measure." in capsys.readouterr().out


def test_a_benchmark_that_goes_wrong_is_told_and_the_next_ones_run(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("broken", "within") == 1
    output = capsys.readouterr().out
    assert "FAILED: 3 of 5 posts were acknowledged" in output
    assert "met" in output


def test_without_names_all_are_measured_until_ctrl_c(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 130
    streams = capsys.readouterr()
    assert [line.split()[0] for line in streams.out.splitlines()] == [
        *("within", "within", "beyond", "beyond", "impossible", "broken")
    ]
    assert streams.err == "Stopped by Ctrl-C.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["speed"], "no benchmark speed; there are: within, beyond, impossible, "),
        (["--rounds", "0"], "--rounds must be 1 or more, but is 0"),
        (["--posts", "nowhere.jsonl"], "but nowhere.jsonl is none"),
    ],
)
def test_bad_words_are_told_and_end_with_2(
    run: Run, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
