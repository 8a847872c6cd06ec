"""The project is deployed again with other settings under a running window, and torn down so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Value
from sandbox.deploy.deployer import DeploymentFailed, refresh
from sandbox.guard import TOKEN_HEADER
from sandbox.stack import local_cloud
from sandbox.stack.deployment import PROJECT
from sandbox.watch.x_remote import XRemote
from tests.contract.cloud.local_account import eventually
from tests.contract.deploy.options import EVERY_OPTION
from tests.contract.deploy.stack import Stack

HOLDS_POSTS_OR_STATE = {"Domain", "Table", "Bucket"}
NOW = "2026-11-29T12:00:00Z"


@dataclass
class Stage:
    """What one deployment did, and how the cloud was afterwards."""

    counts: dict[str, int]
    told: dict[str, set[tuple[str, str]]]
    kept: dict[str, str]
    """URN and id of what holds posts or state."""
    rules: set[str]
    x: dict[str, Any]
    running: dict[str, int]


class Project:
    """The project in the shared local cloud."""

    def __init__(self, running: local_cloud.LocalCloud, cloud: Cloud, folder: Any) -> None:
        self.addresses = running.addresses
        self.cloud = cloud
        self.stack = Stack(cloud, folder, PROJECT)
        self.x = XRemote(self.addresses.x_api_url, self.addresses.control_token)
        self.token = self.addresses.x_token
        self.refusal = ""

    def up(self, **options: Any) -> Stage:
        secret = Value(self.token, secret=True)
        given = {"aws:region": "us-east-1", "track": "tea", **options, "xBearerToken": secret}
        counts = self.stack.up(**given)
        x = self.x.state()
        steps = ("created", "updated", "replaced", "deleted")
        return Stage(
            counts,
            {step: self.stack.told(step) for step in steps},
            {
                each.urn: each.id
                for each in self.stack.state.resources
                if each.type.rpartition(":")[2] in HOLDS_POSTS_OR_STATE
            },
            {rule["value"] for rule in x["rules"]},
            x,
            self.running(),
        )

    def running(self) -> dict[str, int]:
        answer = requests.get(
            f"{self.addresses.control_url}/state",
            headers={TOKEN_HEADER: self.addresses.control_token},
            timeout=10,
        )
        found: dict[str, int] = answer.json()["running"]
        return found

    def renew_token(self) -> None:
        self.token = self.token[:-1] + ("x" if self.token[-1] != "x" else "y")
        self.x.renew_token(self.token)

    def start_window(self) -> None:
        functions = self.cloud.client("lambda")
        name = self.stack.state.outputs["collector_function"]
        event = {"rules": self.stack.state.outputs["rules"], "scheduled_time": NOW}
        functions.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))


@pytest.fixture(scope="module")
def project(
    running: local_cloud.LocalCloud, cloud: Cloud, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    made = Project(running, cloud, tmp_path_factory.mktemp("second-project"))
    yield made
    made.stack.destroy()
    made.x.renew_token(running.addresses.x_token)


@pytest.fixture(scope="module")
def stages(project: Project) -> dict[str, Stage]:
    first = project.up()
    eventually(project.x.stream_is_open)
    first.x = project.x.state()
    keywords = project.up(track="tea, coffee", maxPostsPerDay=77)
    project.renew_token()
    options = project.up(**EVERY_OPTION)
    back = project.up()
    with pytest.raises(DeploymentFailed) as refused:
        project.up(engineVersion="OpenSearch_2.19")
    project.refusal = str(refused.value)
    return {
        "first": first,
        "keywords": keywords,
        "options": options,
        "back": back,
        "same": project.up(),
    }


def test_new_keywords_and_a_new_budget_change_three_things(stages: dict[str, Stage]) -> None:
    stage = stages["keywords"]
    assert stage.told["updated"] == {
        ("Invocation", "tweets-rules"),
        ("Function", "tweets-collector"),
        ("Schedule", "tweets-collector-schedule"),
    }
    assert stage.counts.keys() == {"updated", "unchanged"}
    assert stage.rules == {"tea -is:retweet", "coffee -is:retweet"}


def test_the_window_that_runs_goes_on(stages: dict[str, Stage]) -> None:
    stage = stages["keywords"]
    assert stage.running == {"collector": 1}
    assert stage.x["open"]
    assert stage.x["connects_accepted"] == stages["first"].x["connects_accepted"]


def test_every_other_setting_and_a_new_token_replace_nothing_that_holds_anything(
    stages: dict[str, Stage],
) -> None:
    stage = stages["options"]
    assert stage.told["replaced"] == {
        ("Invocation", "tweets-bootstrap"),
        ("SecretVersion", "tweets-rules"),
    }
    assert stage.told["created"] == {
        ("Topic", "tweets-monitoring"),
        ("TopicPolicy", "tweets-monitoring"),
        ("TopicSubscription", "tweets-monitoring"),
        ("MetricAlarm", "tweets-monitoring-no-posts"),
    }
    assert HOLDS_POSTS_OR_STATE & {kind for kind, _ in stage.told["updated"]} == {"Domain"}


def test_what_an_option_added_goes_when_it_is_taken_back(stages: dict[str, Stage]) -> None:
    stage = stages["back"]
    assert stage.told["deleted"] == {
        *stages["options"].told["created"],
        ("Invocation", "tweets-bootstrap"),
    }
    assert stage.rules == {"tea -is:retweet"}


def test_another_engine_is_refused_in_words(project: Project, stages: dict[str, Stage]) -> None:
    assert "runs Elasticsearch_7.10, and OpenSearch_2.19 is wanted" in project.refusal
    assert "Traceback" not in project.refusal


def test_the_same_settings_change_nothing_not_even_after_a_refusal(
    project: Project,
    stages: dict[str, Stage],
) -> None:
    assert stages["same"].counts == {"unchanged": stages["first"].counts["created"]}
    assert refresh(project.cloud, project.stack.state) == []


def test_the_domain_the_table_and_the_bucket_are_the_same_ones_all_the_way(
    stages: dict[str, Stage],
) -> None:
    first, *later = [stage.kept for stage in stages.values()]
    kinds = {urn.split("::")[-2].rpartition(":")[2] for urn in first}
    assert kinds == HOLDS_POSTS_OR_STATE
    assert all(each == first for each in later)


def test_a_stack_that_is_torn_down_under_a_window_leaves_nothing(
    project: Project, stages: dict[str, Stage]
) -> None:
    project.start_window()
    eventually(lambda: project.running().get("collector") and project.x.stream_is_open())
    project.stack.destroy()
    assert project.stack.state.resources == []
    assert eventually(lambda: not project.running())
    assert _left(project.cloud) == []
    state = project.x.state()
    assert (state["rules"], state["open"], state["stale_slots"]) == ([], False, 0)


LISTS = (
    ("logs", "DescribeLogGroups", "logGroups"),
    ("lambda", "ListFunctions", "Functions"),
    ("scheduler", "ListSchedules", "Schedules"),
    ("iam", "ListRoles", "Roles"),
    ("sqs", "ListQueues", "QueueUrls"),
    ("sns", "ListTopics", "Topics"),
    ("secretsmanager", "ListSecrets", "SecretList"),
    ("dynamodb", "ListTables", "TableNames"),
    ("s3", "ListBuckets", "Buckets"),
    ("firehose", "ListDeliveryStreams", "DeliveryStreamNames"),
    ("opensearch", "ListDomainNames", "DomainNames"),
    ("cloudwatch", "DescribeAlarms", "MetricAlarms"),
    ("cloudwatch", "ListDashboards", "DashboardEntries"),
)


def _left(cloud: Cloud) -> list[Any]:
    """Return whatever the cloud still has that is named as the project's are."""
    listed = [
        each
        for service, operation, key in LISTS
        for each in cloud.call(service, operation, {}).get(key, [])
    ]
    return [each for each in listed if "tweets" in str(each)]
