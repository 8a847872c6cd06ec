"""The program is run once for each configuration that tests look at."""

import pytest

from tests.infra.program import REQUIRED, TOKEN, Program, run

DISTINCT = {
    "track": "#alpha",
    "xBearerToken": TOKEN,
    "rules": '[{"tag": "expert", "value": "beta has:links"}]',
    "languages": "de",
    "includeReposts": "true",
    "expandAuthors": "false",
    "maxPostsPerDay": "101",
    "maxPostsPerMonth": "2002",
    "windowMinutes": "7",
    "bufferSeconds": "77",
    "engineVersion": "OpenSearch_2.17",
    "instanceType": "m7g.medium.search",
    "instanceCount": "9",
    "volumeGib": "48",
    "retentionDays": "21",
    "alarmEmail": "somebody@example.com",
    "alarmAfterQuietHours": "11",
    "reclaimConnection": "false",
    "comprehendCallsPerSecond": "19",
    "comprehendRegion": "eu-west-1",
}
"""No two settings have the same value, and none has its default."""

SIZES = (
    {"windowMinutes": "1", "bufferSeconds": "0", "expandAuthors": "true"},
    {"windowMinutes": "2", "bufferSeconds": "60"},
    {"windowMinutes": "13", "bufferSeconds": "900"},
    {"windowMinutes": "14", "bufferSeconds": "10", "alarmEmail": "you@example.com"},
)
"""Windows and buffers at their ends, and Firehose's own default; the last is everybody's."""


@pytest.fixture(scope="session")
def program() -> Program:
    return run(**REQUIRED, **SIZES[3])


@pytest.fixture(scope="session")
def distinct() -> Program:
    return run(**DISTINCT)
