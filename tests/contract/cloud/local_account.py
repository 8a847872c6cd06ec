"""A running local cloud, and an account in it: roles, functions, a domain, a delivery stream."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
import requests
from botocore.config import Config

from sandbox.guard import TOKEN_HEADER

PROJECT = Path(__file__).resolve().parents[3]
MASTER = ("master", "Correct-horse-7")
REGION = "us-east-1"
TIME_SCALE = 0.05


class RunningCloud:
    """`python -m sandbox.cloud` in a folder, started `through` another command if one is given."""

    def __init__(self, folder: Path, *arguments: str, through: Sequence[str] = ()) -> None:
        self.folder = folder
        self.errors = folder.with_suffix(".err")
        with self.errors.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *through,
                    *(sys.executable, "-m", "sandbox.cloud", "--folder", str(folder)),
                    *("--time-scale", str(TIME_SCALE), *arguments),
                ],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={"PATH": "/usr/bin:/bin", "SECRET_OF_THE_HOST": "do not leak"},
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.errors.read_text()
        self.addresses: dict[str, Any] = json.loads(line)

    def stop(self) -> int:
        """End it as a person would."""
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        """Wait for its end and close the pipes."""
        code = self.process.wait(timeout=20)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        return code


class LocalAccount:
    """What a deployment does in the cloud, in short words."""

    def __init__(self, addresses: Mapping[str, Any]) -> None:
        self.addresses = addresses
        self.token = {TOKEN_HEADER: addresses["control_token"]}
        self._clients: dict[str, Any] = {}

    def client(self, service: str, credentials: Mapping[str, str] | None = None) -> Any:
        """Return a client of the root user, or of given credentials."""
        key = service + json.dumps(credentials)
        if key not in self._clients:
            create: Any = boto3.session.Session().client
            self._clients[key] = create(
                service,
                region_name=REGION,
                endpoint_url=self.addresses["aws_url"],
                # Limits are for the service to refuse, not for the client.
                config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
                **(credentials or root_credentials(self.addresses)),
            )
        return self._clients[key]

    def role(self, name: str, service: str, *statements: Mapping[str, Any]) -> str:
        """Make (or change) a role that the service may assume; return its ARN."""
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": service},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        iam = self.client("iam")
        arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))[
            "Role"
        ]["Arn"]
        self.permit(name, *statements)
        return arn

    def permit(self, role: str, *statements: Mapping[str, Any]) -> None:
        """Replace what a role may do."""
        policy = {"Version": "2012-10-17", "Statement": [*statements, allow("none:None")]}
        self.client("iam").put_role_policy(
            RoleName=role, PolicyName="all", PolicyDocument=json.dumps(policy)
        )

    def function(self, name: str, code: str, role: str, **settings: Any) -> str:
        """Make a function of one module `handler.py`; return its ARN."""
        functions = self.client("lambda")
        arn: str = functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="handler.handler",
            Role=role,
            Code={"ZipFile": archive({"handler.py": code})},
            **{"Timeout": 60, "MemorySize": 512, **settings},
        )["FunctionArn"]
        return arn

    def invoke(self, name: str, event: object = None) -> tuple[Any, str | None]:
        """Invoke a function; return (its result, its error or None)."""
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        return json.loads(answer["Payload"].read()), answer.get("FunctionError")

    def domain(self, name: str, engine_version: str = "Elasticsearch_7.10") -> str:
        """Make the search domain; return its ARN."""
        arn = f"arn:aws:es:{REGION}:000000000000:domain/{name}"
        anyone = {**allow("es:ESHttp*", f"{arn}/*"), "Principal": {"AWS": "*"}}
        self.client("opensearch").create_domain(
            DomainName=name,
            EngineVersion=engine_version,
            AccessPolicies=json.dumps({"Version": "2012-10-17", "Statement": [anyone]}),
            EncryptionAtRestOptions={"Enabled": True},
            NodeToNodeEncryptionOptions={"Enabled": True},
            DomainEndpointOptions={"EnforceHTTPS": True},
            AdvancedSecurityOptions={
                "Enabled": True,
                "InternalUserDatabaseEnabled": True,
                "MasterUserOptions": {
                    "MasterUserName": MASTER[0],
                    "MasterUserPassword": MASTER[1],
                },
            },
        )
        return arn

    def search(self, method: str, path: str, **arguments: Any) -> requests.Response:
        """Send a request to the domain, as the master user unless `auth` is given."""
        return requests.request(
            method,
            f"https://{self.addresses['domain_endpoint']}{path}",
            verify=self.addresses["certificate_authority"],
            timeout=30,
            **{"auth": MASTER, **arguments},
        )

    def state(self) -> dict[str, Any]:
        """Look inside the cloud."""
        url = f"{self.addresses['control_url']}/state"
        content: dict[str, Any] = requests.get(url, headers=self.token, timeout=10).json()
        return content

    def order(self, path: str, content: object = None) -> requests.Response:
        """Send an order to the control server."""
        url = f"{self.addresses['control_url']}/{path}"
        return requests.post(url, json=content, headers=self.token, timeout=10)

    def count(self, name: str) -> int:
        """Return one of the cloud's counts."""
        return int(self.state()["counters"].get(name, 0))

    def objects(self, bucket: str) -> dict[str, bytes]:
        """Return all objects of a bucket by key."""
        s3 = self.client("s3")
        keys = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def root_credentials(addresses: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys of the root user as a client takes them."""
    return {
        "aws_access_key_id": addresses["root_access_key"],
        "aws_secret_access_key": addresses["root_secret_key"],
    }


def allow(actions: str | list[str], resources: str | list[str] = "*") -> dict[str, Any]:
    """Return a statement that allows."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def archive(files: Mapping[str, str]) -> bytes:
    """Return a zip of text files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return buffer.getvalue()


def eventually(question: Callable[[], Any], seconds: float = 90.0) -> Any:
    """Ask until the answer is true; return it, or fail with the last one."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.05)
    return answer
