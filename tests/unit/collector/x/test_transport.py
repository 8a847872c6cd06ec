"""The way to X over real connections: what is cut, refused or reset ends, and nothing is kept.

Each would hang until the test's own time-out, or hold all of an answer, if it did not.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from collector.rules.api import XRulesApi
from collector.stream.connection import StreamConnection
from collector.stream.endings import Ending, EndKind
from collector.timing import Timing
from collector.x.errors import XRefusedError
from collector.x.transport import LARGEST_BODY_BYTES, BodyTooLargeError, Transport
from sandbox.x_api.stand_in import XApi
from shared.clock import SystemClock
from tests.unit.collector.setting import TOKEN, Setting, hexed

CLOCK = SystemClock()
RULES_URL = "https://api.twitter.com/2/tweets/search/stream/rules"


@pytest.fixture
def x() -> Iterator[XApi]:
    with XApi(TOKEN) as api:
        api.answer("POST rules", {}, {"add": [{"value": "sun"}]}, "")
        yield api


def connection(x: XApi, timing: Timing | None = None) -> StreamConnection:
    transport = Transport(x.url, CLOCK, timing or Timing())
    return StreamConnection(TOKEN, transport, lambda _: None, CLOCK, timing or Timing())


def test_neither_the_token_nor_what_x_answers_is_logged_at_any_level(
    x: XApi, caplog: pytest.LogCaptureFixture
) -> None:
    """Lambda's runtime writes down whatever a library logs."""
    caplog.set_level(logging.DEBUG)
    assert XRulesApi(TOKEN, Transport(x.url, CLOCK, Timing())).list_rules()
    assert caplog.text
    assert TOKEN not in caplog.text
    assert "sun" not in caplog.text


@pytest.mark.parametrize("kind", ["silence", "hang"])
def test_a_real_connection_is_cut_while_it_waits_for_headers_or_lines(x: XApi, kind: str) -> None:
    x.order_faults([{"kind": kind, "seconds": 1_000_000}])
    stream = connection(x, Timing(read_timeout=1_000_000))
    endings: list[Ending] = []
    reading = threading.Thread(target=lambda: endings.append(stream.read({}, 1e9)))
    reading.start()
    assert x.wait_until(lambda state: state["requests"].get("connect") == 1, 60)
    assert kind == "hang" or x.wait_until(lambda state: state["open"], 60)
    stream.stop()
    reading.join()
    assert endings == [Ending(EndKind.STOPPED)]
    assert x.wait_until(lambda state: not state["open"], 60)


def test_a_connection_that_is_to_close_with_its_answer_is_cut_as_well() -> None:
    """It is urllib3's answer alone that holds the socket then."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        transport = Transport(f"http://127.0.0.1:{server.getsockname()[1]}", CLOCK, Timing())
        timing, heard = Timing(read_timeout=1_000_000), threading.Event()
        stream = StreamConnection(TOKEN, transport, lambda _: heard.set(), CLOCK, timing)
        endings: list[Ending] = []
        reading = threading.Thread(target=lambda: endings.append(stream.read({}, 1e9)))
        reading.start()
        client, _ = server.accept()
        with client:
            assert client.recv(65_536)
            head = "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            client.sendall(f"{head}4\r\n{{}}\r\n\r\n".encode())
            heard.wait()
            stream.stop()
            reading.join()
    assert endings == [Ending(EndKind.STOPPED)]


def test_a_stream_that_x_ended_leaves_no_connection_to_x() -> None:
    """urllib3 would keep it for another request, until the garbage collector comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        transport = Transport(f"http://127.0.0.1:{server.getsockname()[1]}", CLOCK, Timing())
        stream = StreamConnection(TOKEN, transport, lambda _: None, CLOCK, Timing())
        reading = threading.Thread(target=lambda: stream.read({}, 1e9))
        reading.start()
        client, _ = server.accept()
        with client:
            assert client.recv(65_536)
            client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            reading.join()
            assert stream.ending == Ending(EndKind.CLOSED, "X closed the stream without a word.")
            assert client.recv(1, socket.MSG_DONTWAIT) == b""


def test_a_stream_that_is_stopped_while_it_connects_asks_x_for_nothing(setting: Setting) -> None:
    """Another window may be connected by the time that there is a connection."""
    setting.road.seconds_to_connect = 4.0
    transport = setting.transport()
    stream = StreamConnection(TOKEN, transport, lambda _: None, setting.clock, Timing())
    setting.clock.timer(2.0, stream.stop).start()
    assert stream.read({}, 1e9) == Ending(EndKind.STOPPED)
    assert setting.clock.monotonic() == 4.0
    assert setting.x.state()["requests"].get("connect") is None
    assert not any(client.fileno() >= 0 for client in setting.road.taken)


def test_a_real_reset_is_the_networks(x: XApi) -> None:
    x.order_faults([{"kind": "reset"}])
    ending = connection(x).read({}, 1e9)
    assert (ending.kind, ending.words) == (
        EndKind.NETWORK,
        "The connection broke or was silent for too long.",
    )


def test_a_real_connection_waits_as_long_as_it_is_told_for_a_line(x: XApi) -> None:
    """What comes of a silence is tried with a clock that jumps (stream/test_connection.py)."""
    timing, seen = Timing(read_timeout=1_234), list[float | None]()
    transport = Transport(x.url, CLOCK, timing)

    def see(_: bytes) -> Ending:
        seen.append(transport._connection.sock.gettimeout())
        return Ending(EndKind.STOPPED)

    x.order_faults([{"kind": "raw", "line": hexed({})}])
    StreamConnection(TOKEN, transport, see, CLOCK, timing).read({}, 1e9)
    assert seen == [1_234]


