"""What every resource is like, beside what settings and other resources decide: to the last key."""

from __future__ import annotations

from typing import Any

from tests.infra.answers import PASSWORD
from tests.infra.conftest import DISTINCT
from tests.infra.program import Program
from tests.infra.resources.places import TABLES_OF_THEIR_OWN, kind, places
from tests.infra.resources.test_references import EXPECTED, FUNCTIONS, STARTED
from tests.infra.resources.test_settings_arrive import (
    ARRIVES_AT,
    RULES_AT_X,
    RULES_OF_WINDOWS,
    S3_FORGETS_AFTER,
)

DELIVERY = "FirehoseDeliveryStream tweets-delivery "
FAILED = f"{DELIVERY}opensearchConfiguration.s3Configuration."
TRANSFORM = f"{DELIVERY}opensearchConfiguration.processingConfiguration."

DOMAIN: dict[str, Any] = {
    # Fine-grained access control with a user of its own for people, and what it needs.
    "Domain tweets advancedSecurityOptions.enabled": True,
    "Domain tweets advancedSecurityOptions.internalUserDatabaseEnabled": True,
    "Domain tweets advancedSecurityOptions.masterUserOptions.masterUserName": "kibana",
    "Domain tweets advancedSecurityOptions.masterUserOptions.masterUserPassword": PASSWORD,
    "Domain tweets encryptAtRest.enabled": True,
    "Domain tweets nodeToNodeEncryption.enabled": True,
    "Domain tweets domainEndpointOptions.enforceHttps": True,
    # The strictest policy that browsers and Firehose both speak: TLS 1.2 with forward secrecy.
    "Domain tweets domainEndpointOptions.tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    "Domain tweets domainName": "tweets-dev",
    # Mended holes of the engine arrive with no hand, off-peak.
    "Domain tweets softwareUpdateOptions.autoSoftwareUpdateEnabled": True,
    # Small instances have no disk of their own.
    "Domain tweets ebsOptions.ebsEnabled": True,
    "Domain tweets ebsOptions.volumeType": "gp3",
    "Secret tweets description": "Password of the search domain's master user",
    "SecretVersion tweets secretString": PASSWORD,
}

FIREHOSE: dict[str, Any] = {
    # Its "OpenSearch Service" destination takes Elasticsearch 7.10 too, and document ids.
    f"{DELIVERY}destination": "opensearch",
    # The pipeline's name for every post, without a date: the pipeline chooses the week.
    f"{DELIVERY}opensearchConfiguration.indexName": "tweets",
    f"{DELIVERY}opensearchConfiguration.indexRotationPeriod": "NoRotation",
    # With NO_DOCUMENT_ID the pipeline could not put the post's id in its place.
    f"{DELIVERY}opensearchConfiguration.documentIdOptions.defaultDocumentIdFormat": (
        "FIREHOSE_DEFAULT"
    ),
    # Small nodes take requests of 10 MiB at most ("OpenSearch Service quotas").
    f"{DELIVERY}opensearchConfiguration.bufferingSize": 5,
    # A domain that is restarted answers again within this; later its posts are redriven.
    f"{DELIVERY}opensearchConfiguration.retryDuration": 300,
    # Not AllDocuments: a second copy of every post would outlive its deletion.
    f"{DELIVERY}opensearchConfiguration.s3BackupMode": "FailedDocumentsOnly",
    f"{DELIVERY}opensearchConfiguration.cloudwatchLoggingOptions.enabled": True,
    f"{FAILED}cloudwatchLoggingOptions.enabled": True,
    f"{FAILED}prefix": "failed/",
    f"{FAILED}errorOutputPrefix": "failed/!{firehose:error-output-type}/",
    f"{FAILED}compressionFormat": "GZIP",
    f"{FAILED}bufferingSize": 5,
    f"{TRANSFORM}enabled": True,
    f"{TRANSFORM}processors.0.type": "Lambda",
    f"{TRANSFORM}processors.0.parameters.0.parameterName": "LambdaArn",
    f"{TRANSFORM}processors.0.parameters.1.parameterName": "BufferIntervalInSeconds",
    f"{DELIVERY}serverSideEncryption.enabled": True,
    f"{DELIVERY}serverSideEncryption.keyType": "AWS_OWNED_CMK",
}

