"""Each resource is given the resources that it works with, and no others."""

from __future__ import annotations

from tests.infra.answers import ACCOUNT, ENDPOINT, PULUMI_SUFFIX, arn_of, name_of
from tests.infra.program import Program
from tests.infra.resources.places import places

FUNCTIONS = (
    "tweets-bootstrap",
    "tweets-collector",
    "tweets-redrive",
    "tweets-rules",
    "tweets-sentiment",
)
STARTED = ("tweets-collector", "tweets-redrive")
DELIVERY = "FirehoseDeliveryStream tweets-delivery opensearchConfiguration."
DOMAIN = f"arn:aws:es:us-east-1:{ACCOUNT}:domain/tweets-dev"

TOKEN = arn_of("Secret", "tweets-rules")
PASSWORD = arn_of("Secret", "tweets")
STREAM = name_of("FirehoseDeliveryStream", "tweets-delivery")
DELIVERY_ROLE = arn_of("Role", "tweets-delivery")
DELIVERY_LOGS = name_of("LogGroup", "tweets-delivery")

EXPECTED = {
    # What a function finds in its environment.
    "Function tweets-rules environment.variables.BEARER_TOKEN_SECRET_ARN": TOKEN,
    "Function tweets-collector environment.variables.BEARER_TOKEN_SECRET_ARN": TOKEN,
    "Function tweets-collector environment.variables.STATE_TABLE": name_of(
        "Table", "tweets-collector"
    ),
    "Function tweets-collector environment.variables.DELIVERY_STREAM": STREAM,
    "Function tweets-redrive environment.variables.DELIVERY_STREAM": STREAM,
    "Function tweets-redrive environment.variables.FAILURES_BUCKET": name_of(
        "Bucket", "tweets-failures"
    ),
    "Function tweets-bootstrap environment.variables.DELIVERY_ROLE_ARN": DELIVERY_ROLE,
    "Function tweets-bootstrap environment.variables.DOMAIN_ENDPOINT": ENDPOINT,
    "Function tweets-bootstrap environment.variables.MASTER_PASSWORD_SECRET_ARN": PASSWORD,
    # Firehose: through the analysis into the domain; what fails goes to the bucket.
    f"{DELIVERY}roleArn": DELIVERY_ROLE,
    f"{DELIVERY}domainArn": DOMAIN,
    f"{DELIVERY}s3Configuration.roleArn": DELIVERY_ROLE,
    f"{DELIVERY}s3Configuration.bucketArn": arn_of("Bucket", "tweets-failures"),
    # "Transform source data": the version must be named, and is the newest.
    f"{DELIVERY}processingConfiguration.processors.0.parameters.0.parameterValue": (
        arn_of("Function", "tweets-sentiment") + ":$LATEST"
    ),
    # Each half of the delivery tells its errors in a log stream of its own.
    f"{DELIVERY}cloudwatchLoggingOptions.logGroupName": DELIVERY_LOGS,
    f"{DELIVERY}cloudwatchLoggingOptions.logStreamName": name_of("LogStream", "tweets-domain"),
    f"{DELIVERY}s3Configuration.cloudwatchLoggingOptions.logGroupName": DELIVERY_LOGS,
    f"{DELIVERY}s3Configuration.cloudwatchLoggingOptions.logStreamName": name_of(
        "LogStream", "tweets-backup"
    ),
    "LogStream tweets-backup logGroupName": DELIVERY_LOGS,
    "LogStream tweets-domain logGroupName": DELIVERY_LOGS,
    "RolePolicy tweets-delivery role": name_of("Role", "tweets-delivery"),
    # The deploy calls these three.
    "Invocation tweets-rules-removal functionName": name_of("Function", "tweets-rules"),
    "Invocation tweets-rules functionName": name_of("Function", "tweets-rules"),
    "Invocation tweets-bootstrap functionName": name_of("Function", "tweets-bootstrap"),
    "TopicPolicy tweets-monitoring arn": arn_of("Topic", "tweets-monitoring"),
    "TopicSubscription tweets-monitoring topic": arn_of("Topic", "tweets-monitoring"),
}

