"""One execution environment of a function: a process on the bare Python, kept warm."""

from __future__ import annotations

import contextlib
import io
import json
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.cloud.functions.bootstrap import END_OF_LOG
from sandbox.cloud.functions.stalls import get_in_time

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
_INIT_SECONDS = 30.0  # Lambda allows 10; a busy laptop may need more
_LOG_SECONDS = 2.0


@dataclass(frozen=True)
class InvocationResult:
    """How an invocation ended: `body` is the JSON text of its result or of its error."""

    body: str
    failed: bool
    log: str


class FunctionWorker:
    """Runs the invocations of one function, one at a time.

    The names with a leading underscore, `in_use`, `last_used` and `config` are what ministack's
    pool of workers reads and ends them by.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        archive: bytes,
        interpreter: Path,
        environment: Mapping[str, str],
    ) -> None:
        self.config = config
        self.in_use = False
        self.is_retired = False
        """Whether it is of before a change, and ends with what it runs."""
        self._is_abandoned = False
        self.last_used = time.time()
        self._archive = archive
        self._interpreter = interpreter
        self._environment = dict(environment)
        self._proc: subprocess.Popen[str] | None = None
        self._folder: Path | None = None
        self._log: queue.Queue[str] = queue.Queue()
        self._lock = threading.Lock()

    def invoke(
        self,
        event: object,
        request_id: str,
        timeout_seconds: float,
        started: Callable[[FunctionWorker], None] = lambda _: None,
    ) -> InvocationResult:
        """Run one invocation; `timeout_seconds` are real ones and do not count the cold start.

        Nor do they count time in which the machine ran something else: on AWS a function shares its
        processor with nobody.

        `started` is called with this worker once the event is on its way.
        """
        with self._lock:
            if self._proc is None or self._proc.poll() is not None:
                failure = self._start()
                if failure is not None:
                    return self._failed(failure)
            process = self._proc
            assert process is not None
            answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
            reader = threading.Thread(target=_read_answer, args=(process, answers), daemon=True)
            reader.start()
            message = {
                "event": event,
                "request_id": request_id,
                "arn": self.config.get("FunctionArn", ""),
                "deadline": time.time() + timeout_seconds,
            }
            _send(process, message)
            started(self)
            try:
                answer = get_in_time(answers, timeout_seconds, process.pid)
            except queue.Empty:
                return self._timed_out(request_id)
            if answer is None:
                return self._exited(request_id)
            log = self._read_log()
            if "failed" in answer:
                failure = {**answer["failed"], "requestId": request_id}
                return InvocationResult(json.dumps(failure), True, log)
            return InvocationResult(answer["result"], False, log)

    def freeze(self) -> None:
        """Stop the process where it is, so that the invocation runs into its time-out."""
        self._signal(signal.SIGSTOP)

    def crash(self) -> None:
        """Kill the process."""
        self._signal(signal.SIGKILL)

    def abandon(self) -> None:
        """Kill the process, also one that is only about to start."""
        self._is_abandoned = True
        self.crash()

    def peak_memory_mib(self) -> int:
        """Return the most memory that the process ever held; 0 where the system does not tell."""
        process = self._proc
        try:
            status = Path(f"/proc/{process.pid if process else 0}/status").read_text()
        except OSError:
            return 0
        peak = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        return int(peak[0]) // 1024 if peak else 0

    def _signal(self, number: int) -> None:
        process = self._proc
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    def _start(self) -> dict[str, Any] | None:
        self._discard_tmpdir()
        self._folder = Path(tempfile.mkdtemp(prefix="function-"))
        task_root, scratch = self._folder / "task", self._folder / "tmp"
        scratch.mkdir()
        with zipfile.ZipFile(io.BytesIO(self._archive)) as archive:
            archive.extractall(task_root)
        logging_config = self.config.get("LoggingConfig") or {}
        name = self.config.get("FunctionName", "")
        self._log = queue.Queue()
        self._proc = process = subprocess.Popen(
            [str(self._interpreter), "-I", "-X", "utf8", str(_BOOTSTRAP)],
            cwd=task_root,
            env={**self._environment, "LAMBDA_TASK_ROOT": str(task_root), "TMPDIR": str(scratch)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for the sandbox, which then ends its workers
        )
        if self._is_abandoned:
            process.kill()
        threading.Thread(target=_read_into, args=(process, self._log), daemon=True).start()
        _send(
            process,
            {
                "handler": self.config.get("Handler", ""),
                "function_name": name,
                "version": self.config.get("Version", "$LATEST"),
                "memory": self.config.get("MemorySize", 128),
                "task_root": str(task_root),
                "log_group": logging_config.get("LogGroup") or f"/aws/lambda/{name}",
                "log_stream": self._environment.get("AWS_LAMBDA_LOG_STREAM_NAME", ""),
                "log_format": logging_config.get("LogFormat", "Text"),
                "log_level": logging_config.get("ApplicationLogLevel") or "INFO",
            },
        )
        answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=_read_answer, args=(process, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=_INIT_SECONDS)
        except queue.Empty:
            answer = {"failed": {"errorType": "Sandbox.Timedout", "errorMessage": "Init timed out"}}
        if answer is None:
            answer = {"failed": _exit_error("", process)}
        failure: dict[str, Any] | None = answer.get("failed")
        return failure

    def _failed(self, failure: dict[str, Any]) -> InvocationResult:
        self.crash()  # its log has an end
        log = self._read_log()
        self.end()
        text = f"[ERROR] {failure['errorType']}: {failure['errorMessage']}"
        return InvocationResult(json.dumps(failure), True, f"{log}\n{text}".strip())

    def _timed_out(self, request_id: str) -> InvocationResult:
        nominal = float(self.config.get("Timeout", 3))
        return self._failed(
            {
                "errorType": "Sandbox.Timedout",
                "errorMessage": (
                    f"RequestId: {request_id} Error: Task timed out after {nominal:.2f} seconds"
                ),
            }
        )

    def _exited(self, request_id: str) -> InvocationResult:
        assert self._proc is not None
        return self._failed(_exit_error(request_id, self._proc))

    def _read_log(self) -> str:
        """Return the log up to the line that ends an invocation's, or to the process's end."""
        lines: list[str] = []
        deadline = time.monotonic() + _LOG_SECONDS
        with contextlib.suppress(queue.Empty):
            while line := self._log.get(timeout=max(0.0, deadline - time.monotonic())):
                if line.startswith(END_OF_LOG):
                    break
                lines.append(line.rstrip("\n"))
        return "\n".join(lines)

    def end(self) -> None:
        """End the process and remove its folder."""
        process, self._proc = self._proc, None
        if process is not None:
            process.kill()
            process.wait(timeout=5)
        self._discard_tmpdir()

    def _discard_tmpdir(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _send(process: subprocess.Popen[str], message: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # an ended process is noticed when it is read
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()


def _read_answer(
    process: subprocess.Popen[str], answers: queue.Queue[dict[str, Any] | None]
) -> None:
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
    except ValueError:  # closed: the worker was ended
        line = ""
    answers.put(json.loads(line) if line else None)


def _read_into(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    """Put each line of the log, and an empty text when the process has ended."""
    assert process.stderr is not None
    with contextlib.suppress(ValueError):
        for line in process.stderr:
            lines.put(line)
    lines.put("")


def _exit_error(request_id: str, process: subprocess.Popen[str]) -> dict[str, Any]:
    try:
        status = process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        status = -1
    reason = f"signal: {-status}" if status < 0 else f"exit status {status}"
    return {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {request_id} Error: Runtime exited with error: {reason}",
    }