LIFECYCLE = "BucketLifecycleConfiguration tweets-failures rules.0."
ENCRYPTION = "BucketServerSideEncryptionConfiguration tweets-failures rules.0."
BUCKET: dict[str, Any] = {
    # `pulumi destroy` takes the bucket with what is in it.
    "Bucket tweets-failures forceDestroy": True,
    "BucketPublicAccessBlock tweets-failures blockPublicAcls": True,
    "BucketPublicAccessBlock tweets-failures blockPublicPolicy": True,
    "BucketPublicAccessBlock tweets-failures ignorePublicAcls": True,
    "BucketPublicAccessBlock tweets-failures restrictPublicBuckets": True,
    "BucketOwnershipControls tweets-failures rule.objectOwnership": "BucketOwnerEnforced",
    f"{ENCRYPTION}applyServerSideEncryptionByDefault.sseAlgorithm": "AES256",
    # All objects: the failed ones, those put aside, and the rest of broken uploads.
    f"{LIFECYCLE}id": "expire",
    f"{LIFECYCLE}status": "Enabled",
    f"{LIFECYCLE}filter.prefix": "",
    f"{LIFECYCLE}abortIncompleteMultipartUpload.daysAfterInitiation": 1,
}

TABLE: dict[str, Any] = {
    # Costs nothing while nothing is read.
    "Table tweets-collector billingMode": "PAY_PER_REQUEST",
    "Table tweets-collector hashKey": "kind",
    "Table tweets-collector rangeKey": "id",
    "Table tweets-collector attributes.0.name": "kind",
    "Table tweets-collector attributes.0.type": "S",
    "Table tweets-collector attributes.1.name": "id",
    "Table tweets-collector attributes.1.type": "S",
    # What a person or a program of theirs deletes by mistake can be had back.
    "Table tweets-collector pointInTimeRecovery.enabled": True,
    "Table tweets-collector ttl.enabled": True,
    "Table tweets-collector ttl.attributeName": "expires_at",
}

DEPLOYED: dict[str, Any] = {
    # Also called when the stack is destroyed, so that no rule of ours is left at X.
    "Invocation tweets-rules lifecycleScope": "CRUD",
    "Invocation tweets-rules-removal lifecycleScope": "CRUD",
    "Invocation tweets-rules-removal input.at_destroy": "remove",
    # A new token is a change, so that X checks it while the stack is deployed.
    "Invocation tweets-rules input.token_version": "version-of-tweets-rules",
    "Invocation tweets-rules input.expand_authors": False,
    "Secret tweets-rules description": "Bearer token of the X app",
    "TopicSubscription tweets-monitoring protocol": "email",
    # Names can be used again at once after a `pulumi destroy`.
    "Secret tweets recoveryWindowInDays": 0,
    "Secret tweets-rules recoveryWindowInDays": 0,
}

SIZES = {
    # seconds, MiB: X and the domain may be slow, AWS's own services are not.
    "tweets-rules": (120, 256),
    "tweets-collector": (7 * 60 + 90, 256),
    # Firehose waits for 5 minutes ("Transform source data"); 512 MiB for its 16 threads.
    "tweets-sentiment": (300, 512),
    # A new domain takes minutes to know its master user.
    "tweets-bootstrap": (600, 256),
    # Many objects after an outage: as long as Lambda allows, a quarter of a processor.
    "tweets-redrive": (900, 512),
}
HANDLERS = {
    "tweets-rules": "collector.rules.handler.handler",
    "tweets-collector": "collector.handler.handler",
    "tweets-sentiment": "sentiment.handler.handler",
    "tweets-bootstrap": "bootstrap.handler.handler",
    "tweets-redrive": "redrive.handler.handler",
}


