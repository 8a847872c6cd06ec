"""What runs inside a function's own process: Lambda's Python runtime in short.

It is run by the bare interpreter (standard library only). One JSON object a line comes in on
standard input, one goes out on the first standard output; whatever the function prints or logs
goes to standard error. Each invocation's log ends with a line that holds its request id.
"""

import contextlib
import importlib
import io
import json
import logging
import os
import queue
import sys
import threading
import time
import traceback
from typing import Any, TextIO

END_OF_LOG = "\x00end of log "


class Context:
    """Lambda's context object ("Using the Lambda context object to retrieve information")."""

    def __init__(self, start: dict[str, Any], invocation: dict[str, Any]) -> None:
        self.function_name = start["function_name"]
        self.function_version = start["version"]
        self.memory_limit_in_mb = str(start["memory"])
        self.log_group_name = start["log_group"]
        self.log_stream_name = start["log_stream"]
        self.invoked_function_arn = invocation["arn"]
        self.aws_request_id = invocation["request_id"]
        self.identity = None
        self.client_context = None
        self._deadline = invocation["deadline"]

    def get_remaining_time_in_millis(self) -> int:
        """Return the real milliseconds until the function is ended."""
        return max(0, int((self._deadline - time.time()) * 1000))


class LambdaLogHandler(logging.Handler):
    """Lambda puts a handler on the root logger, with the request's id in each line."""

    request_id = ""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        stamp += f".{int(record.msecs):03d}Z"
        message = self.format(record)
        if self._as_json:
            line = json.dumps(
                {
                    "timestamp": stamp,
                    "level": record.levelname,
                    "message": message,
                    "logger": record.name,
                    "requestId": self.request_id,
                }
            )
        else:
            line = f"[{record.levelname}]\t{stamp}\t{self.request_id}\t{message}"
        print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Load the handler, then answer invocations until standard input closes."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what is printed is log, even from below Python
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(line_buffering=True)  # a run that is killed has told what it printed
    lines = read_lines()
    start = json.loads(lines.get())
    handler_log = set_up_logging(start)
    sys.path.insert(0, start["task_root"])
    try:
        module_name, _, function_name = start["handler"].rpartition(".")
        handler = getattr(importlib.import_module(module_name.replace("/", ".")), function_name)
    except BaseException as error:
        answer(answers, {"failed": describe(error, start["handler"])})
        return
    answer(answers, {"ready": True})
    while True:
        invocation = json.loads(lines.get())
        handler_log.request_id = invocation["request_id"]
        os.environ["_X_AMZN_TRACE_ID"] = "Root=" + invocation["request_id"]
        try:
            result = handler(invocation["event"], Context(start, invocation))
            message: dict[str, Any] = {"result": encode(result)}
        except Exception as error:
            print(f"[ERROR] {traceback.format_exc()}", file=sys.stderr)
            message = {"failed": describe(error)}
        sys.stdout.flush()
        print(END_OF_LOG + invocation["request_id"], file=sys.stderr, flush=True)
        answer(answers, message)


def read_lines() -> "queue.Queue[str]":
    """Return a queue of the lines of standard input; the process ends with its parent."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)  # even in the middle of an invocation: nobody waits for it any more

    threading.Thread(target=read, daemon=True).start()
    return lines


def set_up_logging(start: dict[str, Any]) -> LambdaLogHandler:
    """Give the root logger Lambda's handler; with JSON logs its level is set as configured."""
    handler = LambdaLogHandler(start["log_format"] == "JSON")
    root = logging.getLogger()
    root.addHandler(handler)
    if start["log_format"] == "JSON":
        root.setLevel(start["log_level"])
    return handler


def encode(result: object) -> str:
    """Return the result as JSON text."""
    try:
        text = json.dumps(result, ensure_ascii=False)
        text.encode()  # half a surrogate pair is no text
    except (TypeError, ValueError) as error:
        raise MarshalError(f"Unable to marshal response: {error}") from error
    return text


class MarshalError(Exception):
    """The handler returned what JSON cannot hold."""


def describe(error: BaseException, handler: str | None = None) -> dict[str, Any]:
    """Return Lambda's error object."""
    name, message = type(error).__name__, str(error)
    if isinstance(error, MarshalError):
        name = "Runtime.MarshalError"
    elif handler is not None and isinstance(error, ImportError):
        name = "Runtime.ImportModuleError"
        message = f"Unable to import module '{handler.rpartition('.')[0]}': {error}"
    elif handler is not None and isinstance(error, AttributeError):
        name, message = "Runtime.HandlerNotFound", f"Handler '{handler}' missing: {error}"
    return {
        "errorMessage": message,
        "errorType": name,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def answer(answers: TextIO, message: dict[str, Any]) -> None:
    """Send one line to the parent."""
    with contextlib.suppress(BrokenPipeError):
        answers.write(json.dumps(message) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
