"""What is typed wrong is told in one message, with exit code 2 and without a traceback."""

import pytest

from sandbox.__main__ import main
from sandbox.command_line import read_options


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "COMMAND"),
        (["dance"], "invalid choice: 'dance'"),
        (["demo", "--windows", "0"], "'0' is not a whole number between 1 and 1000"),
        (["demo", "--windows", "two"], "'two' is not a whole number"),
        (["demo", "--window-seconds", "1"], "'1' is not a number between 5 and 60"),
        (["demo", "--window-seconds", "nan"], "'nan' is not a number between 5 and 60"),
        (["demo", "--rate", "0"], "'0' is not a number between 0.1 and 250"),
        (["demo", "--rate", "1000"], "'1000' is not a number"),
        (["demo", "--posts", "nothing.jsonl"], "there is no file 'nothing.jsonl'"),
        (["demo", "--track", " "], "it is empty"),
        (["demo", "--port", "70000"], "'70000' is not a port"),
        (["demo", "--elasticsearch", "localhost:9200"], "is not like http://127.0.0.1:9200"),
        (["demo", "--engine-version", "8.1"], "neither Elasticsearch_7.10 nor like OpenSearch_"),
        (["up", "--config", "retentionDays"], "'retentionDays' is not like retentionDays=7"),
        (["storm", "--seed", "-1"], "'-1' is not a whole number between 0 and"),
        (["storm", "--seeds", "0"], "'0' is not a whole number between 1 and 1000"),
        (["storm", "--posts", "file.jsonl"], "'file.jsonl' is not a whole number"),
        (["status", "--windows", "3"], "unrecognized arguments: --windows 3"),
    ],
)
def test_a_mistake_is_told_in_one_message(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told


def test_time_is_scaled_so_that_a_window_is_one_minute_of_aws() -> None:
    assert read_options(["demo", "--window-seconds", "12"]).time_scale == pytest.approx(0.2)
    assert read_options(["status"]).time_scale == pytest.approx(0.2)


@pytest.mark.parametrize("track", ["-car,wind", "-car wind", "$TSLA, `x`", "\N{EN DASH}car wind"])
def test_keywords_may_begin_with_any_character(track: str) -> None:
    assert read_options(["demo", "--track", track, "--json"]).track == track


def test_an_option_is_not_taken_for_keywords(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["demo", "--track", "--json"])
    assert "--track: expected one argument" in capsys.readouterr().err
