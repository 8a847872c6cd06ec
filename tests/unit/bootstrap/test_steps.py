"""What each step keeps of other people's work, and what it does when its own is there already."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import Engine
from bootstrap.installation import StepError
from bootstrap.pipeline import install_pipeline
from bootstrap.retention import set_retention
from bootstrap.security import DELIVERY_ROLE, map_backend_role
from bootstrap.templates import install_templates
from tests.unit.bootstrap.conftest import DASHBOARDS, DELIVERY_ROLE_ARN
from tests.unit.bootstrap.stand_in_domain import Fault, StandInDomain

Install = Callable[..., dict[str, str]]
PIPELINE = json.loads((DASHBOARDS / "ingest-pipeline.json").read_text("utf-8"))
TEMPLATE = json.loads((DASHBOARDS / "index-template.json").read_text("utf-8"))
WRITE_TEMPLATE = json.loads((DASHBOARDS / "write-template.json").read_text("utf-8"))
POLICY = json.loads((DASHBOARDS / "retention-policy.json").read_text("utf-8"))
OURS = {"managed_by": "tweet-sentiment"}


def test_a_mapping_made_by_hand_keeps_all_that_it_gives(
    domain: Domain, stand_in: StandInDomain, engine: Engine
) -> None:
    by_hand = {"backend_roles": ["arn:someone"], "users": ["ada"], "hosts": ["10.*"]}
    stand_in.mappings[DELIVERY_ROLE] = dict(by_hand)
    assert map_backend_role(domain, engine, DELIVERY_ROLE, "arn:ours") == "updated"
    kept = stand_in.mappings[DELIVERY_ROLE]
    assert kept == {**by_hand, "backend_roles": ["arn:someone", "arn:ours"]}


def test_the_delivery_role_may_write_posts_and_nothing_else(
    install_all: Install, stand_in: StandInDomain, engine: Engine
) -> None:
    install_all()
    role = stand_in.things[f"{engine.security}/roles/{DELIVERY_ROLE}"]
    writing = [p for p in role["index_permissions"] if "crud" in p["allowed_actions"]]
    assert [p["index_patterns"] for p in writing] == [["tweets*"]]
    assert stand_in.mappings[DELIVERY_ROLE] == {"backend_roles": [DELIVERY_ROLE_ARN]}
    viewer = stand_in.things[f"{engine.security}/roles/tweets-viewer"]
    actions = {a for p in viewer["index_permissions"] for a in p["allowed_actions"]}
    assert not actions & {"crud", "write", "index", "delete", "manage", "create_index", "*"}


@pytest.mark.parametrize(
    ("path", "thing"),
    [
        ("/_ingest/pipeline/tweets", {"description": "somebody's", "processors": []}),
        ("/_index_template/tweets", {"index_patterns": ["tweets-*"], "_meta": {"by": "them"}}),
        ("/_index_template/tweets-write", {"index_patterns": ["tweets"]}),
        ("roles", {"description": None, "cluster_permissions": ["cluster_all"]}),
    ],
)
def test_a_thing_of_the_same_name_by_somebody_else_is_left_as_it_is(
    install_all: Install, stand_in: StandInDomain, engine: Engine, path: str, thing: object
) -> None:
    if path == "roles":
        path = f"{engine.security}/roles/{DELIVERY_ROLE}"
    assert isinstance(thing, dict)
    stand_in.things[path] = thing
    with pytest.raises(StepError, match="somebody else's and was left as it is"):
        install_all()
    assert stand_in.things[path] == thing


def test_a_changed_pipeline_of_ours_is_renewed(domain: Domain, stand_in: StandInDomain) -> None:
    stand_in.things["/_ingest/pipeline/tweets"] = {**PIPELINE, "processors": []}
    assert install_pipeline(domain, PIPELINE) == "updated"
    assert install_pipeline(domain, PIPELINE) == "unchanged"


def test_a_domain_that_does_not_keep_what_it_acknowledged_is_found_out(
    domain: Domain, stand_in: StandInDomain
) -> None:
    stand_in.forgetful = True
    with pytest.raises(BootstrapError, match="reading it back"):
        install_pipeline(domain, PIPELINE)


@pytest.mark.parametrize(("instances", "replicas"), [(1, 0), (2, 1), (3, 1)])
def test_replicas_follow_the_number_of_nodes(
    domain: Domain, stand_in: StandInDomain, instances: int, replicas: int
) -> None:
    install_templates(domain, TEMPLATE, WRITE_TEMPLATE, instances)
    settings = stand_in.things["/_index_template/tweets"]["template"]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == (1, replicas)


def test_an_index_of_the_write_name_stops_the_deploy_before_anything_is_put(
    domain: Domain, stand_in: StandInDomain
) -> None:
    stand_in.indices["tweets"] = {"properties": {}}
    with pytest.raises(BootstrapError, match="must stay free"):
        install_templates(domain, TEMPLATE, WRITE_TEMPLATE, 1)
    assert stand_in.written() == []


def test_a_weeks_index_of_another_mapping_stops_the_deploy_untouched(
    domain: Domain, stand_in: StandInDomain
) -> None:
    stand_in.indices["tweets-2026-w47"] = {"properties": {"created_at": {"type": "text"}}}
    with pytest.raises(BootstrapError, match="created_at is text, not date"):
        install_templates(domain, TEMPLATE, WRITE_TEMPLATE, 1)
    assert stand_in.indices["tweets-2026-w47"] == {"properties": {"created_at": {"type": "text"}}}


def test_an_older_index_of_another_mapping_is_left_alone_and_named(
    domain: Domain, stand_in: StandInDomain
) -> None:
    stand_in.indices["tweets-2019"] = {"properties": {"lang": {"type": "text"}}}
    outcome = install_templates(domain, TEMPLATE, WRITE_TEMPLATE, 1)
    assert "tweets-2019 left alone" in outcome
    assert "lang is text, not keyword" in outcome
    assert stand_in.indices["tweets-2019"] == {"properties": {"lang": {"type": "text"}}}


def test_an_older_index_of_ours_learns_the_new_fields(
    domain: Domain, stand_in: StandInDomain
) -> None:
    stand_in.indices["tweets-2026-w46"] = {"_meta": OURS, "properties": {"id": {"type": "keyword"}}}
    assert "tweets-2026-w46 updated" in install_templates(domain, TEMPLATE, WRITE_TEMPLATE, 1)
    assert "lag_seconds" in stand_in.indices["tweets-2026-w46"]["properties"]


def test_retention_takes_existing_indices_but_not_those_under_another_policy(
    domain: Domain, stand_in: StandInDomain, engine: Engine
) -> None:
    stand_in.indices = {"tweets-2026-w46": {}, "tweets-kept": {}}
    stand_in.managed = {"tweets-kept": "forever"}
    assert set_retention(domain, engine, POLICY, 30) == "created, applied to 1 existing indices"
    assert stand_in.managed == {"tweets-2026-w46": "tweet-sentiment", "tweets-kept": "forever"}


def test_a_changed_retention_reaches_the_indices_that_it_manages(
    domain: Domain, stand_in: StandInDomain, engine: Engine
) -> None:
    stand_in.indices = {"tweets-2026-w46": {}}
    set_retention(domain, engine, POLICY, 30)
    stand_in.requests.clear()
    assert set_retention(domain, engine, POLICY, 7) == "updated, applied to 1 existing indices"
    assert any("/change_policy/tweets-2026-w46" in line for line in stand_in.written())
    assert json.dumps(stand_in.things["/policies/tweet-sentiment"]).count('"7d"') == 1


def test_another_retention_policy_of_our_name_is_left_as_it_is(
    domain: Domain, stand_in: StandInDomain, engine: Engine
) -> None:
    set_retention(domain, engine, POLICY, 30)
    stand_in.things["/policies/tweet-sentiment"]["description"] = "mine"
    with pytest.raises(BootstrapError, match="somebody else's"):
        set_retention(domain, engine, POLICY, 7)


def test_a_retention_that_somebody_changes_at_the_same_moment_is_told(
    domain: Domain, stand_in: StandInDomain, engine: Engine
) -> None:
    set_retention(domain, engine, POLICY, 30)
    stand_in.faults = [Fault("PUT .*/policies/", 409, "version conflict", 1)]
    with pytest.raises(BootstrapError, match=r"HTTP 409.*reading it back"):
        set_retention(domain, engine, POLICY, 7)


def test_an_index_that_takes_no_policy_is_told(
    domain: Domain, stand_in: StandInDomain, engine: Engine
) -> None:
    stand_in.indices = {"tweets-2026-w46": {}}
    words = '{"failures": true, "failed_indices": [{"reason": "index is closed"}]}'
    stand_in.faults = [Fault("POST .*/add/", 200, words, 1)]
    with pytest.raises(BootstrapError, match="index is closed"):
        set_retention(domain, engine, POLICY, 30)


def test_an_import_on_a_full_disk_comes_with_advice(
    install_all: Install, stand_in: StandInDomain
) -> None:
    stand_in.kibana.failing_id = "tweet-sentiment-totals"
    blocked = "index [.kibana_1] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];"
    stand_in.kibana.failure = {"type": "unknown", "message": blocked}
    with pytest.raises(StepError, match=r"step 'dashboards'.*read-only.*volumeGib"):
        install_all()


def test_an_import_that_answers_200_but_failed_is_a_failure(
    install_all: Install, stand_in: StandInDomain
) -> None:
    stand_in.kibana.failing_id = "tweet-sentiment-totals"
    with pytest.raises(
        StepError, match=r"import of the dashboards failed: visualization tweet-sentiment-totals"
    ):
        install_all()


def test_dashboards_that_are_not_kept_are_named(
    install_all: Install, stand_in: StandInDomain
) -> None:
    stand_in.kibana.forgetful = True
    with pytest.raises(StepError, match=r"dashboard tweet-sentiment\b"):
        install_all()


def test_an_edited_dashboard_is_imported_again(
    install_all: Install, stand_in: StandInDomain
) -> None:
    install_all()
    stand_in.kibana.objects["dashboard", "tweet-sentiment"]["attributes"]["title"] = "Other"
    assert install_all()["dashboards"].startswith("imported")
    kept = stand_in.kibana.objects["dashboard", "tweet-sentiment"]
    assert kept["attributes"]["title"] == "Tweet Sentiment"


def test_our_index_pattern_becomes_the_default_one(
    install_all: Install, stand_in: StandInDomain
) -> None:
    assert "default index pattern set" in install_all()["dashboards"]
    assert stand_in.kibana.settings == {"defaultIndex": {"userValue": "tweet-sentiment-tweets"}}


def test_somebodys_default_index_pattern_is_left_as_it_is(
    install_all: Install, stand_in: StandInDomain
) -> None:
    stand_in.kibana.settings = {"defaultIndex": {"userValue": "theirs"}}
    install_all()
    assert stand_in.kibana.settings == {"defaultIndex": {"userValue": "theirs"}}
