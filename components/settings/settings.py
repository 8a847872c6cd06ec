"""What a person can configure, checked as a whole before any resource is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
from pulumi.runtime.config import get_config_env

from components.settings.checks import (
    check_alarm_email,
    check_bearer_token,
    check_comprehend_region,
    check_keys,
    check_languages,
    check_rules,
)
from components.settings.config_values import ConfigValues
from components.settings.track import Rule


class SettingsError(pulumi.RunError):
    """All mistakes of the configuration in one text; Pulumi shows it without a traceback."""


@dataclass(frozen=True, kw_only=True)
class StackSettings:
    """The configuration of one stack; `Pulumi.yaml` describes each key."""

    stack: str
    """Name of the Pulumi stack, for example dev."""
    region: str
    """AWS region that everything is deployed to."""
    bearer_token: str = field(repr=False)
    """X's app-only bearer token, byte for byte as it was given."""
    rules: tuple[Rule, ...]
    """Compiled from track, rules, languages and includeReposts."""
    expand_authors: bool
    max_posts_per_day: int
    max_posts_per_month: int
    window_minutes: int
    buffer_seconds: int
    engine_version: str
    instance_type: str
    instance_count: int
    volume_gib: int
    retention_days: int
    alarm_email: str
    """Empty when alarms go nowhere but to the operations dashboard."""
    alarm_after_quiet_hours: int
    """0 for no alarm on a stream without posts."""
    reclaim_connection: bool
    comprehend_calls_per_second: int
    comprehend_region: str
    remarks: tuple[str, ...] = ()
    """What a person should know who reads the log of `pulumi up`: what is there twice, and rules
    for which gaps are not filled, or not wholly."""


CONFIG_KEYS = (
    "track",
    "rules",
    "xBearerToken",
    "languages",
    "includeReposts",
    "expandAuthors",
    "maxPostsPerDay",
    "maxPostsPerMonth",
    "windowMinutes",
    "bufferSeconds",
    "engineVersion",
    "instanceType",
    "instanceCount",
    "volumeGib",
    "retentionDays",
    "alarmEmail",
    "alarmAfterQuietHours",
    "reclaimConnection",
    "comprehendCallsPerSecond",
    "comprehendRegion",
)


def load_settings() -> StackSettings:
    """Read the stack's configuration through Pulumi; raises SettingsError with every mistake."""
    config = pulumi.Config()
    prefix = f"{config.name}:"
    given = {key.removeprefix(prefix) for key in get_config_env() if key.startswith(prefix)}
    values = {key: config.get(key) for key in given.union(CONFIG_KEYS)}
    region = aws.config.region or aws.get_region().region
    settings = read_settings(values, stack=pulumi.get_stack(), region=region)
    for remark in settings.remarks:
        pulumi.log.info(remark)
    return settings


def read_settings(values: Mapping[str, str | None], *, stack: str, region: str) -> StackSettings:
    """Check the values by key; raises SettingsError that tells all mistakes at once."""
    given = ConfigValues(values)
    check_keys(given, values, known=CONFIG_KEYS)
    include_reposts = given.flag("includeReposts", default=False)
    languages = check_languages(given)
    settings = StackSettings(
        stack=stack,
        region=region,
        bearer_token=check_bearer_token(given),
        rules=check_rules(given, languages=languages, include_reposts=include_reposts),
        expand_authors=given.flag("expandAuthors", default=False),
        max_posts_per_day=given.whole_number(
            "maxPostsPerDay",
            default=1_000,
            least=1,
            most=3_000_000,
            meaning="posts read in a UTC day",
        ),
        max_posts_per_month=given.whole_number(
            "maxPostsPerMonth",
            default=20_000,
            least=1,
            most=3_000_000,
            meaning="posts read in a UTC month; 3000000 is X's own cap for pay-per-use",
        ),
        window_minutes=given.whole_number(
            "windowMinutes",
            default=14,
            least=1,
            most=14,
            meaning="minutes between two windows; a Lambda function runs for 15 at most",
        ),
        buffer_seconds=given.whole_number(
            "bufferSeconds",
            default=10,
            least=0,
            most=900,
            meaning="seconds that Firehose gathers posts",
        ),
        engine_version=given.pattern(
            "engineVersion",
            default="Elasticsearch_7.10",
            pattern=r"Elasticsearch_7\.10|OpenSearch_[1-9][0-9]*\.[0-9]{1,2}",
            accepted="Elasticsearch_7.10, or an OpenSearch version such as OpenSearch_2.19",
        ),
        instance_type=given.pattern(
            "instanceType",
            default="t3.small.search",
            pattern=r"[a-z][a-z0-9-]*\.[a-z0-9]+\.search",
            accepted="an instance type of Amazon OpenSearch Service; its name ends in .search",
        ),
        instance_count=given.whole_number(
            "instanceCount", default=1, least=1, most=10, meaning="nodes of the search domain"
        ),
        volume_gib=given.whole_number(
            "volumeGib", default=10, least=10, most=1024, meaning="GiB of each node's volume"
        ),
        retention_days=given.whole_number(
            "retentionDays", default=30, least=7, most=3650, meaning="days that posts are kept"
        ),
        alarm_email=check_alarm_email(given),
        alarm_after_quiet_hours=given.whole_number(
            "alarmAfterQuietHours",
            default=0,
            least=0,
            most=168,
            meaning="hours without a post after which an alarm rings; 0 for none",
        ),
        reclaim_connection=given.flag("reclaimConnection", default=True),
        comprehend_calls_per_second=given.whole_number(
            "comprehendCallsPerSecond",
            default=25,
            least=1,
            most=1_000,
            meaning="calls of BatchDetectSentiment a second, as the account's quota says",
        ),
        comprehend_region=check_comprehend_region(given, region=region),
        remarks=tuple(given.remarks),
    )
    if given.mistakes:
        count = len(given.mistakes)
        heading = "1 setting" if count == 1 else f"{count} settings"
        raise SettingsError(
            "\n\n".join(
                [f"{heading} can't be used; nothing was deployed.", *map(str, given.mistakes)]
            )
        )
    return settings
