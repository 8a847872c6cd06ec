"""Every door of a running local cloud, with a request that does or reads something behind it.

A request comes with its secret, without, or with a wrong one; `trace` looks from the inside at what
such a request changes. `test_refusals` fails when a socket is open that is not in this table.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sandbox.cloud.front.server import BODY_BYTES as DOMAIN_BYTES
from sandbox.cloud.iam import door as aws_door
from sandbox.guard import BODY_BYTES, TOKEN_HEADER
from tests.contract.cloud.local_account import MASTER, LocalAccount

VICTIM = "victim"
JSON = {"Content-Type": "application/json"}
# What a stranger might try first: AWS keys that emulators accept, and secrets of other runs.
GUESSED_KEYS = (("test", "test"), ("000000000000", "test"), ("123456789012", "123456789012"))


@dataclass(frozen=True)
class Prepared:
    """A request as it is sent, but for what is about its connection and its length."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """The same request with its secret, without it, and with wrong ones.

    A signature covers the Host header, so what is signed depends on it.
    """

    right: Callable[[str], Prepared]
    without: Prepared
    wrong: Callable[[str], list[Prepared]]


@dataclass(frozen=True)
class Target:
    """A door: where it is, what is asked of it, and what shows that it was done.

    `body` makes up a body that does something new, `limit` is the size of a body that it takes,
    `trace` what the request changes behind it, and `reads` a part of the answer to who may ask.
    """

    name: str
    url: str
    method: str
    body: Callable[[], bytes]
    limit: int
    asked: Asked
    trace: Callable[[], object]
    reads: str
    own_page: bool = False

    @property
    def port(self) -> int:
        """The port of the door."""
        port = urlsplit(self.url).port
        assert port is not None
        return port

    @property
    def host(self) -> str:
        """What the Host header must be."""
        return f"127.0.0.1:{self.port}"


def all_targets(account: LocalAccount) -> list[Target]:
    """Return the table."""
    return [
        aws(account),
        x_api(account),
        x_control(account),
        cloud_control(account),
        index(account),
        domain(account),
        page(account),
    ]


def aws(account: LocalAccount) -> Target:
    """The AWS services: a function is invoked, which runs code."""
    url = str(account.addresses["aws_url"])
    path = f"/2015-03-31/functions/{VICTIM}/invocations"
    access_key = str(account.addresses["root_access_key"])
    secret_key = str(account.addresses["root_secret_key"])

    def signed(host: str, keys: tuple[str, str]) -> Prepared:
        request = AWSRequest("POST", f"http://{host}{path}", data=b"{}", headers=JSON)
        SigV4Auth(Credentials(*keys), "lambda", "us-east-1").add_auth(request)
        return Prepared(path, dict(request.headers.items()))

    wrong_keys = [*GUESSED_KEYS, (access_key, "test"), ("test", secret_key)]
    return Target(
        name="aws",
        url=url,
        method="POST",
        body=lambda: b"{}",
        limit=aws_door.BODY_BYTES,
        asked=Asked(
            right=lambda host: signed(host, (access_key, secret_key)),
            without=Prepared(path, JSON),
            wrong=lambda host: [signed(host, keys) for keys in wrong_keys],
        ),
        trace=lambda: account.count(f"function.{VICTIM}.ok"),
        reads="the code ran",
    )


def x_api(account: LocalAccount) -> Target:
    """X's own requests: a rule is added."""
    token = account.addresses["x_token"]
    path = "/2/tweets/search/stream/rules"

    def rule() -> bytes:
        return json.dumps({"add": [{"value": f"word{secrets.token_hex(4)}", "tag": "t"}]}).encode()

    return Target(
        name="x api",
        url=account.addresses["x_api_url"],
        method="POST",
        body=rule,
        limit=BODY_BYTES,
        asked=by_header(path, "Authorization", f"Bearer {token}"),
        trace=lambda: ask_x(account, "state")["rules"],
        reads='"created": 1',
    )


