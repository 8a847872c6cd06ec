"""Every option of the project but the engine and the token, away from its default."""

from __future__ import annotations

from typing import Any

EVERY_OPTION: dict[str, Any] = {
    "aws:region": "us-east-1",
    "track": 'tea, "hot coffee", @someone',
    "rules": [{"tag": "probes", "value": "from:nasa"}],
    "languages": "en, de",
    "includeReposts": "true",
    "expandAuthors": "true",
    "windowMinutes": 5,
    "bufferSeconds": 0,
    "instanceType": "m6g.large.search",
    "instanceCount": 3,
    "volumeGib": 20,
    "retentionDays": 7,
    "alarmEmail": "somebody@example.com",
    "alarmAfterQuietHours": 24,
    "reclaimConnection": "false",
    "comprehendCallsPerSecond": 10,
    "comprehendRegion": "eu-west-1",
}
