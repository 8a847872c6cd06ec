"""Who belongs to whom, where the stack is, and what AWS is asked beside resources."""

from __future__ import annotations

import json

import pulumi
import pytest

from components.functions.function_archive import PURE_PYTHON_FOR_LAMBDA
from components.search import refuse_other_engine
from tests.infra.program import REQUIRED, Program, run_where_the_profile_is
from tests.infra.resources.places import places

# Another parent is another resource: the old one would be deleted with what it holds.
PARENTS = {
    "StreamRules tweets-rules": "Stack",
    "SearchDomain tweets": "Stack",
    "DeliveryRole tweets-delivery": "Stack",
    "Kibana tweets-bootstrap": "Stack",
    "FailuresBucket tweets-failures": "Stack",
    "SentimentTransform tweets-sentiment": "Stack",
    "Delivery tweets-delivery": "Stack",
    "Collector tweets-collector": "Stack",
    "Redrive tweets-redrive": "Stack",
    "Monitoring tweets-monitoring": "Stack",
    "PythonFunction tweets-rules": "StreamRules",
    "PythonFunction tweets-bootstrap": "Kibana",
    "PythonFunction tweets-sentiment": "SentimentTransform",
    "PythonFunction tweets-collector": "Collector",
    "PythonFunction tweets-redrive": "Redrive",
    "RepeatedStart tweets-collector-schedule": "Collector",
    "RepeatedStart tweets-redrive-schedule": "Redrive",
}
CHILDREN = {
    "StreamRules": {"Invocation", "Secret", "SecretVersion"},
    "SearchDomain": {"Domain", "Secret", "SecretVersion"},
    "DeliveryRole": {"Role"},
    "Kibana": {"Invocation"},
    "FailuresBucket": {
        "Bucket",
        "BucketLifecycleConfiguration",
        "BucketOwnershipControls",
        "BucketPolicy",
        "BucketPublicAccessBlock",
        "BucketServerSideEncryptionConfiguration",
    },
    "Delivery": {"FirehoseDeliveryStream", "LogGroup", "LogStream", "RolePolicy"},
    "Collector": {"Table"},
    "Monitoring": {
        "CompositeAlarm",
        "Dashboard",
        "MetricAlarm",
        "Topic",
        "TopicPolicy",
        "TopicSubscription",
    },
    "PythonFunction": {"Function", "LogGroup", "Role", "RolePolicy"},
    "RepeatedStart": {
        "FunctionEventInvokeConfig",
        "Queue",
        "QueuePolicy",
        "Role",
        "RolePolicy",
        "Schedule",
    },
}


def test_each_component_belongs_to_the_one_that_made_it(program: Program) -> None:
    found = {
        f"{component.type.split(':')[-1]} {component.name}": _parent(component.urn)
        for component in program.components
        if component.type != "pulumi:pulumi:Stack"
    }
    assert found == PARENTS


def test_each_resource_belongs_to_the_component_that_made_it(program: Program) -> None:
    found: dict[str, set[str]] = {}
    for made in program.made:
        found.setdefault(_parent(made.urn), set()).add(made.urn.split("::")[2].split(":")[-1])
    assert found == CHILDREN


def test_the_password_is_one_that_the_domain_takes_and_a_person_can_hand_on(
    program: Program,
) -> None:
    """ "Fine-grained access control": at least 8 characters of four kinds. Quotation marks, slashes
    and what URLs and shells take for their own would be trouble in a login form or a terminal."""
    assert program.looked_up["getRandomPassword"] == {
        "passwordLength": 32,
        "excludeCharacters": "\"'`\\/:@$&<>",
        "requireEachIncludedType": True,
    }


def test_the_stack_is_in_the_region_of_the_profile_when_none_is_configured() -> None:
    program = run_where_the_profile_is(REQUIRED)
    assert places(program)["Function tweets-sentiment environment.variables.COMPREHEND_REGION"] == (
        "us-west-2"
    )
    domain = program.one("opensearch/domain:Domain", "tweets").inputs
    (statement,) = json.loads(domain["accessPolicies"])["Statement"]
    assert statement["Resource"][0].startswith("arn:aws:es:us-west-2:")
    assert program.outputs["operations_dashboard_url"].count("us-west-2") == 2
    dashboard = program.one("cloudwatch/dashboard:Dashboard", "tweets-monitoring").inputs
    assert '"region": "us-west-2"' in dashboard["dashboardBody"]


def test_packages_are_chosen_for_the_python_that_runs_them(program: Program) -> None:
    (version,) = [w for w in PURE_PYTHON_FOR_LAMBDA if w.startswith("--python-version=")]
    for function in program.all("lambda/function:Function"):
        assert function.inputs["runtime"] == version.replace("--python-version=", "python")


def test_another_engine_is_refused_with_every_way_out() -> None:
    assert refuse_other_engine("OpenSearch_2.19", wanted="OpenSearch_2.19") == "OpenSearch_2.19"
    with pytest.raises(pulumi.RunError) as error:
        refuse_other_engine("OpenSearch_1.3", wanted="OpenSearch_2.19")
    assert str(error.value) == (
        "engineVersion: the stack's domain runs OpenSearch_1.3, and OpenSearch_2.19 is wanted. "
        "Pulumi would replace the domain and lose its data, so the domain was left as it is.\n"
        "  keep it:    pulumi config set engineVersion OpenSearch_1.3\n"
        "  upgrade it: in the console of Amazon OpenSearch Service (Actions, Upgrade), then "
        "pulumi refresh\n"
        "  start anew: pulumi destroy, then pulumi up"
    )


def _parent(urn: str) -> str:
    """Return the class of what a URN's type chain names second to last."""
    return urn.split("::")[2].split("$")[-2].split(":")[-1]
