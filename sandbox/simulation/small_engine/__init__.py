"""A search engine in memory: as much of one as the bootstrap asks, with the checks that it makes.

A contract test sends the same requests to it and to Elasticsearch 7.10.2 and OpenSearch 2.19. What
it does not know it refuses loudly, so that nobody takes it for an engine.
"""