def x_control(account: LocalAccount) -> Target:
    """The control of X's stand-in: a post is published."""
    return Target(
        name="x control",
        url=account.addresses["x_api_url"],
        method="POST",
        body=lambda: b'{"posts": [{"text": "turbine"}]}',
        limit=BODY_BYTES,
        asked=by_header("/_sandbox/publish", TOKEN_HEADER, account.addresses["control_token"]),
        trace=lambda: len(ask_x(account, "published")["posts"]),
        reads="ids",
    )


def cloud_control(account: LocalAccount) -> Target:
    """The control of the cloud: a fault is ordered."""

    def fault() -> bytes:
        return json.dumps(
            {"rates": {"comprehend.internal": secrets.randbelow(10**6) / 10**6}}
        ).encode()

    return Target(
        name="cloud control",
        url=account.addresses["control_url"],
        method="POST",
        body=fault,
        limit=BODY_BYTES,
        asked=by_header("/_sandbox/faults", TOKEN_HEADER, account.addresses["control_token"]),
        trace=lambda: account.state()["faults"],
        reads="comprehend.internal",
    )


def index(account: LocalAccount) -> Target:
    """The index: a document is written."""
    url = urlsplit(account.addresses["index_url"])
    place = "/strangers/_doc?refresh=true"
    return Target(
        name="index",
        url=f"http://{url.netloc}",
        method="POST",
        body=lambda: b'{"by": "a stranger"}',
        limit=BODY_BYTES,
        asked=by_path(url.path, place),
        trace=lambda: documents(account, "strangers"),
        reads="created",
    )


def domain(account: LocalAccount) -> Target:
    """The search domain's endpoint: a document is written."""

    def basic(password: str) -> str:
        return "Basic " + base64.b64encode(f"{MASTER[0]}:{password}".encode()).decode()

    return Target(
        name="domain",
        url=f"https://{account.addresses['domain_endpoint']}",
        method="POST",
        body=lambda: b'{"by": "a stranger"}',
        limit=DOMAIN_BYTES,
        asked=by_header(
            "/guests/_doc?refresh=true", "Authorization", basic(MASTER[1]), basic("guessed")
        ),
        trace=lambda: documents(account, "guests"),
        reads="created",
    )


def page(account: LocalAccount) -> Target:
    """The dashboard page, which is only read."""
    url = urlsplit(account.addresses["page_url"])
    return Target(
        name="page",
        url=f"http://{url.netloc}",
        method="GET",
        body=lambda: b"",
        limit=0,
        asked=by_path(url.path, "/data"),
        trace=lambda: None,
        reads="dashboards",
        own_page=True,
    )


def ask_x(account: LocalAccount, what: str) -> dict[str, list[object]]:
    """Ask X's stand-in from the inside."""
    url = f"{account.addresses['x_api_url']}/_sandbox/{what}"
    content: dict[str, list[object]] = requests.get(url, headers=account.token, timeout=10).json()
    return content


def documents(account: LocalAccount, name: str) -> int:
    """Count the documents of an index from the inside."""
    answer = requests.get(f"{account.addresses['index_url']}/{name}/_count", timeout=10)
    return int(answer.json()["count"]) if answer.status_code == 200 else 0


def by_header(path: str, header: str, secret: str, guessed: str = "Bearer guessed") -> Asked:
    """Ask with the secret in a header."""
    guesses = ("", guessed, secret[:-1], secret + "x", secret.swapcase())
    return Asked(
        right=lambda _: Prepared(path, {**JSON, header: secret}),
        without=Prepared(path, JSON),
        wrong=lambda _: [Prepared(path, {**JSON, header: guess}) for guess in guesses],
    )


def by_path(secret_path: str, place: str) -> Asked:
    """Ask with the secret as the beginning of the path."""
    guesses = ("/guessed", secret_path[:-1], secret_path + "x", secret_path.swapcase())
    return Asked(
        right=lambda _: Prepared(secret_path + place, JSON),
        without=Prepared(place, JSON),
        wrong=lambda _: [Prepared(guess + place, JSON) for guess in guesses],
    )
