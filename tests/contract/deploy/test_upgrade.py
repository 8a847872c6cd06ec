"""What an earlier version deployed is really upgraded, and keeps what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.deployer import refresh
from sandbox.stack import local_cloud
from sandbox.stack.deployment import PROJECT
from sandbox.watch.x_remote import XRemote
from tests.contract.deploy.earlier_stack import make
from tests.contract.deploy.stack import Stack
from tests.earlier.recorded import rules_at_x, standing_stack
from tests.earlier.replaced import DELETED, REPLACED

PASSWORD = "As-it-was-made-1"
KEPT = {"Domain", "Table", "Bucket", "Secret"}
ITEM = {"kind": {"S": "kept"}, "id": {"S": "by a test"}}


class Earlier:
    """The stack of the earlier version in the cloud, and what is put into it."""

    def __init__(self, running: local_cloud.LocalCloud, cloud: Cloud, folder: Path) -> None:
        self.addresses = running.addresses
        self.cloud = cloud
        token = self.addresses.x_token
        recorded = standing_stack(folder, token=token, password=PASSWORD, account="000000000000")
        self.made = make(recorded, cloud)
        self.stack = Stack(cloud, folder, PROJECT)
        self._put_rules_on_x()

    def upgrade(self) -> dict[str, int]:
        return self.stack.up(**self.made.config)

    def ids(self) -> dict[tuple[str, str], str]:
        """Return the ids of what is kept, by the last word of the type, and the name."""
        by_kind = {
            (each.type.rpartition(":")[2], each.name): each.id
            for each in self.stack.state.resources
        }
        return {key: id_ for key, id_ in by_kind.items() if key[0] in KEPT}

    def rules(self) -> list[dict[str, str]]:
        """Return X's rules, each with its id."""
        x = XRemote(self.addresses.x_api_url, self.addresses.control_token)
        rules: list[dict[str, str]] = x.state()["rules"]
        return rules

    def _put_rules_on_x(self) -> None:
        answer = requests.post(
            f"{self.addresses.x_api_url}/2/tweets/search/stream/rules",
            json={"add": rules_at_x()},
            headers={"authorization": f"Bearer {self.addresses.x_token}"},
            timeout=30,
        )
        assert answer.status_code == 201

    def document(self, method: str, **more: Any) -> requests.Response:
        return requests.request(
            method,
            f"https://{self.addresses.domain_endpoint}/kept/_doc/1",
            auth=("kibana", PASSWORD),
            verify=self.addresses.certificate_authority,
            timeout=30,
            **more,
        )


@pytest.fixture(scope="module")
def earlier(
    running: local_cloud.LocalCloud, cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Earlier]:
    made = Earlier(running, cloud, tmp_path_factory.mktemp("earlier"))
    yield made
    made.stack.destroy()


def test_an_earlier_stack_is_upgraded_and_keeps_what_it_holds(earlier: Earlier) -> None:
    before, rules, cloud = earlier.ids(), earlier.rules(), earlier.cloud
    table, bucket = before["Table", "tweets-collector"], before["Bucket", "tweets-failures"]
    cloud.client("dynamodb").put_item(TableName=table, Item=ITEM)
    cloud.client("s3").put_object(Bucket=bucket, Key="kept", Body=b"by a test")
    assert earlier.document("PUT", json={"by": "a test"}).status_code == 201

    counts = earlier.upgrade()

    assert earlier.stack.told("replaced") == set(REPLACED)
    assert earlier.stack.told("deleted") == set(DELETED)
    assert counts.keys() == {"unchanged", "updated", "created", "replaced"}
    assert earlier.ids() == before
    assert earlier.rules() == rules
    key = {"TableName": table, "Key": ITEM}
    assert cloud.client("dynamodb").get_item(**key)["Item"] == ITEM
    assert cloud.client("s3").get_object(Bucket=bucket, Key="kept")["Body"].read() == b"by a test"
    assert earlier.document("GET").json()["_source"] == {"by": "a test"}


def test_after_the_upgrade_nothing_is_left_to_do(earlier: Earlier) -> None:
    assert earlier.upgrade().keys() == {"unchanged"}
    assert refresh(earlier.cloud, earlier.stack.state) == []


def test_the_rules_of_before_go_with_the_stack(earlier: Earlier) -> None:
    earlier.stack.destroy()
    left = {(rule["value"], rule["tag"]) for rule in earlier.rules()}
    assert left.isdisjoint((rule["value"], rule["tag"]) for rule in rules_at_x())
