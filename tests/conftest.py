"""What all tests share: the real engines, each started at most once."""

from tests.engines import elasticsearch_710, noida, opensearch_219, secured_opensearch

__all__ = ["elasticsearch_710", "noida", "opensearch_219", "secured_opensearch"]
