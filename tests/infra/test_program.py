"""The real program, as a whole: order, outputs, secrets, tear-down."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from tests.infra.answers import PASSWORD
from tests.infra.program import REQUIRED, TOKEN, Program, preview, run, run_anew

FUNCTION = "lambda/function:Function"
INVOCATION = "lambda/invocation:Invocation"
DOMAIN = "opensearch/domain:Domain"
STREAM = "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
SCHEDULE = "scheduler/schedule:Schedule"


def test_the_outputs_are_those_a_person_needs(program: Program) -> None:
    assert set(program.outputs) == {
        "kibana_url",
        "kibana_user",
        "kibana_password",
        "elasticsearch_endpoint",
        "delivery_stream",
        "failures_bucket",
        "collector_function",
        "rules",
        "operations_dashboard_url",
        "alarms",
    }
    assert program.outputs["rules"] == [
        {"tag": "#USElection2020", "value": "#USElection2020 -is:retweet"},
        {"tag": "climate change", "value": "(climate change) -is:retweet"},
    ]


def test_the_password_is_a_secret_output_and_the_only_one(program: Program) -> None:
    assert program.secret_outputs == {"kibana_password"}
    assert program.outputs["kibana_password"] == PASSWORD


@pytest.mark.parametrize(
    ("engine", "path"),
    [({}, "_plugin/kibana"), ({"engineVersion": "OpenSearch_2.19"}, "_dashboards")],
    ids=["elasticsearch", "opensearch"],
)
def test_the_url_opens_the_dashboard_of_the_engine(engine: dict[str, str], path: str) -> None:
    url = run(**REQUIRED, **engine).outputs["kibana_url"]
    assert url.endswith(
        f".es.amazonaws.com/{path}/app/dashboards?security_tenant=global#/view/tweet-sentiment"
    )
    assert url.startswith("https://search-")


def test_x_accepts_the_rules_before_the_slow_domain_is_made(program: Program) -> None:
    assert program.waits_for(program.one(DOMAIN, "tweets"), program.one(INVOCATION, "tweets-rules"))


def test_nothing_is_delivered_before_the_domain_is_set_up(program: Program) -> None:
    stream = program.one(STREAM, "tweets-delivery")
    assert program.waits_for(stream, program.one(INVOCATION, "tweets-bootstrap"))
    assert program.waits_for(
        program.one(INVOCATION, "tweets-bootstrap"), program.one(DOMAIN, "tweets")
    )
    assert program.waits_for(stream, program.one("iam/rolePolicy:RolePolicy", "tweets-delivery"))


def test_the_schedules_start_last_and_so_end_first(program: Program) -> None:
    stream = program.one(STREAM, "tweets-delivery")
    for name in ("tweets-collector", "tweets-redrive"):
        schedule = program.one(SCHEDULE, f"{name}-schedule")
        assert program.waits_for(schedule, stream)
        assert program.waits_for(schedule, program.one(FUNCTION, name))
        assert not [made for made in program.made if program.waits_for(made, schedule)]


def test_the_rules_are_removed_while_their_function_and_token_still_exist(
    program: Program,
) -> None:
    invocation = program.one(INVOCATION, "tweets-rules")
    assert invocation.inputs["lifecycleScope"] == "CRUD"
    for earlier in (
        program.one(FUNCTION, "tweets-rules"),
        program.one("iam/rolePolicy:RolePolicy", "tweets-rules"),
        program.one("secretsmanager/secretVersion:SecretVersion", "tweets-rules"),
    ):
        assert program.waits_for(invocation, earlier)


def test_a_new_token_is_checked_by_x_while_the_stack_is_deployed(program: Program) -> None:
    invocation = program.one(INVOCATION, "tweets-rules")
    assert json.loads(invocation.inputs["input"]) == {
        "rules": program.outputs["rules"],
        "token_version": "version-of-tweets-rules",
        "window_minutes": 14,
        "expand_authors": False,
    }


def test_what_the_rules_function_warns_of_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", told.append)
    warnings = ["Posts from gaps will come late.", *(f"Left alone: {each}" for each in range(30))]
    answer = {"result": json.dumps({"warnings": warnings})}
    run_anew(REQUIRED, computed={("Invocation", "tweets-rules"): answer})
    assert told == [*warnings[:20], "and 11 more warnings of the rules' function"]


def test_a_function_can_log_before_it_runs(program: Program) -> None:
    for function in program.all(FUNCTION):
        log_group = program.one("cloudwatch/logGroup:LogGroup", function.name)
        policy = program.one("iam/rolePolicy:RolePolicy", function.name)
        assert program.waits_for(function, log_group)
        assert program.waits_for(function, policy)


def test_no_secret_is_in_the_state_in_the_open(program: Program) -> None:
    for made in program.made:
        text = str(made.visible)
        assert TOKEN not in text, made.urn
        assert PASSWORD not in text, made.urn


def test_no_secret_is_in_an_environment_variable_or_an_invocation(program: Program) -> None:
    for made in program.all(FUNCTION) + program.all(INVOCATION) + program.all(SCHEDULE):
        assert TOKEN not in str(made.inputs), made.urn
        assert PASSWORD not in str(made.inputs), made.urn


def test_the_token_reaches_its_secret_byte_for_byte(program: Program) -> None:
    version = program.one("secretsmanager/secretVersion:SecretVersion", "tweets-rules")
    assert version.inputs["secretString"] == TOKEN


def test_a_second_run_keeps_the_first_password(program: Program) -> None:
    version = program.one("secretsmanager/secretVersion:SecretVersion", "tweets")
    assert version.ignored_changes == ("secretString",)
    options = program.one(DOMAIN, "tweets").inputs["advancedSecurityOptions"]
    assert options["masterUserOptions"]["masterUserPassword"] == PASSWORD


def test_a_second_run_asks_for_the_same(program: Program) -> None:
    again = run_anew(REQUIRED | {"alarmEmail": "you@example.com"})
    assert _inputs(again) == _inputs(program)


def test_the_first_preview_shows_every_resource(program: Program) -> None:
    shown = preview(**REQUIRED, alarmEmail="you@example.com")
    assert sorted(made.urn for made in shown.made) == sorted(made.urn for made in program.made)


def test_destroy_finds_nothing_that_holds_on(program: Program) -> None:
    assert program.one("s3/bucket:Bucket", "tweets-failures").inputs["forceDestroy"] is True
    for secret in program.all("secretsmanager/secret:Secret"):
        assert secret.inputs["recoveryWindowInDays"] == 0
    for made in program.made:
        assert "deletionProtectionEnabled" not in made.inputs
        assert "skipDestroy" not in made.inputs


def test_another_engine_is_refused_before_the_domain_would_be_replaced() -> None:
    with pytest.raises(pulumi.RunError) as error:
        run_anew(
            REQUIRED | {"engineVersion": "OpenSearch_2.19"},
            computed={("Domain", "tweets"): {"engineVersion": "Elasticsearch_7.10"}},
        )
    assert "runs Elasticsearch_7.10, and OpenSearch_2.19 is wanted" in str(error.value)
    assert "pulumi config set engineVersion Elasticsearch_7.10" in str(error.value)


def test_the_domain_ignores_a_change_of_the_engine(program: Program) -> None:
    assert program.one(DOMAIN, "tweets").ignored_changes == ("engineVersion",)


def test_bad_settings_end_the_program_before_anything_is_made() -> None:
    with pytest.raises(pulumi.RunError) as error:
        run_anew(
            {
                "track": " , ",
                "xBearerToken": "Bearer abc",
                "windowMinutes": "0",
                "retentionDays": "many",
            }
        )
    text = str(error.value)
    assert text.startswith("4 settings can't be used; nothing was deployed.")
    for key in ("track", "xBearerToken", "windowMinutes", "retentionDays"):
        assert f"\n{key}\n" in text


def test_a_misspelt_key_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"tweet-sentiment:windowMinute": "5"}))
    with pytest.raises(pulumi.RunError, match="perhaps windowMinutes"):
        run_anew(REQUIRED)


def test_no_alarm_is_mailed_when_no_address_is_given() -> None:
    program = run(**REQUIRED)
    assert not program.all("sns/topic:Topic")
    assert not program.all("sns/topicSubscription:TopicSubscription")
    assert all(alarm.inputs["alarmActions"] == [] for alarm in _alarms(program))
    assert program.outputs["alarms"].startswith("Nobody is told when an alarm rings")
    assert "pulumi config set alarmEmail you@example.com" in program.outputs["alarms"]


def test_every_alarm_is_mailed_when_an_address_is_given(program: Program) -> None:
    (topic,) = program.all("sns/topic:Topic")
    assert all(topic.urn in alarm.dependencies for alarm in _alarms(program))
    (mail,) = program.all("sns/topicSubscription:TopicSubscription")
    assert (mail.inputs["protocol"], mail.inputs["endpoint"]) == ("email", "you@example.com")
    assert program.outputs["alarms"].startswith("Mailed to you@example.com, once you confirmed")


def test_the_collector_is_started_with_its_rules(program: Program) -> None:
    target = program.one(SCHEDULE, "tweets-collector-schedule").inputs["target"]
    assert json.loads(target["input"]) == {
        "rules": program.outputs["rules"],
        "scheduled_time": "<aws.scheduler.scheduled-time>",
    }


def _alarms(program: Program) -> list[Any]:
    return program.all("cloudwatch/metricAlarm:MetricAlarm")


def _inputs(program: Program) -> list[tuple[str, str, str]]:
    described = []
    for made in program.made:
        inputs = {k: getattr(v, "path", v) for k, v in made.inputs.items()}
        described.append((made.type, made.name, json.dumps(inputs, sort_keys=True)))
    return sorted(described)
