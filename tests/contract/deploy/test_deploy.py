"""A Pulumi program is really deployed, nothing of it is skipped, and all of it goes away again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from sandbox.deploy.cloud import Cloud
from sandbox.deploy.configuration import Value
from sandbox.deploy.deployer import DeploymentFailed, deploy, destroy
from sandbox.deploy.state import State
from tests.contract.deploy.conftest import Recorder

SHOP = Path(__file__).with_name("program")
TOKEN = "hidden-token-5b1e"
CONFIG = {"token": Value(TOKEN, secret=True)}

IMPORTS = "import json\nimport pulumi\nimport pulumi_aws as aws\n"
TRUST = (
    'trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
    '"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})\n'
)


def test_what_the_program_describes_stands_in_the_cloud_and_goes_away_again(
    cloud: Cloud, tmp_path: Path, recorder: Recorder
) -> None:
    state = State(tmp_path / "state.json")
    deploy(SHOP, "dev", CONFIG, cloud, state, recorder)

    outputs = state.outputs
    assert outputs["account"] == "000000000000"
    assert len(outputs["password"]) == 20
    assert state.secret_outputs == ["password"]
    seen = json.loads(outputs["result"])
    assert seen["stack"] == "dev"
    assert seen["seen"]["tf"] == {"action": "create", "prev_input": None}
    cloud.client("s3").head_bucket(Bucket=outputs["bucket"])
    stored = cloud.client("secretsmanager").get_secret_value(SecretId=outputs["secret"])
    assert stored["SecretString"] == TOKEN
    # A full bucket must not stop the way back.
    cloud.client("s3").put_object(Bucket=outputs["bucket"], Key="left", Body=b"over")

    created = [resource.name for resource in state.resources]
    destroy(cloud, state, recorder)
    deleted = [line.split()[1] for line in recorder.lines if line.startswith("deleted")]
    assert deleted == created[::-1]
    assert State.read(state.path).resources == []
    with pytest.raises(ClientError, match="404"):
        cloud.client("s3").head_bucket(Bucket=outputs["bucket"])
    with pytest.raises(ClientError, match="ResourceNotFound"):
        cloud.client("lambda").get_function(FunctionName=outputs["function"])


def test_the_same_program_can_be_deployed_again(
    cloud: Cloud, tmp_path: Path, recorder: Recorder
) -> None:
    for name in ("first", "second"):
        state = State(tmp_path / f"{name}.json")
        deploy(SHOP, "dev", CONFIG, cloud, state, recorder)
        destroy(cloud, state, recorder)
        assert state.resources == []


@pytest.mark.parametrize(
    ("program_text", "message"),
    [
        (
            'aws.kms.Key("key")',
            "aws:kms/key:Key key: the local cloud has no handler for aws:kms/key:Key",
        ),
        (
            'aws.s3.Bucket("bucket", object_lock_enabled=True)',
            "aws:s3/bucket:Bucket bucket: the local cloud does not hand on objectLockEnabled",
        ),
        (
            'aws.sqs.Queue("queue", fifo_queue=True)',
            "aws:sqs/queue:Queue queue: the local cloud does not hand on fifoQueue",
        ),
        (
            'aws.iam.Role("role", assume_role_policy=trust, managed_policy_arns=["arn:x"])',
            "aws:iam/role:Role role: managedPolicyArns is not known to CreateRoleRequest",
        ),
        (
            "aws.get_availability_zones()",
            "aws:index/getAvailabilityZones:getAvailabilityZones: the local cloud has no answer",
        ),
        (
            'aws.s3.Bucket("twice"); aws.s3.Bucket("twice")',
            "aws:s3/bucket:Bucket twice: Duplicate resource URN",
        ),
        (
            'aws.s3.Bucket.get("known", "some-bucket")',
            "cannot read an existing aws:s3/bucket:Bucket known",
        ),
        ('raise pulumi.RunError("the till is empty")', "the till is empty"),
        ("1 / 0", "ZeroDivisionError: division by zero (__main__.py, line 5)"),
        (
            'aws.iam.RolePolicy("policy", role="nobody", policy="{}")',
            "aws:iam/rolePolicy:RolePolicy policy: PutRolePolicy: NoSuchEntity",
        ),
    ],
)
def test_what_the_local_cloud_cannot_do_is_told_and_never_skipped(
    program_text: str, message: str, cloud: Cloud, program: Path, recorder: Recorder
) -> None:
    (program / "__main__.py").write_text(f"{IMPORTS}{TRUST}{program_text}\n")
    state = State(program / "state.json")
    with pytest.raises(DeploymentFailed) as failure:
        deploy(program, "dev", {}, cloud, state, recorder)
    assert message in str(failure.value)
    assert "Traceback" not in str(failure.value)
    destroy(cloud, state, recorder)
    assert state.resources == []


def test_after_a_failure_what_was_made_is_known_and_what_depends_on_it_is_not_made(
    cloud: Cloud, program: Path, recorder: Recorder
) -> None:
    (program / "__main__.py").write_text(
        f'{IMPORTS}bucket = aws.s3.Bucket("bucket")\n'
        'policy = aws.iam.RolePolicy("broken", role=bucket.id, policy="{}")\n'
        'aws.s3.Bucket("after", opts=pulumi.ResourceOptions(depends_on=[policy]))\n'
    )
    state = State(program / "state.json")
    with pytest.raises(DeploymentFailed, match="RolePolicy broken: PutRolePolicy"):
        deploy(program, "dev", {}, cloud, state, recorder)
    assert [resource.name for resource in state.resources] == ["bucket"]
    destroy(cloud, State.read(state.path), recorder)


def test_a_function_that_raises_fails_the_deployment_with_its_own_words(
    cloud: Cloud, program: Path, recorder: Recorder
) -> None:
    (program / "lambda").mkdir()
    (program / "lambda" / "handler.py").write_text(
        'def handler(event, context):\n    raise RuntimeError("the shop is closed")\n'
    )
    (program / "__main__.py").write_text(
        f'{IMPORTS}{TRUST}role = aws.iam.Role("role", assume_role_policy=trust)\n'
        'function = aws.lambda_.Function("shop", role=role.arn, runtime="python3.13",\n'
        '    handler="handler.handler", code=pulumi.FileArchive("lambda"))\n'
        'aws.lambda_.Invocation("open", function_name=function.name, input="{}")\n'
    )
    state = State(program / "state.json")
    with pytest.raises(DeploymentFailed, match="RuntimeError: the shop is closed"):
        deploy(program, "dev", {}, cloud, state, recorder)
    destroy(cloud, state, recorder)


def test_no_secret_is_in_what_is_told(cloud: Cloud, program: Path, recorder: Recorder) -> None:
    (program / "__main__.py").write_text(
        f'{IMPORTS}token = pulumi.Config().require_secret("token")\n'
        "pulumi.log.info(f\"asked for {pulumi.Config().require('token')}\")\n"
        'aws.s3.Bucket("bucket", bucket=token)\n'
    )
    state = State(program / "state.json")
    secret = {"token": Value("Not A Bucket Name!", secret=True)}
    with pytest.raises(DeploymentFailed) as failure:
        deploy(program, "dev", secret, cloud, state, recorder)
    assert "Not A Bucket Name!" not in str(failure.value)
    assert "Not A Bucket Name!" not in "\n".join(recorder.lines)
