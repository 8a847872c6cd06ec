"""Real engines on loopback: Elasticsearch 7.10.2 and OpenSearch 2.19.1, fetched by Maven."""
