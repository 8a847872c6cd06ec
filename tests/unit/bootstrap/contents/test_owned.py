"""Things in the domain that carry our mark, and those of somebody else under the same name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bootstrap.contents.pipeline import install_pipeline
from bootstrap.domain import BootstrapError, Domain
from bootstrap.engine import OPENSEARCH, EngineFamily
from bootstrap.installation import StepError
from sandbox.simulation.search_domain import SearchDomain
from tests.unit.bootstrap.administrator import Administrator
from tests.unit.bootstrap.conftest import definition
from tests.unit.bootstrap.faults import Fault, order

Install = Callable[..., dict[str, str]]


@pytest.fixture
def engine() -> EngineFamily:
    """One is enough: `test_requests` tells the paths of each."""
    return OPENSEARCH


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
