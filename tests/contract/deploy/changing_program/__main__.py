"""One of each type that can be changed; `edition` changes what can be changed in place."""

import json

import pulumi
import pulumi_aws as aws

edition = pulumi.Config().require_int("edition")
named = f"edition {edition}"


def policy(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def trust(service: str) -> str:
    principal = {"Service": f"{service}.amazonaws.com"}
    return policy(Principal=principal, Action="sts:AssumeRole")


functions_role = aws.iam.Role("functions", assume_role_policy=trust("lambda"))
scheduler_role = aws.iam.Role("scheduler", assume_role_policy=trust("scheduler"))
role = aws.iam.Role("role", assume_role_policy=trust("lambda" if edition == 1 else "scheduler"))
aws.iam.RolePolicy(
    "policy",
    name="second",
    role=role.name,
    policy=policy(Action=["", "s3:GetObject", "s3:PutObject"][edition], Resource="*"),
)

source = f'def handler(event, _):\n    return event or {{"code": "{named}"}}\n'
function = aws.lambda_.Function(
    "function",
    role=functions_role.arn,
    runtime="python3.13",
    handler="handler.handler",
    environment={"variables": {"EDITION": str(edition)}},
    code=pulumi.AssetArchive({"handler.py": pulumi.StringAsset(source)}),
)
aws.lambda_.FunctionEventInvokeConfig(
    "events", function_name=function.name, maximum_retry_attempts=edition - 1
)
told = json.dumps({"edition": edition})
opened = aws.lambda_.Invocation(
    "opened", function_name=function.name, input=told, lifecycle_scope="CRUD"
)
opened_once = aws.lambda_.Invocation("opened-once", function_name=function.name, input=told)
schedule = aws.scheduler.Schedule(
    "schedule",
    schedule_expression=f"rate({edition} hours)",
    flexible_time_window={"mode": "OFF"},
    state="DISABLED",
    target={"arn": function.arn, "role_arn": scheduler_role.arn, "input": named},
)

queue = aws.sqs.Queue("queue", visibility_timeout_seconds=60 * edition)
aws.sqs.Queue("replaced", name=f"second-{edition}")
if edition == 1:
    aws.sqs.Queue("left")

secret = aws.secretsmanager.Secret("secret", description=named, recovery_window_in_days=0)
aws.secretsmanager.SecretVersion("version", secret_id=secret.id, secret_string=named)

table = aws.dynamodb.Table(
    "table",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    ttl={"attribute_name": "expires_at", "enabled": True} if edition == 1 else None,
)
bucket = aws.s3.Bucket("bucket", force_destroy=True, tags={"edition": str(edition)})
aws.s3.BucketLifecycleConfiguration(
    "lifecycle",
    bucket=bucket.id,
    rules=[
        {
            "id": "expire",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": {"days": edition},
        }
    ],
)
aws.opensearch.Domain(
    "domain",
    domain_name="second",
    engine_version="Elasticsearch_7.10",
    ebs_options={"ebs_enabled": True, "volume_type": "gp3", "volume_size": 10 * edition},
)

group = aws.cloudwatch.LogGroup("group", retention_in_days=[0, 30, 7][edition])
alarm = aws.cloudwatch.MetricAlarm(
    "alarm",
    namespace="second",
    metric_name="count",
    statistic="Sum",
    comparison_operator="GreaterThanThreshold",
    threshold=edition,
    period=60,
    evaluation_periods=1,
)
aws.cloudwatch.CompositeAlarm(
    "composite",
    alarm_name="second-composite",
    alarm_rule=alarm.name.apply(lambda name: f"{['', 'ALARM', 'OK'][edition]}({name})"),
)
aws.cloudwatch.Dashboard(
    "dashboard",
    dashboard_name="second-dashboard",
    dashboard_body=json.dumps({"widgets": [], "edition": named}),
)

for name, output in {
    "alarm": alarm.name,
    "bucket": bucket.id,
    "function": function.name,
    "group": group.name,
    "opened": opened.result,
    "opened once": opened_once.result,
    "queue": queue.url,
    "role": role.name,
    "schedule": schedule.name,
    "secret": secret.arn,
    "table": table.name,
}.items():
    pulumi.export(name, output)
