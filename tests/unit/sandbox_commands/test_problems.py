"""Errors of the functions are found in their logs, and nothing else is."""

import json

import pytest

from sandbox.watch.problems import error_words, is_hopeless


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
