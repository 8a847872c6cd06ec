"""What each step keeps of other people's work, and what it does when its own is there already."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import OPENSEARCH, Engine
from bootstrap.installation import StepError
from bootstrap.pipeline import install_pipeline
from bootstrap.retention import set_retention
from bootstrap.security import DELIVERY_ROLE, VIEWER_ROLE, map_backend_role
from bootstrap.templates import install_templates
from sandbox.simulation.search_domain import Asked, SearchDomain
from sandbox.web import Response
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import DASHBOARDS, DELIVERY_ROLE_ARN, changes
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]
OURS = {"managed_by": "tweet-sentiment"}
FOREVER = {"policy_id": "forever"}


def definition(name: str) -> Any:
    return json.loads((DASHBOARDS / f"{name}.json").read_text("utf-8"))


def install_both(domain: Domain, instances: int = 1) -> str:
    """Install the templates."""
    posts, write = definition("index-template"), definition("write-template")
    return install_templates(domain, posts, write, instances)


def retain(domain: Domain, engine: Engine, days: int) -> str:
    """Set the retention."""
    return set_retention(domain, engine, definition("retention-policy"), days)


@pytest.fixture
def engine() -> Engine:
    """One is enough: `test_requests` tells the paths of each."""
    return OPENSEARCH


def test_a_mapping_made_by_hand_keeps_all_that_it_gives(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine
) -> None:
    by_hand = {"backend_roles": ["arn:someone"], "users": ["ada"], "hosts": ["10.*"]}
    administrator.do("PUT", f"{engine.security}/roles/{DELIVERY_ROLE}", {"description": "any"})
    administrator.do("PUT", f"{engine.security}/rolesmapping/{DELIVERY_ROLE}", by_hand)
    assert map_backend_role(domain, engine, DELIVERY_ROLE, "arn:ours") == "updated"
    wanted = {**by_hand, "backend_roles": ["arn:someone", "arn:ours"]}
    assert administrator.members(DELIVERY_ROLE) == wanted
    (sent,) = [asked for asked in search.asked if asked.method == "PUT"]
    assert json.loads(sent.body) == wanted  # what is empty is left to the domain


def test_what_the_domain_tells_of_a_mapping_and_does_not_take_is_not_sent_back(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine
) -> None:
    administrator.do("PUT", f"{engine.security}/roles/{DELIVERY_ROLE}", {"description": "any"})
    told_only = {"reserved": True, "hidden": True, "static": True}
    told = json.dumps({DELIVERY_ROLE: {**told_only, "users": ["ada"]}})
    order(search, Fault("GET .*/rolesmapping/", 200, told, 1))
    assert map_backend_role(domain, engine, DELIVERY_ROLE, "arn:ours") == "updated"
    kept = {"users": ["ada"], "backend_roles": ["arn:ours"]}
    assert administrator.members(DELIVERY_ROLE) == kept


def test_the_delivery_role_may_write_posts_and_nothing_else(
    install_all: Install, administrator: Administrator
) -> None:
    install_all()
    permissions = administrator.role(DELIVERY_ROLE)["index_permissions"]
    writing = [p for p in permissions if "crud" in p["allowed_actions"]]
    assert [p["index_patterns"] for p in writing] == [["tweets*"]]
    assert administrator.members(DELIVERY_ROLE) == {"backend_roles": [DELIVERY_ROLE_ARN]}
    viewer = administrator.role(VIEWER_ROLE)["index_permissions"]
    actions = {a for p in viewer for a in p["allowed_actions"]}
    assert not actions & {"crud", "write", "index", "delete", "manage", "create_index", "*"}


@pytest.mark.parametrize(
    ("what", "path", "thing"),
    [
        (
            "ingest pipeline 'tweets'",
            "/_ingest/pipeline/tweets",
            {"description": "somebody's", "processors": []},
        ),
        (
            "index template 'tweets'",
            "/_index_template/tweets",
            {"index_patterns": ["tweets-*"], "_meta": {"managed_by": "them"}},
        ),
        (
            "index template 'tweets-write'",
            "/_index_template/tweets-write",
            {"index_patterns": ["tweets"]},
        ),
        (
            "security role 'tweets-delivery'",
            "/_plugins/_security/api/roles/tweets-delivery",
            {"cluster_permissions": ["a"]},
        ),
        (
            "security role 'tweets-viewer'",
            "/_plugins/_security/api/roles/tweets-viewer",
            {"description": "x: tweet-sentiment"},
        ),
    ],
)
def test_a_thing_of_the_same_name_by_somebody_else_is_left_as_it_is(
    install_all: Install, administrator: Administrator, what: str, path: str, thing: object
) -> None:
    administrator.do("PUT", path, thing)
    before = administrator.see(path)
    with pytest.raises(StepError) as caught:
        install_all()
    assert str(caught.value).endswith(
        f": The {what} exists already and is not marked 'tweet-sentiment', so it is somebody else's"
        f" and was left as it is. Rename or delete it (DELETE {path}) and run `pulumi up` again."
    )
    assert administrator.see(path) == before


def test_a_changed_pipeline_of_ours_is_renewed(
    domain: Domain, administrator: Administrator
) -> None:
    pipeline = definition("ingest-pipeline")
    administrator.do("PUT", "/_ingest/pipeline/tweets", {**pipeline, "processors": []})
    assert install_pipeline(domain, pipeline) == "updated"
    assert administrator.pipeline() == pipeline
    assert install_pipeline(domain, pipeline) == "unchanged"


def test_a_domain_that_does_not_keep_what_it_acknowledged_is_found_out(
    domain: Domain, search: SearchDomain, administrator: Administrator
) -> None:
    kept = {**definition("ingest-pipeline"), "processors": []}
    administrator.do("PUT", "/_ingest/pipeline/tweets", kept)
    order(search, Fault("PUT ", 200, '{"acknowledged": true}', 1))
    with pytest.raises(BootstrapError, match="reading it back"):
        install_pipeline(domain, definition("ingest-pipeline"))


@pytest.mark.parametrize("path", ["/_ingest/pipeline/tweets", ".*/rolesmapping/tweets-viewer"])
def test_a_missing_thing_is_missing_in_whatever_words(
    install_all: Install, search: SearchDomain, path: str
) -> None:
    order(search, Fault(f"GET {path}", 404, "Not Found", 1))
    assert set(install_all()) >= {"security", "ingest pipeline", "dashboards"}


@pytest.mark.parametrize(
    ("instances", "days", "replicas"), [(1, 30, "0"), (2, 1, "1"), (1, 2, "0"), (3, 1, "1")]
)
def test_the_whole_installation_counts_nodes_and_not_days(
    install_all: Install, administrator: Administrator, instances: int, days: int, replicas: str
) -> None:
    install_all(retention_days=days, instance_count=instances)
    settings = administrator.template("tweets")["template"]["settings"]["index"]
    assert settings["number_of_replicas"] == replicas


@pytest.mark.parametrize(("instances", "replicas"), [(1, "0"), (2, "1"), (3, "1")])
def test_replicas_follow_the_number_of_nodes(
    domain: Domain, administrator: Administrator, instances: int, replicas: str
) -> None:
    install_both(domain, instances)
    settings = administrator.template("tweets")["template"]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == ("1", replicas)


@pytest.mark.parametrize("alias", [False, True])
def test_an_index_or_alias_of_the_write_name_stops_the_deploy_before_anything_is_put(
    domain: Domain, search: SearchDomain, administrator: Administrator, alias: bool
) -> None:
    if alias:
        administrator.do("PUT", "/old-posts", {"aliases": {"tweets": {}}})
    else:
        administrator.make_index("tweets")
    with pytest.raises(BootstrapError, match="must stay free"):
        install_both(domain)
    assert changes(search) == []


def test_a_weeks_index_of_another_mapping_stops_the_deploy_untouched(
    domain: Domain, administrator: Administrator
) -> None:
    theirs = {"properties": {"created_at": {"type": "text"}, "lang": {"type": "text"}}}
    administrator.make_index("tweets-2026-w47", theirs)
    words = r"mapping \(created_at is text, not date; lang is text, not keyword\), so posts"
    with pytest.raises(BootstrapError, match=words):
        install_both(domain)
    assert administrator.mapping_of("tweets-2026-w47") == theirs


def test_an_older_index_of_another_mapping_is_left_alone_and_named(
    domain: Domain, administrator: Administrator
) -> None:
    theirs = {"properties": {"lang": {"type": "text"}, "attempts": {"type": "long"}}}
    administrator.make_index("tweets-2019", theirs)
    assert install_both(domain) == (
        "tweets created, tweets-write created, index tweets-2019 left alone, its mapping differs"
        " (attempts is long, not integer; lang is text, not keyword)"
    )
    assert administrator.mapping_of("tweets-2019") == theirs


def test_an_older_index_of_ours_learns_the_new_fields(
    domain: Domain, administrator: Administrator
) -> None:
    older = {"_meta": OURS, "properties": {"id": {"type": "keyword"}}}
    administrator.make_index("tweets-2026-w46", older)
    assert install_both(domain).endswith("created, index tweets-2026-w46 updated")
    assert "lag_seconds" in administrator.mapping_of("tweets-2026-w46")["properties"]


def test_an_index_of_somebody_without_our_fields_is_left_alone(
    domain: Domain, search: SearchDomain, administrator: Administrator
) -> None:
    theirs = {"properties": {"id": {"type": "keyword"}}}
    administrator.make_index("tweets-theirs", theirs)
    assert install_both(domain) == "tweets created, tweets-write created"
    assert administrator.mapping_of("tweets-theirs") == theirs
    assert not [line for line in changes(search) if "_mapping" in line]


def test_a_domain_that_calls_no_index_a_missing_one_has_none(
    domain: Domain, search: SearchDomain, engine: Engine
) -> None:
    words = '{"error": {"type": "index_not_found_exception"}, "status": 404}'
    order(search, Fault(r"GET /tweets-\*/", 404, words, 2))
    assert install_both(domain) == "tweets created, tweets-write created"
    assert retain(domain, engine, 30) == "created"


def test_retention_takes_every_existing_index(
    domain: Domain, administrator: Administrator, engine: Engine
) -> None:
    for index in ("tweets-2026-w46", "tweets-2026-w47"):
        administrator.make_index(index)
    assert retain(domain, engine, 30) == "created, applied to 2 existing indices"
    assert set(administrator.managed()) == {"tweets-2026-w46", "tweets-2026-w47"}


def test_retention_takes_existing_indices_but_not_those_under_another_policy(
    domain: Domain, administrator: Administrator, engine: Engine
) -> None:
    for index in ("tweets-2026-w46", "tweets-kept"):
        administrator.make_index(index)
    put_policy_by_hand(administrator, engine, "forever")
    administrator.do("POST", f"{engine.retention}/add/tweets-kept", FOREVER)
    assert retain(domain, engine, 30) == "created, applied to 1 existing indices"
    assert administrator.managed() == {
        "tweets-2026-w46": "tweet-sentiment",
        "tweets-kept": "forever",
    }


def test_a_changed_retention_reaches_the_indices_that_it_manages(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine
) -> None:
    administrator.make_index("tweets-2026-w46")
    retain(domain, engine, 30)
    search.asked.clear()
    assert retain(domain, engine, 7) == "updated, applied to 1 existing indices"
    assert f"POST {engine.retention}/change_policy/tweets-2026-w46" in changes(search)
    assert json.dumps(administrator.policy()["states"]).count('"7d"') == 1


def test_a_changed_retention_leaves_the_indices_of_other_policies(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine
) -> None:
    retain(domain, engine, 30)
    put_policy_by_hand(administrator, engine, "forever")
    administrator.make_index("tweets-kept")
    administrator.do("POST", f"{engine.retention}/change_policy/tweets-kept", FOREVER)
    assert retain(domain, engine, 7) == "updated"
    # Without a name it would be about every index.
    assert not [line for line in changes(search) if "change_policy" in line]
    administrator.make_index("tweets-2026-w46")
    assert retain(domain, engine, 8) == "updated, applied to 1 existing indices"
    managed = {"tweets-2026-w46": "tweet-sentiment", "tweets-kept": "forever"}
    assert administrator.managed() == managed


@pytest.mark.parametrize(
    "name",
    [
        "policy_id",
        "index.plugins.index_state_management.policy_id",
        "index.opendistro.index_state_management.policy_id",
    ],
)
def test_an_index_is_managed_by_whatever_name_the_domain_tells_it(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine, name: str
) -> None:
    for index in ("tweets-2026-w46", "tweets-kept"):
        administrator.make_index(index)
    entry = {name: "forever", "index": "tweets-kept", "other_policy_id_of_it": "none"}
    told = {"tweets-kept": entry, "tweets-2026-w46": {name: None}, "total_managed_indices": 1}
    order(search, Fault("GET .*/explain/", 200, json.dumps(told), 1))
    assert retain(domain, engine, 30) == "created, applied to 1 existing indices"
    assert administrator.managed() == {"tweets-2026-w46": "tweet-sentiment"}


def test_one_index_that_takes_no_policy_is_told_though_another_got_it_meanwhile(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine
) -> None:
    for index in ("tweets-2026-w46", "tweets-closed"):
        administrator.make_index(index)

    def intervene(asked: Asked, proceed: Callable[[], Response]) -> Response:
        path = f"{engine.retention}/add/tweets-2026-w46"
        if not asked.path.startswith(path):
            return proceed()
        administrator.do("POST", path, {"policy_id": "tweet-sentiment"})
        return Response(200, b'{"failures": true, "failed_indices": [{"reason": "closed"}]}')

    search.intervention = intervene
    with pytest.raises(BootstrapError, match="closed"):
        retain(domain, engine, 30)


def test_another_retention_policy_of_our_name_is_left_as_it_is(
    domain: Domain, administrator: Administrator, engine: Engine
) -> None:
    put_policy_by_hand(administrator, engine, "tweet-sentiment")
    before = administrator.policy()
    with pytest.raises(BootstrapError, match="somebody else's"):
        retain(domain, engine, 7)
    assert administrator.policy() == before


def test_a_retention_that_somebody_changes_at_the_same_moment_is_told(
    domain: Domain, search: SearchDomain, engine: Engine
) -> None:
    retain(domain, engine, 30)
    order(search, Fault("PUT .*/policies/", 409, "version conflict", 1))
    with pytest.raises(BootstrapError, match=r"HTTP 409.*reading it back"):
        retain(domain, engine, 7)


def test_an_index_that_takes_no_policy_is_told(
    domain: Domain, search: SearchDomain, administrator: Administrator, engine: Engine
) -> None:
    administrator.make_index("tweets-2026-w46")
    words = '{"failures": true, "failed_indices": [{"reason": "index is closed"}]}'
    order(search, Fault("POST .*/add/", 200, words, 1))
    with pytest.raises(BootstrapError, match="index is closed"):
        retain(domain, engine, 30)


def put_policy_by_hand(administrator: Administrator, engine: Engine, name: str) -> None:
    """Make a policy that keeps everything."""
    states = {"default_state": "keep", "states": [{"name": "keep"}]}
    policy = {"policy": {"description": "mine", **states}}
    administrator.do("PUT", f"{engine.retention}/policies/{name}", policy)


def failed_import(error: Any) -> Fault:
    """Refuse one object of an import, as the body of a success tells it."""
    failed = {"type": "visualization", "id": "tweet-sentiment-totals", "error": error}
    words = json.dumps({"success": False, "successCount": 20, "errors": [failed]})
    return Fault("POST .*/_import", 200, words, 1)


def test_an_import_on_a_full_disk_comes_with_advice(
    install_all: Install, search: SearchDomain
) -> None:
    blocked = "index [.kibana_1] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];"
    order(search, failed_import({"type": "unknown", "message": blocked}))
    with pytest.raises(StepError, match=r"step 'dashboards'.*read-only.*volumeGib"):
        install_all()


def test_an_import_that_answers_200_but_failed_is_a_failure(
    install_all: Install, search: SearchDomain
) -> None:
    order(search, failed_import({"type": "unknown"}))
    with pytest.raises(
        StepError, match=r"import of the dashboards failed: visualization tweet-sentiment-totals"
    ):
        install_all()


def test_dashboards_that_are_not_kept_are_named(install_all: Install, search: SearchDomain) -> None:
    order(search, Fault("POST .*/_import", 200, '{"success": true, "successCount": 21}', 1))
    with pytest.raises(StepError, match=r"dashboard tweet-sentiment\b"):
        install_all()


def test_an_edited_dashboard_is_imported_again(
    install_all: Install, administrator: Administrator
) -> None:
    install_all()
    administrator.rename_dashboard("tweet-sentiment", "Other")
    assert install_all()["dashboards"].startswith("imported")
    kept = administrator.objects()["dashboard", "tweet-sentiment"]
    assert kept["attributes"]["title"] == "Tweet Sentiment"


def test_our_index_pattern_becomes_the_default_one(
    install_all: Install, administrator: Administrator
) -> None:
    assert "default index pattern set" in install_all()["dashboards"]
    assert administrator.settings() == {"defaultIndex": {"userValue": "tweet-sentiment-tweets"}}


def test_somebodys_default_index_pattern_is_left_as_it_is(
    install_all: Install, administrator: Administrator
) -> None:
    administrator.set(defaultIndex="theirs")
    install_all()
    assert administrator.settings() == {"defaultIndex": {"userValue": "theirs"}}
