"""What is spelled on both sides of the wall between functions, components and dashboards."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from aws_lambda_powertools.shared import constants

from bootstrap import kibana as kibana_step
from bootstrap.contents import retention, templates
from bootstrap.engine import engine_of
from collector.matching.searchable import SEARCHES
from collector.rules import searches
from collector.settings import CollectorSettings, rules_from_event
from components.delivery import WRITE_NAME
from components.functions.function_archive import PROJECT
from components.kibana import DASHBOARD_ID, dashboard_url
from components.settings import searching
from components.settings.settings import StackSettings
from redrive.bucket import DEAD_PREFIX, FAILED_PREFIX
from sandbox.storm.posts import TRUE_REASONS, made_up_posts
from sandbox.x_api.rate_limits import REQUESTS_PER_WINDOW
from sandbox.x_api.rules.language import QUERY_CHARACTERS
from sentiment.comprehend.analysis import Skip, SkipReason
from sentiment.comprehend.languages import COMPREHEND_LANGUAGES, comprehend_language
from tests.infra.answers import ENDPOINT
from tests.infra.iam.function_code import FUNCTIONS, parameters, variables_read
from tests.infra.program import Made, Program
from tests.infra.resources.places import places
from tests.infra.resources.test_resources import HANDLERS
from tests.unit.components.settings.test_settings import read, refusal

OF_EVERY_FUNCTION = {
    "STACK",
    constants.POWERTOOLS_LOG_LEVEL_ENV,
    constants.METRICS_NAMESPACE_ENV,
    constants.SERVICE_NAME_ENV,
}
"""The stack's name, and what Powertools reads by itself."""
ONLY_THE_SANDBOX_SETS = {"TIME_SCALE", "X_API_URL", "REQUESTS_CA_BUNDLE"}
DASHBOARDS = PROJECT / "dashboards"


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_every_variable_that_a_function_reads_is_set_and_no_other(
    program: Program, name: str
) -> None:
    read = variables_read(HANDLERS[name]) - ONLY_THE_SANDBOX_SETS
    variables = set(_function(program, name).inputs["environment"]["variables"])
    assert variables == read | OF_EVERY_FUNCTION


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_the_handler_is_a_function_of_an_event_and_a_context(program: Program, name: str) -> None:
    handler = _function(program, name).inputs["handler"]
    assert len(parameters(handler)) == 2
    folder = _function(program, name).inputs["code"].path.split("/")[2]
    assert handler.split(".")[0] == folder


def test_the_collector_understands_its_variables_and_its_event(
    distinct: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        _function(distinct, "tweets-collector").inputs["environment"]["variables"].items()
    ):
        monkeypatch.setenv(name, value)
    settings = CollectorSettings.from_environment()
    assert settings.window_seconds == 7 * 60
    assert (settings.max_posts_per_day, settings.max_posts_per_month) == (101, 2002)
    assert (settings.expand_authors, settings.reclaim_connection) == (False, False)
    schedule = distinct.one("scheduler/schedule:Schedule", "tweets-collector-schedule")
    rules = rules_from_event(json.loads(schedule.inputs["target"]["input"]))
    assert [rule.tag for rule in rules] == ["#alpha", "expert"]


def test_the_table_is_keyed_and_forgets_as_the_collector_writes(program: Program) -> None:
    found = places(program)
    written = _texts("collector/state")
    for key in ("hashKey", "rangeKey"):
        assert found[f"Table tweets-collector {key}"] in {"kind", "id"}
    assert "#kind = :kind" in written
    expires = found["Table tweets-collector ttl.attributeName"]
    assert expires in written
    assert expires in _texts("collector/gaps"), "lessons are forgotten as well"


