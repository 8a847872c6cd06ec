"""Every socket of the local cloud is a door in the table, and no door opens to a stranger."""

from __future__ import annotations

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.contract.cloud.local_account import LocalAccount, RunningCloud
from tests.contract.trust.sockets import listening, networks_are_allowed
from tests.contract.trust.strangers import (
    NAMES,
    WITHOUT_PAGE,
    Case,
    assert_refused,
    right,
    sentence_of,
)
from tests.contract.trust.targets import Prepared, Target
from tests.contract.trust.wire import Answer, send


def foreign_host(name: str, *hosts: str) -> Case:
    """Give hosts in which PORT is the door's own; what is signed is signed for the first."""

    def ask(target: Target) -> Answer:
        given = [host.replace("PORT", str(target.port)) for host in hosts]
        return send(target, right(target, given[0] if given else None), host=given)

    # Hypercorn by itself refuses a request with no Host, or with two.
    return Case(f"host {name}", ask, (403,) if len(hosts) == 1 else (403, 400))


def header(name: str, value: str) -> Case:
    def ask(target: Target) -> Answer:
        told = value.replace("PORT", str(target.port)).replace("OTHER", str(target.port + 1))
        return send(target, right(target), extra=[(name, told)])

    return Case(f"{name} {value}", ask)


FOREIGN = [
    foreign_host("of a website", "evil.example"),
    foreign_host("of a website with the port", "evil.example:PORT"),
    foreign_host("that begins like ours", "127.0.0.1.evil.example:PORT"),
    foreign_host("that ends like ours", "evil-127.0.0.1:PORT"),
    foreign_host("without the port", "127.0.0.1"),
    foreign_host("with another port", "localhost:1"),
    foreign_host("every address", "0.0.0.0:PORT"),
    foreign_host("empty", ""),
    foreign_host("absent"),
    foreign_host("twice", "127.0.0.1:PORT", "evil.example"),
    header("Origin", "http://evil.example"),
    header("Origin", "http://evil.example:PORT"),
    header("Origin", "http://127.0.0.1:OTHER"),
    header("Origin", "http://localhost:PORT"),
    header("Origin", "https://127.0.0.1:PORT"),
    header("Origin", "null"),
    header("Origin", ""),
    header("Sec-Fetch-Site", "cross-site"),
    header("Sec-Fetch-Site", "same-site"),
    header("Sec-Fetch-Site", "anything"),
]

OWN_ORIGIN = [header("Origin", "http://127.0.0.1:PORT"), header("Sec-Fetch-Site", "same-origin")]


@pytest.mark.parametrize("name", NAMES)
def test_who_has_the_secret_is_served(targets: dict[str, Target], name: str) -> None:
    target = targets[name]
    for host in (target.host, f"localhost:{target.port}", f"[::1]:{target.port}"):
        answer = send(target, right(target, host), host=[host], extra=[("Sec-Fetch-Site", "none")])
        assert answer.status in (200, 201), answer
        assert target.reads in answer.text
        assert "access-control-" not in answer.head.lower()


@pytest.mark.parametrize("name", WITHOUT_PAGE)
def test_what_the_secret_opens_leaves_a_trace(targets: dict[str, Target], name: str) -> None:
    target = targets[name]
    before = target.trace()
    send(target, right(target))
    assert target.trace() != before


@pytest.mark.parametrize("case", FOREIGN, ids=lambda case: case.name)
@pytest.mark.parametrize("name", NAMES)
def test_a_website_is_refused_even_with_the_secret(
    targets: dict[str, Target], name: str, case: Case
) -> None:
    assert_refused(targets[name], case)


@pytest.mark.parametrize("case", OWN_ORIGIN, ids=lambda case: case.name)
@pytest.mark.parametrize("name", WITHOUT_PAGE)
def test_what_has_no_page_takes_no_page_for_its_own(
    targets: dict[str, Target], name: str, case: Case
) -> None:
    assert_refused(targets[name], case)


@pytest.mark.parametrize("case", OWN_ORIGIN, ids=lambda case: case.name)
def test_the_page_may_ask_its_own_server(targets: dict[str, Target], case: Case) -> None:
    answer = case.send(targets["page"])
    assert (answer.status, "dashboards" in answer.text) == (200, True)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_opens_without_the_secret(targets: dict[str, Target], name: str) -> None:
    target = targets[name]
    ask = Case("none", lambda target: send(target, target.asked.without), (401, 403))
    assert_refused(target, ask)


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("name", NAMES)
def test_nothing_opens_with_a_wrong_secret(
    targets: dict[str, Target], name: str, number: int
) -> None:
    target = targets[name]
    guesses = target.asked.wrong(target.host)
    guess = guesses[number % len(guesses)]
    assert_refused(target, Case("wrong", lambda target: send(target, guess), (401, 403)))


@pytest.mark.parametrize("path", ["/_ministack/reset", "/_ministack/config", "/_aws/x", "/health"])
def test_the_emulators_own_paths_are_closed_to_everybody(
    account: LocalAccount, targets: dict[str, Target], path: str
) -> None:
    target = targets["aws"]
    keys = Credentials(*(account.addresses[f"root_{kind}_key"] for kind in ("access", "secret")))
    request = AWSRequest("POST", f"http://{target.host}{path}", data=b"{}")
    SigV4Auth(keys, "lambda", "us-east-1").add_auth(request)
    for headers in (dict(request.headers.items()), {}):
        answer = send(target, Prepared(path, headers))
        assert answer.status == 403
        assert "closed" in sentence_of(answer)


@pytest.mark.parametrize("name", ["a signature in the address", "version 2", "another algorithm"])
def test_other_ways_to_sign_are_refused(
    account: LocalAccount, targets: dict[str, Target], name: str
) -> None:
    target, before = targets["aws"], targets["aws"].trace()
    key = account.addresses["root_access_key"]
    path = target.asked.without.path
    prepared = {
        "a signature in the address": Prepared(f"{path}?X-Amz-Credential={key}/a/b/lambda/d", {}),
        "version 2": Prepared(path, {"Authorization": f"AWS {key}:c2lnbmF0dXJl"}),
        "another algorithm": Prepared(path, {"Authorization": f"AWS4-ECDSA Credential={key}/a/b"}),
    }[name]
    answer = send(target, prepared)
    assert (answer.status, "Sign the request" in answer.text) == (403, True)
    assert target.trace() == before


def test_every_socket_is_a_door_in_the_table_on_loopback(
    targets: dict[str, Target], running_cloud: RunningCloud
) -> None:
    found = listening(running_cloud.process.pid)
    doors = {target.port for target in targets.values()}
    assert doors <= {socket.port for socket in found}
    # The index's own two sockets are in a network that nothing leads into, where that is allowed.
    strange = {socket for socket in found if socket.reachable and socket.port not in doors}
    if networks_are_allowed():
        assert strange == set()
        assert len(found) == len(doors) + 2
    assert all(socket.address.startswith("127.") for socket in found)
