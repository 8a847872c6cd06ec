"""Every setting at its exact border, and every refusal to its last word."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from components.settings.checks import COMPREHEND_REGIONS
from components.settings.languages import X_LANGUAGES
from components.settings.settings import CONFIG_KEYS, StackSettings
from tests.unit.components.settings.test_settings import TOKEN, read, refusal

HEAD = "1 setting can't be used; nothing was deployed.\n\n"
KEYWORDS = (
    'keywords, #hashtags, @users, $cashtags, emoji and "exact phrases"; a comma means OR, and so '
    "does a new line; a space means AND; a minus before a word means NOT"
)
TRACK = f"{KEYWORDS}\n  example:  pulumi config set track '#USElection2020, climate change'"
RULES = (
    "a list of {tag, value}, both of them text; value is a rule in X's own language of at most "
    "1024 characters\n  example:  pulumi config set --path 'rules[0].tag' wind && "
    "pulumi config set --path 'rules[0].value' 'turbine lang:en -is:retweet'"
)
TOKENS = (
    "the Bearer Token of your X app, as the developer portal shows it\n"
    "  example:  pulumi config set --secret xBearerToken"
)
LANGUAGES = ", ".join(sorted(X_LANGUAGES))
REGIONS = ", ".join(COMPREHEND_REGIONS)

# Field of the settings, least, most, default, and what the number means.
NUMBERS = {
    # Three million posts a month are X's own cap for pay-per-use.
    "maxPostsPerDay": ("max_posts_per_day", 1, 3_000_000, 1_000, "posts read in a UTC day"),
    "maxPostsPerMonth": (
        "max_posts_per_month",
        *(1, 3_000_000, 20_000),
        "posts read in a UTC month; 3000000 is X's own cap for pay-per-use",
    ),
    # Lambda's limit is 15 minutes, and a window needs a moment to close.
    "windowMinutes": (
        "window_minutes",
        *(1, 14, 14),
        "minutes between two windows; a Lambda function runs for 15 at most",
    ),
    # "Buffering hints": 0 to 900 seconds.
    "bufferSeconds": ("buffer_seconds", 0, 900, 10, "seconds that Firehose gathers posts"),
    # T3 instances come in clusters of ten at most.
    "instanceCount": ("instance_count", 1, 10, 1, "nodes of the search domain"),
    # The smallest gp3 volume is 10 GiB.
    "volumeGib": ("volume_gib", 10, 1024, 10, "GiB of each node's volume"),
    # Indices are of a week, so a shorter time would not be kept.
    "retentionDays": ("retention_days", 7, 3650, 30, "days that posts are kept"),
    # "PutMetricAlarm": Period times EvaluationPeriods is seven days at most.
    "alarmAfterQuietHours": (
        "alarm_after_quiet_hours",
        *(0, 168, 0),
        "hours without a post after which an alarm rings; 0 for none",
    ),
    "comprehendCallsPerSecond": (
        "comprehend_calls_per_second",
        *(1, 1_000, 25),
        "calls of BatchDetectSentiment a second, as the account's quota says",
    ),
}


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_is_taken_up_to_its_borders_and_not_beyond(key: str) -> None:
    field, least, most, default, meaning = NUMBERS[key]
    assert getattr(read(), field) == getattr(read(**{key: " "}), field) == default
    for value in (least, most):
        assert getattr(read(**{key: f" {value} "}), field) == value
    for given in (str(least - 1), str(most + 1), "1.5", "1e3", "seven", "٣", "9" * 19):
        assert refusal(**{key: given}) == (
            f"{HEAD}{key}\n  given:    {given}\n"
            f"  accepted: a whole number from {least} to {most}: {meaning}\n"
            f"  example:  pulumi config set {key} {default}"
        )


FLAGS: dict[str, tuple[Callable[[StackSettings], bool], bool]] = {
    "includeReposts": (lambda settings: "-is:retweet" not in settings.rules[0].value, False),
    "expandAuthors": (lambda settings: settings.expand_authors, False),
    "reclaimConnection": (lambda settings: settings.reclaim_connection, True),
}


@pytest.mark.parametrize("key", FLAGS)
def test_a_flag_is_true_or_false_in_any_case(key: str) -> None:
    said, default = FLAGS[key]
    assert said(read()) is said(read(**{key: ""})) is default
    for value, meant in {"true": True, "True": True, "false": False, "FALSE": False}.items():
        assert said(read(**{key: value})) is meant
    for given in ("1", "no", "truely"):
        assert refusal(**{key: given}) == (
            f"{HEAD}{key}\n  given:    {given}\n  accepted: true or false\n"
            f"  example:  pulumi config set {key} {str(default).lower()}"
        )


PATTERNS = {
    "engineVersion": (
        "engine_version",
        "Elasticsearch_7.10",
        ["Elasticsearch_7.10", "OpenSearch_1.0", "OpenSearch_2.19", "OpenSearch_10.5"],
        [
            *("Elasticsearch_7x10", "Elasticsearch_7.100", "OpenSearch_0.1", "OpenSearch_2"),
            *("2.19", "OpenSearch_2.190", "opensearch_2.19", "xOpenSearch_2.19", "OpenSearch_2x1"),
        ],
        "Elasticsearch_7.10, or an OpenSearch version such as OpenSearch_2.19",
    ),
    "instanceType": (
        "instance_type",
        "t3.small.search",
        ["t3.small.search", "m7g.medium.search", "or1.16xlarge.search", "ultrawarm1-x.a.search"],
        [
            *("t3.small", "t3.small.searching", "T3.small.search", "3t.small.search"),
            *(".small.search", "t3..search", "t3xsmall.search", "t3.smallxsearch"),
        ],
        "an instance type of Amazon OpenSearch Service; its name ends in .search",
    ),
}


@pytest.mark.parametrize("key", PATTERNS)
def test_a_name_of_aws_is_taken_as_aws_spells_it(key: str) -> None:
    field, default, good, bad, accepted = PATTERNS[key]
    assert getattr(read(), field) == default
    for value in good:
        assert getattr(read(**{key: value}), field) == value
    for given in bad:
        assert refusal(**{key: given}) == (
            f"{HEAD}{key}\n  given:    {given}\n  accepted: {accepted}\n"
            f"  example:  pulumi config set {key} {default}"
        )


@pytest.mark.parametrize(
    ("key", "given", "told", "accepted"),
    [
        ("track", " , ,", "', ,': no keyword is left in it", TRACK),
        ("track", "#", "'#': '#' holds no letter, digit or emoji (in the keyword '#')", TRACK),
        (
            "track",
            "a " * 600,
            f"'{('a ' * 600)[:199]}…: the rule of '{('a ' * 600)[:60]}…' has 1213 characters; X "
            "takes 1024",
            TRACK,
        ),
        ("rules", "[", "[", RULES),
        ("rules", '{"tag": "a"}', '{"tag": "a"}', RULES),
        ("languages", "en, klingon, id", "klingon, id", f"X says in for id; codes that X knows: "
         f"{LANGUAGES}\n  example:  pulumi config set languages 'en, de'"),
        ("languages", "xx", "xx", f"codes that X knows: {LANGUAGES}\n"
         "  example:  pulumi config set languages 'en, de'"),
        ("alarmEmail", "you@", "you@", "one mail address, or nothing\n"
         "  example:  pulumi config set alarmEmail you@example.com"),
        ("comprehendRegion", "eu-north-1", "eu-north-1", f"a region with Amazon Comprehend: "
         f"{REGIONS}\n  example:  pulumi config set comprehendRegion us-east-1"),
        ("xBearerToken", "", "nothing", TOKENS),
        ("xBearerToken", " bearer " + TOKEN,
         'a text that begins with the word "Bearer"; leave that word out', TOKENS),
        ("xBearerToken", TOKEN + "\n", "a text with white space in it", TOKENS),
        ("xBearerToken", TOKEN + "é", "a text with characters that no token has", TOKENS),
        ("xBearerToken", "x" * 39,
         "a text of 39 characters; a bearer token has 40 or more", TOKENS),
        ("maxPostPerDay", "5", "a key that does not exist",
         f"perhaps maxPostsPerDay; keys are {', '.join(sorted(CONFIG_KEYS))}\n"
         "  example:  pulumi config rm maxPostPerDay"),
        ("zzz", "5", "a key that does not exist", f"keys are {', '.join(sorted(CONFIG_KEYS))}\n"
         "  example:  pulumi config rm zzz"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_was_given_what_is_accepted_and_what_to_do(
    key: str, given: str, told: str, accepted: str
) -> None:
    assert refusal(**{key: given}) == f"{HEAD}{key}\n  given:    {told}\n  accepted: {accepted}"


def test_what_is_shown_of_a_value_ends_after_two_hundred_characters() -> None:
    (short, long) = (refusal(alarmEmail="x" * count) for count in (200, 201))
    # A value that is no text of a person's is shown as it is.
    assert f"given:    {'x' * 200}" in short
    assert f"given:    {'x' * 201}" in long
    assert f"given:    '\"{'x' * 197}': " in refusal(track='"' + "x" * 197)
    assert f"given:    '\"{'x' * 198}…: " in refusal(track='"' + "x" * 199)


@pytest.mark.parametrize("length", [40, 41])
def test_a_token_of_forty_characters_is_long_enough(length: int) -> None:
    token = "Az09%_.~+/=-"[:12].ljust(length, "x")
    assert read(xBearerToken=token).bearer_token == token


@pytest.mark.parametrize("address", ["", "a@b.de", "a.b+c@d-e.example.com"])
def test_one_address_or_none_is_taken(address: str) -> None:
    assert read(alarmEmail=address).alarm_email == address


@pytest.mark.parametrize(
    "address",
    ["a@b", "a@b.", "@b.de", "a b@c.de", "a@b.de,c@d.de", "a@b@c.de", "<a@b.de>", "a@b.d;e"],
)
def test_what_no_mail_could_reach_is_refused(address: str) -> None:
    assert f"given:    {address}\n" in refusal(alarmEmail=address)


@pytest.mark.parametrize("region", COMPREHEND_REGIONS)
def test_comprehend_is_called_in_the_stacks_own_region_where_it_is(region: str) -> None:
    settings = read(region)
    assert (settings.region, settings.comprehend_region) == (region, region)


def test_the_regions_are_those_of_comprehends_page() -> None:
    """ "Amazon Comprehend endpoints and quotas", the regions of DetectSentiment."""
    assert set(COMPREHEND_REGIONS) == {
        *(f"ap-{place}" for place in ("northeast-1", "northeast-2", "south-1")),
        *(f"ap-{place}" for place in ("southeast-1", "southeast-2")),
        *("ca-central-1", "eu-central-1", "eu-west-1", "eu-west-2"),
        *("us-east-1", "us-east-2", "us-gov-west-1", "us-west-2"),
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [("he", "iw"), ("zh", "zh-CN, zh-TW"), ("fil", "tl"), ("nb", "no"), ("NN", "no"), ("id", "in")],
)
def test_a_code_of_the_same_language_is_told_as_x_writes_it(given: str, code: str) -> None:
    assert f"accepted: X says {code} for {given}; codes" in refusal(languages=given)


def test_an_expert_rule_may_be_as_long_as_x_takes() -> None:
    longest = [{"tag": " a ", "value": f" {'w' * 1024} "}]
    (_, rule) = read(rules=json.dumps(longest)).rules
    assert (rule.tag, rule.value) == ("a", "w" * 1024)
    for rules in ([{"tag": "a", "value": "w" * 1025}], [{"tag": "a", "value": "w", "x": 1}], ["a"]):
        assert "a list of {tag, value}" in refusal(rules=json.dumps(rules))
    assert "\n\nrules\n" in refusal(rules=json.dumps([{"tag": " ", "value": "w"}]))
    assert "\n\nrules\n" in refusal(rules="[" * 100_000)
    assert "\n\nrules\n" in refusal(rules="null")
    assert read(rules="[]").rules == read().rules


def test_more_than_one_mistake_is_counted_and_each_told_apart() -> None:
    text = refusal(windowMinutes="0", includeReposts="?")
    heading, *mistakes = text.split("\n\n")
    assert heading == "2 settings can't be used; nothing was deployed."
    assert [mistake.split("\n")[0] for mistake in mistakes] == ["includeReposts", "windowMinutes"]


def test_the_settings_of_a_stack_carry_its_name_and_region() -> None:
    settings: StackSettings = read("eu-west-1")
    assert (settings.stack, settings.region) == ("dev", "eu-west-1")