for _name in FUNCTIONS:
    EXPECTED |= {
        f"Function {_name} role": arn_of("Role", _name),
        f"Function {_name} loggingConfig.logGroup": name_of("LogGroup", _name),
        f"RolePolicy {_name} role": name_of("Role", _name),
    }
for _name in STARTED:
    _schedule = f"{_name}-schedule"
    EXPECTED |= {
        f"Schedule {_schedule} target.arn": arn_of("Function", _name),
        f"Schedule {_schedule} target.roleArn": arn_of("Role", _schedule),
        f"Schedule {_schedule} target.deadLetterConfig.arn": arn_of("Queue", _schedule),
        f"RolePolicy {_schedule} role": name_of("Role", _schedule),
        f"FunctionEventInvokeConfig {_schedule} functionName": name_of("Function", _name),
        f"FunctionEventInvokeConfig {_schedule} destinationConfig.onFailure.destination": arn_of(
            "Queue", _schedule
        ),
        f"RolePolicy {_schedule}-failed role": name_of("Role", _name),
    }


def test_each_resource_is_given_those_it_works_with(distinct: Program) -> None:
    signs = (PULUMI_SUFFIX, ENDPOINT, DOMAIN)
    found = {
        place: value
        for place, value in places(distinct).items()
        if any(sign in str(value) for sign in signs)
    }
    assert found == EXPECTED


def test_what_is_set_up_for_a_bucket_a_secret_or_a_queue_is_set_up_for_ours(
    distinct: Program,
) -> None:
    found = {place: value for place, value in places(distinct).items() if str(value)[-3:] == "-id"}
    bucket = {
        "BucketLifecycleConfiguration",
        "BucketOwnershipControls",
        "BucketPolicy",
        "BucketPublicAccessBlock",
        "BucketServerSideEncryptionConfiguration",
    }
    assert found == {
        **{f"{kind} tweets-failures bucket": "tweets-failures-id" for kind in bucket},
        **{f"QueuePolicy {name}-schedule queueUrl": f"{name}-schedule-id" for name in STARTED},
        "SecretVersion tweets secretId": "tweets-id",
        "SecretVersion tweets-rules secretId": "tweets-rules-id",
    }


def test_the_bucket_that_was_called_an_archive_is_taken_over(distinct: Program) -> None:
    """An upgrade would otherwise make a second bucket and delete the first with its records."""
    assert {c.type: c.former_types for c in distinct.components if c.former_types} == {
        "tweets:failures:FailuresBucket": ("tweets:archive:FailuresArchive",)
    }


def test_each_component_tells_what_others_use_of_it(distinct: Program) -> None:
    told = {(c.type.split(":")[-1], c.name): c.outputs for c in distinct.components}
    stack = told.pop(("Stack", "tweet-sentiment-dev"))
    functions = {
        ("PythonFunction", name): {
            "arn": arn_of("Function", name),
            "name": name_of("Function", name),
        }
        for name in FUNCTIONS
    }
    schedules = {
        ("RepeatedStart", f"{name}-schedule"): {
            "dead_letters_name": name_of("Queue", f"{name}-schedule")
        }
        for name in STARTED
    }
    assert told == {
        **functions,
        **schedules,
        ("StreamRules", "tweets-rules"): {"token_secret_arn": TOKEN},
        ("SearchDomain", "tweets"): {"arn": DOMAIN, "endpoint": ENDPOINT},
        ("DeliveryRole", "tweets-delivery"): {
            "arn": DELIVERY_ROLE,
            "name": name_of("Role", "tweets-delivery"),
        },
        ("Kibana", "tweets-bootstrap"): {"url": stack["kibana_url"]},
        ("FailuresBucket", "tweets-failures"): {
            "bucket_arn": arn_of("Bucket", "tweets-failures"),
            "bucket_name": name_of("Bucket", "tweets-failures"),
        },
        ("SentimentTransform", "tweets-sentiment"): {},
        ("Delivery", "tweets-delivery"): {
            "stream_arn": arn_of("FirehoseDeliveryStream", "tweets-delivery"),
            "stream_name": STREAM,
        },
        ("Collector", "tweets-collector"): {},
        ("Redrive", "tweets-redrive"): {},
        ("Monitoring", "tweets-monitoring"): {"dashboard_url": stack["operations_dashboard_url"]},
    }
