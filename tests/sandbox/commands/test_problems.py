"""Errors of the functions are found in their logs, and nothing else is."""

import json

import pytest

from sandbox.watch.problems import error_words, figure_in, is_hopeless, to_tell


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "[ERROR] Runtime.ImportModuleError: Unable to import module 'collector.handler': "
            "No module named 'tweepy'",
            "Runtime.ImportModuleError: Unable to import module 'collector.handler': "
            "No module named 'tweepy'",
        ),
        ("[ERROR] Traceback (most recent call last):\n  File x\nValueError: no", "ValueError: no"),
        (json.dumps({"level": "ERROR", "message": "Refused", "error": "401"}), "Refused; 401"),
        (
            json.dumps({"errorCode": "Lambda.FunctionError", "message": "It failed"}),
            "Lambda.FunctionError: It failed",
        ),
        (json.dumps({"level": "INFO", "message": "Window closed"}), ""),
        ("START RequestId: 1", ""),
        (json.dumps({"_aws": {}, "service": "collector"}), ""),
    ],
)
def test_a_log_line_tells_its_error_or_nothing(line: str, words: str) -> None:
    assert error_words(line) == words


@pytest.mark.parametrize(
    "words",
    [
        "An error occurred (AccessDeniedException) when calling PutRecordBatch: denied",
        "User: x is not authorized to perform: comprehend:BatchDetectSentiment",
        "Runtime.ImportModuleError: No module named 'tweepy'",
    ],
)
def test_what_waiting_does_not_heal_is_known(words: str) -> None:
    assert is_hopeless(words)
    assert not is_hopeless("Task timed out after 60.00 seconds")


def test_each_problem_is_told_once() -> None:
    assert to_tell(["a", "b", "a", "c"], ["b"]) == ["a", "c"]


def test_an_older_version_that_was_refused_is_no_problem() -> None:
    conflict = '{"type": "version_conflict_engine_exception"}'
    line = json.dumps({"errorCode": "OS.409", "message": conflict})
    in_the_log = f"/aws/kinesisfirehose/tweets: {error_words(line)}"
    others = [f"OS.400: {conflict}", "OS.4090: no such code"]
    assert to_tell([in_the_log, f"OS.409: {conflict}", *others], []) == others


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ('{"_aws": {}, "FoundUndecided": 3, "GapsOpen": 1}', 3.0),
        ('{"_aws": {}, "GapsOpen": 1}', 0.0),
        ('{"FoundUndecided": "many"}', 0.0),
        ("[3]", 0.0),
        ("START RequestId: FoundUndecided 3", 0.0),
    ],
)
def test_a_figure_is_read_from_the_line_that_tells_it(line: str, figure: float) -> None:
    assert figure_in(line, "FoundUndecided") == figure