def test_xs_limits_are_the_same_wherever_they_are_reckoned_with() -> None:
    assert searches.LONGEST_QUERY == searching.LONGEST_QUERY == QUERY_CHARACTERS
    assert REQUESTS_PER_WINDOW["GET search"] == SEARCHES
    longest = searches.LONGEST_WINDOW_MINUTES
    assert read(windowMinutes=str(longest)).window_minutes == longest
    assert "windowMinutes" in refusal(windowMinutes=str(longest + 1))


def test_failed_records_lie_where_redrive_looks_and_dead_ones_do_not(program: Program) -> None:
    found = places(program)
    backup = "FirehoseDeliveryStream tweets-delivery opensearchConfiguration.s3Configuration."
    for name in ("prefix", "errorOutputPrefix"):
        assert found[backup + name].startswith(FAILED_PREFIX)
        assert not found[backup + name].startswith(DEAD_PREFIX)
    assert not DEAD_PREFIX.startswith(FAILED_PREFIX)


def test_one_name_leads_from_delivery_to_the_weekly_indices(program: Program) -> None:
    stream = places(program)[
        "FirehoseDeliveryStream tweets-delivery opensearchConfiguration.indexName"
    ]
    assert stream == WRITE_NAME == templates.WRITE_NAME == "tweets"
    assert _data("write-template")["index_patterns"] == [stream]
    assert _data("index-template")["index_patterns"] == [f"{stream}-*"]
    assert _data("retention-policy")["policy"]["ism_template"]["index_patterns"] == [f"{stream}-*"]
    assert f"{stream}-*" == retention.INDICES
    assert _data("saved-objects/tweets")["attributes"]["title"] == f"{stream}-*"
    assert _data("saved-objects/tweets")["id"] == kibana_step.INDEX_PATTERN
    (made,) = [
        step["set"]["value"]
        for step in _data("ingest-pipeline")["processors"]
        if step.get("set", {}).get("field") == "_index"
    ]
    assert made == f"{stream}-{{{{bucket}}}}"
    assert templates.WEEKLY_INDEX.fullmatch(made.replace("{{bucket}}", "2026-w47"))


@pytest.mark.parametrize("version", ["Elasticsearch_7.10", "OpenSearch_2.19", "OpenSearch_3.5"])
def test_the_address_opens_a_dashboard_that_is_installed(version: str) -> None:
    url = dashboard_url(endpoint=ENDPOINT, engine_version=version)
    assert url.startswith(f"https://{ENDPOINT}{engine_of(version).dashboards}/app/dashboards?")
    assert url.endswith(f"#/view/{_data(f'saved-objects/{DASHBOARD_ID}')['id']}")
    # People start in a private tenant: the address must name the one that is installed into.
    assert f"security_tenant={kibana_step.TENANT['securitytenant']}" in url


def test_every_setting_has_a_home_in_the_program() -> None:
    """A field of the settings that no component reads would be a key that does nothing."""
    sources = [PROJECT / "__main__.py", *(PROJECT / "components").glob("*.py")]
    sources += (PROJECT / "components/monitoring").glob("*.py")
    read = {
        node.attr
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings")
    }
    told_at_once = {"remarks"}  # no key: `load_settings` writes them into the log of `pulumi up`
    assert set(StackSettings.__dataclass_fields__) - told_at_once <= read


def test_the_storm_knows_which_reason_is_true_of_which_language() -> None:
    languages = {post["lang"] for post in made_up_posts(1, 500) if "lang" in post}
    skipped = {each: comprehend_language(each) for each in languages - COMPREHEND_LANGUAGES}
    assert skipped == {each: Skip(SkipReason(why)) for each, why in TRUE_REASONS.items()}
    assert "sentiment_skipped" in _data("index-template")["template"]["mappings"]["properties"]


def _function(program: Program, name: str) -> Made:
    return program.one("lambda/function:Function", name)


def _texts(folder: str) -> set[str]:
    return {
        node.value
        for path in (FUNCTIONS / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _data(name: str) -> Any:
    return json.loads((DASHBOARDS / f"{name}.json").read_text("utf-8"))
