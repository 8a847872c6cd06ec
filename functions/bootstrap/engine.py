"""The two families of engines: the same services under different paths."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EngineFamily:
    """Paths below the domain's endpoint (AWS, "Amazon OpenSearch Service: supported operations").

    `security`, `retention` and `dashboards` are the security REST API, Index State Management and
    the user interface; `advanced_settings` lies below that interface's own path, and `xsrf_header`
    is what it wants with every change.
    """

    security: str
    retention: str
    dashboards: str
    advanced_settings: str
    xsrf_header: str


ELASTICSEARCH = EngineFamily(
    security="/_opendistro/_security/api",
    retention="/_opendistro/_ism",
    dashboards="/_plugin/kibana",
    advanced_settings="/api/kibana/settings",
    xsrf_header="kbn-xsrf",
)
OPENSEARCH = EngineFamily(
    security="/_plugins/_security/api",
    retention="/_plugins/_ism",
    dashboards="/_dashboards",
    advanced_settings="/api/opensearch-dashboards/settings",
    xsrf_header="osd-xsrf",
)


def engine_of(version: str) -> EngineFamily:
    """Return the paths for an engine version as AWS spells it: `Elasticsearch_7.10`, ...

    Raises:
        ValueError: when the version is of neither family.
    """
    if version.startswith("Elasticsearch_"):
        return ELASTICSEARCH
    if version.startswith("OpenSearch_"):
        return OPENSEARCH
    raise ValueError(
        f"ENGINE_VERSION is {version!r}; it must start with Elasticsearch_ or OpenSearch_"
    )
