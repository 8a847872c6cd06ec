"""A second deployment: each kind of resource is really changed in the cloud, or replaced."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.deployer import DeploymentFailed, refresh
from tests.contract.deploy.stack import Stack

PROGRAM = Path(__file__).with_name("changing_program")


@pytest.fixture(scope="module")
def changed(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The program after its first deployment, the same again, and a change of everything."""
    stack = Stack(cloud, tmp_path_factory.mktemp("changed"), PROGRAM)
    first = stack.up()
    before = {each.name: each.id for each in stack.state.resources}
    again = stack.up()
    second = stack.up(edition=2)
    yield stack, before, (first, again, second)
    stack.destroy()
    assert stack.state.resources == []


def test_the_same_program_changes_nothing(changed: Any) -> None:
    _, _, (first, again, _) = changed
    assert again == {"unchanged": first["created"]}


def test_what_can_be_changed_stays_what_it_is(changed: Any) -> None:
    stack, before, _ = changed
    after = {each.name: each.id for each in stack.state.resources}
    stayed = {name for name, id_ in before.items() if after.get(name) == id_}
    renewed = {"replaced", "version", "opened-once", "opened", "left"}
    assert stayed == before.keys() - renewed


def test_every_change_is_in_the_cloud(changed: Any) -> None:
    stack, _, _ = changed
    found = _seen(stack.cloud, stack.state.outputs)
    assert found == {
        "alarm": 2.0,
        "composite": "OK",
        "dashboard": "edition 2",
        "retention": 7,
        "expires": "DISABLED",
        "trust": "scheduler.amazonaws.com",
        "policy": "s3:PutObject",
        "environment": {"EDITION": "2"},
        "code": "edition 2",
        "retries": 1,
        "rate": "rate(2 hours)",
        "schedule's input": "edition 2",
        "description": "edition 2",
        "value": "edition 2",
        "queue": "120",
        "days": 2,
        "volume": 20,
    }


def test_a_function_that_follows_its_resource_is_told_what_it_was_told_before(
    changed: Any,
) -> None:
    stack, _, _ = changed
    seen = json.loads(stack.state.outputs["opened"])
    assert seen == {"edition": 2, "tf": {"action": "update", "prev_input": {"edition": 1}}}
    assert json.loads(stack.state.outputs["opened once"]) == {"edition": 2}


def test_what_the_program_left_out_is_gone_and_so_is_what_was_replaced(changed: Any) -> None:
    stack, before, (_, _, counts) = changed
    for name in ("left", "replaced"):
        with pytest.raises(ClientError, match="NonExistentQueue"):
            stack.cloud.call("sqs", "GetQueueAttributes", {"queueUrl": before[name]})
    # The one with a name of the program's own was deleted before its replacement was made.
    assert {name for _, name in stack.told("deleted")} == {"left", "opened-once", "version"}
    assert (counts["deleted"], counts["replaced"]) == (1, 3)


def test_a_refresh_shows_nothing(changed: Any) -> None:
    stack, _, _ = changed
    assert refresh(stack.cloud, stack.state) == []


def test_what_somebody_deleted_by_hand_is_told_and_created_again(
    cloud: Cloud, program: Path
) -> None:
    (program / "__main__.py").write_text('import pulumi_aws as aws\naws.sqs.Queue("queue")\n')
    stack = Stack(cloud, program, program)
    stack.up()
    (queue,) = stack.state.resources
    cloud.call("sqs", "DeleteQueue", {"queueUrl": queue.id})
    assert stack.up() == {"created": 1}
    assert f"warning {queue.type} queue is gone from the cloud" in "\n".join(stack.recorder.lines)
    assert refresh(cloud, stack.state) == []
    stack.destroy()


def test_what_may_stand_after_a_killed_deployment_is_told_once(cloud: Cloud, program: Path) -> None:
    stack = Stack(cloud, program, program)
    state = stack.state
    state.under_way = {"urn": "aws:sqs/queue:Queue lost"}
    state.set_outputs({}, [])
    told = []
    for _ in range(2):
        stack.up()
        told.append([line for line in stack.recorder.lines if "may stand in the cloud" in line])
    ((line,), again) = told
    assert line.startswith("warning aws:sqs/queue:Queue lost was being created")
    assert again == []


def test_a_state_of_an_older_version_is_refused_and_can_be_torn_down(
    cloud: Cloud, program: Path
) -> None:
    stack = Stack(cloud, program, program)
    content: dict[str, Any] = {"resources": [], "outputs": {}, "secret_outputs": []}
    stack.path.write_text(json.dumps(content))
    with pytest.raises(DeploymentFailed, match="an older version: tear it down first"):
        stack.up()
    stack.destroy()


