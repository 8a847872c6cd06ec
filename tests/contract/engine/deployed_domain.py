"""A search domain behind the local cloud's front, and the bootstrap as Lambda calls it there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
import requests
from aws_lambda_powertools.utilities.typing import LambdaContext

from bootstrap import handler
from bootstrap.engine import EngineFamily, engine_of
from tests.contract.cloud.browser import Browser
from tests.contract.cloud.local_account import MASTER, LocalAccount, allow
from tests.contract.cloud.signed_role import SignedRole
from tests.contract.engine.posts import JsonObject

ANY_REQUEST = allow("es:ESHttp*")


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 120_000


@dataclass
class DeployedDomain:
    """A new domain of an engine version, with Firehose's role that it does not know yet."""

    account: LocalAccount
    version: str
    delivery: SignedRole
    monkeypatch: pytest.MonkeyPatch

    @property
    def engine(self) -> EngineFamily:
        """The paths of its family."""
        return engine_of(self.version)

    def bootstrap(self, dashboards: Path, retention_days: int = 30) -> dict[str, str]:
        """Call the handler with its environment, and return the outcome of each step."""
        addresses = self.account.addresses
        secrets = self.account.client("secretsmanager")
        variables = {
            "AWS_ACCESS_KEY_ID": addresses["root_access_key"],
            "AWS_SECRET_ACCESS_KEY": addresses["root_secret_key"],
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": addresses["aws_url"],
            "REQUESTS_CA_BUNDLE": addresses["certificate_authority"],
            "DOMAIN_ENDPOINT": addresses["domain_endpoint"],
            "ENGINE_VERSION": self.version,
            "MASTER_USER": MASTER[0],
            "MASTER_PASSWORD_SECRET_ARN": secrets.describe_secret(SecretId="kibana")["ARN"],
            "DELIVERY_ROLE_ARN": self.delivery.arn,
            "INSTANCE_COUNT": "1",
            "RETENTION_DAYS": str(retention_days),
        }
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
        # Each cloud has keys of its own, and boto3 would keep those of the one before.
        self.monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        self.monkeypatch.setattr(handler, "DASHBOARDS", dashboards)
        report = handler.handler({"content": "any"}, cast(LambdaContext, Context()))
        return {done["step"]: done["outcome"] for done in report["steps"]}

    def role(self, name: str) -> SignedRole:
        """Return a role that IAM lets in, and the domain does not know."""
        return SignedRole(self.account, name, ANY_REQUEST)

    def deliver(self, role: SignedRole, *posts: JsonObject) -> requests.Response:
        """Write posts as Data Firehose does, in the role's name."""
        lines: list[Any] = []
        for post in posts:
            lines += [{"index": {"_index": "tweets", "_id": f"delivery-{post['id']}"}}, post]
        body = "".join(json.dumps(line) + "\n" for line in lines)
        return role.send("POST", "/_bulk", body)

    def mapping(self, role: str) -> JsonObject:
        """Return who has a role."""
        path = f"{self.engine.security}/rolesmapping/{role}"
        found: JsonObject = self.account.search("GET", path).json()[role]
        return found

    def browse(self, who: tuple[str, str] = MASTER) -> Browser:
        """Sign in to the tenant of Kibana that everybody shares, by name and password."""
        browser = Browser(self.account, self.engine.dashboards, self.engine.xsrf_header)
        assert browser.log_in(name=who[0], password=who[1]) == 200
        return browser