def test_a_port_where_nobody_listens_is_told_as_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    transport = Transport(f"http://127.0.0.1:{port}", CLOCK, Timing())
    ending = StreamConnection(TOKEN, transport, lambda _: None, CLOCK, Timing()).read({}, 1e9)
    assert (ending.kind, ending.words) == (EndKind.NETWORK, "X could not be reached in time.")
    with pytest.raises(XRefusedError, match="ConnectionError"):
        XRulesApi(TOKEN, transport).list_rules()


def test_no_proxy_and_no_password_of_the_environment_is_used(
    x: XApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    (tmp_path / "netrc").write_text("default login somebody password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    rules = XRulesApi(TOKEN, Transport(x.url, CLOCK, Timing())).list_rules()
    assert [rule.value for rule in rules] == ["sun"]


def test_an_answer_without_end_is_not_held_in_memory(x: XApi) -> None:
    million = b" " * 1_000_000
    x.order_faults(
        [{"kind": "endless", "where": "rules", "line": hexed(million), "seconds": 0.0001}]
    )
    transport = Transport(x.url, CLOCK, Timing(request_timeout=1_000))
    session = requests.Session()
    session.mount("https://api.twitter.com", transport)
    with pytest.raises(BodyTooLargeError, match=f"over {LARGEST_BODY_BYTES} bytes"):
        session.get(RULES_URL, headers={"Authorization": f"Bearer {TOKEN}"})
    session.close()


def test_the_largest_answer_that_is_taken_fits_into_a_functions_memory() -> None:
    largest_page_of_rules = 1_000 * 4 * 4_096  # so many characters, of four bytes each
    assert largest_page_of_rules < LARGEST_BODY_BYTES
    assert 8 * LARGEST_BODY_BYTES <= 256 * 1024 * 1024, "its bytes twice, its text, its objects"


@pytest.mark.parametrize(("size", "is_taken"), [(1_000, True), (1_001, False)])
def test_an_answer_may_be_as_large_as_the_limit_and_no_larger(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, size: int, is_taken: bool
) -> None:
    monkeypatch.setattr("collector.x.transport.LARGEST_BODY_BYTES", 1_000)
    body = hexed(b'{"meta": {"result_count": 0}}'.ljust(size))
    setting.order({"kind": "answer", "where": "rules", "line": body})
    api = XRulesApi(TOKEN, setting.transport())
    if is_taken:
        assert api.list_rules() == []
    else:
        with pytest.raises(XRefusedError, match="BodyTooLargeError"):
            api.list_rules()


def test_an_answer_that_trickles_is_cut_within_its_time(setting: Setting) -> None:
    """Headers and body together: each part of the body comes well within a read's time-out."""
    setting.order({"kind": "endless", "where": "rules", "line": hexed(b" "), "seconds": 1.5})
    with pytest.raises(XRefusedError) as caught:
        XRulesApi(TOKEN, setting.transport(Timing(request_timeout=4.0))).list_rules()
    assert setting.clock.monotonic() == 4.0
    assert caught.value.refusal.outcome == "network"


def test_an_answer_that_does_not_come_is_waited_for_twenty_seconds(setting: Setting) -> None:
    setting.order({"kind": "hang", "where": "rules", "seconds": 1_000})
    api = XRulesApi(TOKEN, setting.transport())
    with pytest.raises(XRefusedError):
        api.list_rules()
    assert setting.clock.monotonic() == 20.0
    assert api.list_rules() == [], "the next request was not cut with it"


def test_a_request_in_time_leaves_no_timer_that_cuts_the_next(setting: Setting) -> None:
    api = XRulesApi(TOKEN, setting.transport())
    api.list_rules()
    setting.clock.sleep(19.0)
    setting.order({"kind": "hang", "where": "rules", "seconds": 5.0})
    with pytest.raises(XRefusedError):
        api.list_rules()
    assert setting.clock.monotonic() == 24.0


def test_a_request_that_failed_leaves_no_timer_that_cuts_the_next(setting: Setting) -> None:
    api = XRulesApi(TOKEN, setting.transport())
    setting.road.is_closed = True
    with pytest.raises(XRefusedError):
        api.list_rules()
    setting.road.is_closed = False
    setting.clock.sleep(15.0)
    setting.order({"kind": "endless", "where": "rules", "line": hexed(b" "), "seconds": 1.5})
    with pytest.raises(XRefusedError):
        api.list_rules()
    assert setting.clock.monotonic() == 35.0


def test_a_request_can_be_cut_from_another_thread(setting: Setting) -> None:
    setting.order({"kind": "hang", "where": "rules", "seconds": 1_000})
    transport = setting.transport()
    setting.later(3.5, transport.cut)
    with pytest.raises(XRefusedError):
        XRulesApi(TOKEN, transport).list_rules()
    assert setting.clock.monotonic() == 3.5


def test_cutting_what_was_never_opened_is_no_error(setting: Setting) -> None:
    setting.transport().cut()


def test_only_the_host_of_a_request_is_replaced(setting: Setting) -> None:
    seen: list[str] = []
    setting.x.count_request = lambda name: seen.append(name)  # type: ignore[method-assign]
    api = XRulesApi(TOKEN, setting.transport())
    assert api.list_rules() == []
    assert seen == ["GET rules"]
