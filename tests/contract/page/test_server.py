"""The page's server answers this machine alone and says what is wrong."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from sandbox.page import Page, write_static_page
from sandbox.page.index import IndexDoesNotAnswerError
from tests.contract.page.documents import DASHBOARDS


def closed_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://someone:secret@127.0.0.1:{free.getsockname()[1]}"


def port_of(page: Page) -> int:
    port = urlsplit(page.url).port
    assert port is not None
    return port


def test_a_website_under_another_name_reads_nothing(page: Page) -> None:
    answer = requests.get(f"{page.url}/data", headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 403
    assert "dashboards" not in answer.text


@pytest.mark.parametrize("name", ["", "page.css", "page.js", "charts.js", "plotly.min.js"])
def test_every_part_of_the_page_is_served(page: Page, name: str) -> None:
    answer = requests.get(f"{page.url}/{name}", timeout=30)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_other_files_are_not_served(page: Page) -> None:
    for name in ("server.py", "..%2FPulumi.yaml", "page.html"):
        assert requests.get(f"{page.url}/{name}", timeout=30).status_code == 404
    assert requests.get(f"{page.url}/../Pulumi.yaml", timeout=30).status_code == 403


def test_an_unknown_filter_is_refused_with_the_known_ones(page: Page) -> None:
    answer = requests.get(f"{page.url}/data", params={"text": "x"}, timeout=30)
    assert answer.status_code == 400
    assert "'text'" in answer.json()["error"]
    assert "matched, lang" in answer.json()["error"]


def test_an_index_that_does_not_answer_is_named_without_its_password() -> None:
    address = closed_address()
    page = Page(address, DASHBOARDS)
    page.start()
    try:
        answer = requests.get(f"{page.url}/data", timeout=30)
    finally:
        page.stop()
    assert answer.status_code == 503
    assert address.replace("someone:secret@", "") in answer.json()["error"]
    assert "secret" not in answer.text


def test_a_static_page_is_not_written_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexDoesNotAnswerError):
        write_static_page(tmp_path / "page.html", closed_address(), DASHBOARDS)
    assert list(tmp_path.iterdir()) == []


def test_an_occupied_port_is_refused(page: Page, index_url: str) -> None:
    with pytest.raises(OSError, match="in use"):
        Page(index_url, DASHBOARDS, port=port_of(page))


def test_a_stopped_page_frees_its_port(index_url: str) -> None:
    page = Page(index_url, DASHBOARDS)
    page.start()
    port = port_of(page)
    page.stop()
    again = Page(index_url, DASHBOARDS, port=port)
    again.stop()


def test_a_folder_without_dashboards_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one index pattern and at least one dashboard"):
        Page("http://127.0.0.1:1", tmp_path)


def test_a_browser_that_goes_away_leaves_no_trace(
    page: Page, capfd: pytest.CaptureFixture[str]
) -> None:
    port = port_of(page)
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port)) as browser:
            path = f"{urlsplit(page.url).path}/plotly.min.js"
            host = f"Host: 127.0.0.1:{port}"
            browser.sendall(f"GET {path} HTTP/1.1\r\n{host}\r\n\r\n".encode())
            browser.recv(1)
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert requests.get(f"{page.url}/data", timeout=30).status_code == 200
    assert capfd.readouterr() == ("", "")