def test_a_change_that_the_cloud_cannot_make_is_told_and_tried_again(
    cloud: Cloud, program: Path
) -> None:
    stack = Stack(cloud, program, program)
    text = 'import pulumi_aws as aws\naws.s3.Bucket("bucket", force_destroy=True{})\n'
    (program / "__main__.py").write_text(text.format(""))
    stack.up()
    (program / "__main__.py").write_text(text.format(", object_lock_enabled=True"))
    for _ in range(2):
        with pytest.raises(DeploymentFailed, match="does not hand on objectLockEnabled"):
            stack.up()
    (program / "__main__.py").write_text(text.format(""))
    assert stack.up() == {"unchanged": 1}
    stack.destroy()


def test_after_a_failure_nothing_is_deleted_and_the_next_deployment_goes_on(
    cloud: Cloud, program: Path
) -> None:
    stack = Stack(cloud, program, program)
    queues = 'import pulumi_aws as aws\n{}\naws.sqs.Queue("new")\n'
    (program / "__main__.py").write_text(queues.format('aws.sqs.Queue("old")'))
    stack.up()
    (program / "__main__.py").write_text(queues.format("") + "1 / 0\n")
    with pytest.raises(DeploymentFailed, match="division by zero"):
        stack.up()
    assert {each.name for each in stack.state.resources} == {"old", "new"}
    (program / "__main__.py").write_text(queues.format(""))
    assert stack.up() == {"unchanged": 1, "deleted": 1}
    stack.destroy()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("protect=True", "protect"),
        ("retain_on_delete=True", "retain_on_delete"),
        ('replace_on_changes=["tags"]', "replace_on_changes"),
        ('import_="some-queue"', "import_"),
    ],
)
def test_an_option_that_would_not_be_honoured_is_refused(
    option: str, words: str, cloud: Cloud, program: Path
) -> None:
    (program / "__main__.py").write_text(
        "import pulumi\nimport pulumi_aws as aws\n"
        f'aws.sqs.Queue("queue", opts=pulumi.ResourceOptions({option}))\n'
    )
    stack = Stack(cloud, program, program)
    with pytest.raises(DeploymentFailed, match=f"does not honour {words}"):
        stack.up()
    assert stack.state.resources == []


def _seen(cloud: Cloud, names: Mapping[str, Any]) -> dict[str, Any]:
    """Read back what the program changed, by the names that it exports."""
    call = cloud.call
    alarms = call("cloudwatch", "DescribeAlarms", {"alarmNames": [names["alarm"]]})
    types = {"alarmTypes": ["CompositeAlarm"], "alarmNames": ["second-composite"]}
    composite = call("cloudwatch", "DescribeAlarms", types)["CompositeAlarms"][0]
    function = call("lambda", "GetFunctionConfiguration", {"functionName": names["function"]})
    schedule = call("scheduler", "GetSchedule", {"name": names["schedule"]})
    group = call("logs", "DescribeLogGroups", {"logGroupNamePrefix": names["group"]})
    role = call("iam", "GetRole", {"roleName": names["role"]})["Role"]
    policy = call("iam", "GetRolePolicy", {"roleName": names["role"], "policyName": "second"})
    events = call("lambda", "GetFunctionEventInvokeConfig", {"functionName": names["function"]})
    expiry = call("dynamodb", "DescribeTimeToLive", {"tableName": names["table"]})
    secret = {"secretId": names["secret"]}
    lifecycle = call("s3", "GetBucketLifecycleConfiguration", {"bucket": names["bucket"]})
    queue = {"queueUrl": names["queue"], "attributeNames": ["VisibilityTimeout"]}
    domain = call("opensearch", "DescribeDomain", {"domainName": "second"})["DomainStatus"]
    answer = call("lambda", "Invoke", {"functionName": names["function"], "payload": b"{}"})
    dashboard = call("cloudwatch", "GetDashboard", {"dashboardName": "second-dashboard"})
    return {
        "alarm": alarms["MetricAlarms"][0]["Threshold"],
        "composite": composite["AlarmRule"].partition("(")[0],
        "dashboard": json.loads(dashboard["DashboardBody"])["edition"],
        "retention": group["logGroups"][0]["retentionInDays"],
        "expires": expiry["TimeToLiveDescription"]["TimeToLiveStatus"],
        "trust": role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"],
        "policy": policy["PolicyDocument"]["Statement"][0]["Action"],
        "environment": function["Environment"]["Variables"],
        "code": json.loads(answer["Payload"].read())["code"],
        "retries": events["MaximumRetryAttempts"],
        "rate": schedule["ScheduleExpression"],
        "schedule's input": schedule["Target"]["Input"],
        "description": call("secretsmanager", "DescribeSecret", secret)["Description"],
        "value": call("secretsmanager", "GetSecretValue", secret)["SecretString"],
        "queue": call("sqs", "GetQueueAttributes", queue)["Attributes"]["VisibilityTimeout"],
        "days": lifecycle["Rules"][0]["Expiration"]["Days"],
        "volume": domain["EBSOptions"]["VolumeSize"],
    }