def _function(name: str) -> dict[str, Any]:
    seconds, mebibytes = SIZES[name]
    described = {
        "handler": HANDLERS[name],
        "runtime": "python3.13",
        "architectures.0": "arm64",  # a fifth cheaper than x86, and the archives are pure Python
        "timeout": seconds,
        "memorySize": mebibytes,
        "loggingConfig.logFormat": "JSON",
        "environment.variables.STACK": "dev",
        "environment.variables.POWERTOOLS_SERVICE_NAME": name.removeprefix("tweets-"),
        "environment.variables.POWERTOOLS_METRICS_NAMESPACE": "TweetSentiment",
        "environment.variables.POWERTOOLS_LOG_LEVEL": "INFO",
    }
    return {f"Function {name} {key}": value for key, value in described.items()}


def _schedule(name: str) -> dict[str, Any]:
    return {
        # A start that failed is not repeated beside the next one.
        f"Schedule {name} flexibleTimeWindow.mode": "OFF",
        f"Schedule {name} target.retryPolicy.maximumEventAgeInSeconds": 60,
        f"Schedule {name} target.retryPolicy.maximumRetryAttempts": 0,
        f"FunctionEventInvokeConfig {name} maximumEventAgeInSeconds": 60,
        f"FunctionEventInvokeConfig {name} maximumRetryAttempts": 0,
        # The longest that SQS keeps a message: a person may be on holiday.
        f"Queue {name} messageRetentionSeconds": 14 * 24 * 60 * 60,
        f"Queue {name} sqsManagedSseEnabled": True,
    }


EVERYTHING = {
    **DOMAIN,
    **FIREHOSE,
    **BUCKET,
    **TABLE,
    **DEPLOYED,
    **{key: value for name in FUNCTIONS for key, value in _function(name).items()},
    **{key: value for name in STARTED for key, value in _schedule(f"{name}-schedule").items()},
    "Function tweets-bootstrap environment.variables.MASTER_USER": "kibana",
    "Function tweets-collector environment.variables.EXPAND_AUTHORS": "false",
    "Function tweets-collector environment.variables.RECLAIM_CONNECTION": "false",
    "Schedule tweets-collector-schedule scheduleExpression": "rate(7 minutes)",
    "Schedule tweets-collector-schedule target.input.scheduled_time": (
        "<aws.scheduler.scheduled-time>"
    ),
    "Schedule tweets-redrive-schedule scheduleExpression": "rate(1 hours)",
    "Schedule tweets-redrive-schedule target.input": "{}",
    # A month tells what happened; logs hold no post.
    **{f"LogGroup {name} retentionInDays": 30 for name in (*FUNCTIONS, "tweets-delivery")},
}

TOLD_ELSEWHERE = (
    RULES_AT_X,
    RULES_OF_WINDOWS,
    S3_FORGETS_AFTER,
    "Invocation tweets-bootstrap input.content",
)
"""Values of settings with a test of their own, see `test_settings_arrive` and `test_redeploy`."""


def test_every_value_that_aws_is_given_is_meant(distinct: Program) -> None:
    wired = {place for of_key in ARRIVES_AT.values() for place in of_key} | set(EXPECTED)
    found = {
        place: value
        for place, value in places(distinct).items()
        if place not in wired
        and not place.startswith(TOLD_ELSEWHERE)
        and not place.endswith(" code")
        and str(value)[-3:] != "-id"
    }
    assert found == EVERYTHING


def test_each_function_runs_the_archive_of_its_folder(distinct: Program) -> None:
    folders = {
        place.split()[1]: value.split("/")[2]
        for place, value in places(distinct).items()
        if place.endswith(" code")
    }
    assert folders == {
        "tweets-rules": "collector",
        "tweets-collector": "collector",
        "tweets-sentiment": "sentiment",
        "tweets-bootstrap": "bootstrap",
        "tweets-redrive": "redrive",
    }


def test_every_resource_is_in_a_table_of_the_tests(distinct: Program) -> None:
    described = {" ".join(place.split()[:2]) for place in places(distinct)}
    without_values = {"Role", "Topic"}  # a name and a document are all that they have
    for made in distinct.made:
        if kind(made) not in TABLES_OF_THEIR_OWN | without_values:
            assert f"{kind(made)} {made.name}" in described


def test_the_distinct_settings_are_distinct() -> None:
    values = [value for value in DISTINCT.values() if value not in ("true", "false")]
    assert len(set(values)) == len(values)
