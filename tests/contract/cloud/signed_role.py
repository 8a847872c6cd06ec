"""A role whose requests to the domain are signed, as Data Firehose's are."""

from __future__ import annotations

import json
from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.contract.cloud.local_account import REGION, LocalAccount


class SignedRole:
    """A role that anybody may assume, with a session of it."""

    def __init__(self, account: LocalAccount, name: str, *statements: dict[str, Any]) -> None:
        self.account = account
        self.name = name
        anyone = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
        trust = {"Version": "2012-10-17", "Statement": [anyone]}
        self.arn = account.client("iam").create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
        )["Role"]["Arn"]
        account.permit(name, *statements)
        session = account.client("sts").assume_role(RoleArn=self.arn, RoleSessionName="test")
        self.keys = session["Credentials"]

    def send(
        self, method: str, path: str, body: str = "", secret: str | None = None
    ) -> requests.Response:
        """Send a signed request; `secret` takes the place of the session's own."""
        url = f"https://{self.account.addresses['domain_endpoint']}{path}"
        headers = {"Content-Type": "application/json"}
        request = AWSRequest(method=method, url=url, headers=headers, data=body.encode())
        secret = secret or self.keys["SecretAccessKey"]
        keys = Credentials(self.keys["AccessKeyId"], secret, self.keys["SessionToken"])
        SigV4Auth(keys, "es", REGION).add_auth(request)
        signed = dict(request.headers.items())
        return self.account.search(method, path, auth=None, headers=signed, data=body.encode())
