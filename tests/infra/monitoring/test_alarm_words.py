"""What the mail of each alarm says."""

from __future__ import annotations

import re

import pytest

from collector.report import NEARLY_USED
from components.settings.settings import CONFIG_KEYS
from redrive.bucket import DEAD_PREFIX
from tests.infra.alarms.expected import ALARMS, alarm_of
from tests.infra.program import Program

# What the mail must tell, for these are the numbers that were measured and the things to do.
WORDS = {
    "collector-errors": ("window failed", "log says why"),
    "no-window": ("No stream window", "the last 35 minutes", "schedule", "queue of starts"),
    "windows-missed": ("came to nothing", "no concurrency", "collector's queue says why"),
    "access-refused": ("until you change", "token", "credits", "X's own words", "7 days back"),
    "gaps-open": ("two days ago", "after 7 days", "maxPostsPerDay or maxPostsPerMonth"),
    "no-posts": ("X is heard", "alarmAfterQuietHours", "misspelt"),
    "comprehend-denied": ("may not", "comprehendRegion", "AWS's own words", "sent again"),
    "posts-not-analysed": ("half an hour", "half of the posts", "comprehendCallsPerSecond"),
    "redrive-missed": ("came to nothing", "no concurrency", "queue says why", "an hour later"),
    "no-redrive": ("has not run for 4 hours", "schedule", "its queue"),
    "redrive-errors": ("redrive function failed", "log says why", "within an hour"),
    "redrive-behind": ("Two runs", "Firehose or S3 refused", "log names what was refused"),
    "transform-errors": ("transform function failed", "log says why", "sent again"),
    "transform-throttled": ("no concurrency", "Ask AWS for more"),
    "delivery-failing": ("hardly any", "failures bucket", "log group", "domain's status"),
    "windows-refused": (
        *("Two stream windows in a row", "achieved nothing", "X refused"),
        *("could not be reached", "Firehose took less than a quarter", "reports say why"),
    ),
    "fields-missing": (
        "no longer sends a field",
        "come late, by search",
        "newer version of this project",
    ),
    "budget-80": (f"{NEARLY_USED * 100:.0f} %", "budget of posts", "maxPostsPerDay"),
    "gaps-dropped": ("missed", "7 days", "no search for a rule", "collector's log"),
    "budget-100": ("used up", "UTC day or month", "maxPostsPerDay or maxPostsPerMonth"),
    "delivery-late": ("more than 17 minutes old", "log group", "domain's status"),
    "dead-records": (
        "can't be indexed or analysed",
        "older than retentionDays",
        f"under {DEAD_PREFIX} in the failures bucket",
        '{"dead": true}',
    ),
    "records-waiting": ("six hours", "log of the redrive function", "as long as retentionDays"),
    "objects-unreadable": ("damaged", f"whole under {DEAD_PREFIX};", "log of the redrive function"),
    "domain-red": ("is red", "can't be read or written", "AWS's page", "hourly snapshot"),
    "domain-storage": ("Less than a quarter", "volumeGib or lower retentionDays"),
    "domain-blocked": (
        *("takes no writes", "volume or its memory", "wait in the failures bucket"),
        *("volumeGib", "retentionDays", "instanceType"),
    ),
    "domain-refuses": (
        *("a hundred requests", "quarter of an hour", "can't be guessed", "secret"),
        *("of your own", "`delivery-failing` rings as well"),
    ),
}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_the_mail_says_what_it_means_and_what_to_do(distinct: Program, name: str) -> None:
    text = alarm_of(distinct, name).inputs["alarmDescription"]
    assert not [word for word in WORDS[name] if word not in text]
    assert text.endswith(".")
    assert text[0].isupper() or text[0].isdigit()
    assert "  " not in text
    assert set(re.findall(r"\b[a-z]+[A-Z]\w*", text)) <= set(CONFIG_KEYS)


def test_the_words_of_every_alarm_are_known() -> None:
    assert set(WORDS) == set(ALARMS)
