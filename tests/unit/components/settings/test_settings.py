"""Settings: every mistake is found at once, and told so that it can be mended."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.settings.settings import CONFIG_KEYS, SettingsError, StackSettings, read_settings
from components.settings.track import Rule

TOKEN = "AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDSJSI%3DEUifiRBkKG5E2XzMDj"
REQUIRED = {"track": "wind", "xBearerToken": TOKEN}


def read(region: str = "us-east-1", **values: str) -> StackSettings:
    return read_settings(REQUIRED | values, stack="dev", region=region)


def refusal(region: str = "us-east-1", **values: str) -> str:
    with pytest.raises(SettingsError) as error:
        read(region, **values)
    return str(error.value)


def test_track_and_the_token_are_enough() -> None:
    settings = read()
    assert settings.rules == (Rule(tag="wind", value="wind -is:retweet"),)
    assert (settings.window_minutes, settings.max_posts_per_day) == (14, 1000)
    assert (settings.engine_version, settings.instance_type) == (
        "Elasticsearch_7.10",
        "t3.small.search",
    )
    assert settings.comprehend_region == "us-east-1"
    assert settings.reclaim_connection is True
    assert settings.alarm_email == ""


def test_the_token_is_kept_byte_for_byte() -> None:
    assert read().bearer_token == TOKEN


def test_the_token_is_not_shown_when_settings_are_printed() -> None:
    assert TOKEN not in repr(read())


@pytest.mark.parametrize(
    ("token", "complaint"),
    [
        ("", "nothing"),
        ("   ", "nothing"),
        ("Bearer " + TOKEN, 'begins with the word "Bearer"'),
        ("bearer\t" + TOKEN, 'begins with the word "Bearer"'),
        (TOKEN + "\n", "white space"),
        (TOKEN[:20] + " " + TOKEN[20:], "white space"),
        (TOKEN[:30], "a text of 30 characters"),
        ("<" + TOKEN + ">", "characters that no token has"),
    ],
)
def test_a_token_that_is_none_is_refused_and_never_shown(token: str, complaint: str) -> None:
    text = refusal(xBearerToken=token)
    assert f"given:    {complaint}" in text or complaint in text
    assert "pulumi config set --secret xBearerToken" in text
    assert TOKEN[:20] not in text


@pytest.mark.parametrize(
    ("key", "value", "accepted"),
    [
        ("windowMinutes", "0", "from 1 to 14"),
        ("windowMinutes", "20", "from 1 to 14"),
        ("windowMinutes", "2.5", "from 1 to 14"),
        ("bufferSeconds", "-1", "from 0 to 900"),
        ("bufferSeconds", "901", "from 0 to 900"),
        ("maxPostsPerDay", "0", "from 1 to 3000000"),
        ("maxPostsPerMonth", "3000001", "from 1 to 3000000"),
        ("instanceCount", "0", "from 1 to 10"),
        ("volumeGib", "9", "from 10 to 1024"),
        ("retentionDays", "6", "from 7 to 3650"),
        ("comprehendCallsPerSecond", "0", "from 1 to 1000"),
        ("engineVersion", "7.10", "Elasticsearch_7.10, or an OpenSearch version"),
        ("engineVersion", "Elasticsearch_7.9", "Elasticsearch_7.10, or an OpenSearch version"),
        ("instanceType", "t3.small.elasticsearch", "ends in .search"),
        ("instanceType", "t3.small", "ends in .search"),
        ("includeReposts", "yes", "true or false"),
        ("alarmEmail", "you", "one mail address"),
        ("alarmEmail", "a@b.de, c@d.de", "one mail address"),
        ("languages", "en, klingon", "codes that X knows"),
        ("languages", "id", "X says in for id"),
        ("comprehendRegion", "sa-east-1", "a region with Amazon Comprehend"),
        ("track", "from:nasa", "a comma means OR"),
        ("rules", "[", "a list of {tag, value}"),
        ("rules", "{}", "a list of {tag, value}"),
        ("rules", '[{"tag": "a"}]', "a list of {tag, value}"),
        ("rules", '[{"tag": "a", "value": ""}]', "a list of {tag, value}"),
        ("rules", '[{"tag": 1, "value": "wind"}]', "a list of {tag, value}"),
        ("rules", json.dumps([{"tag": "a", "value": "w" * 1025}]), "at most 1024 characters"),
    ],
)
def test_a_mistake_says_what_was_given_what_is_accepted_and_what_to_paste(
    key: str, value: str, accepted: str
) -> None:
    text = refusal(**{key: value})
    assert text.startswith("1 setting can't be used; nothing was deployed.")
    heading, given_line, accepted_line, example_line = text.split("\n\n")[1].split("\n")
    assert heading == key
    assert given_line.startswith("  given:    ")
    assert accepted in accepted_line
    assert example_line.startswith("  example:  pulumi config set ")
    assert key in example_line


def test_all_mistakes_are_told_at_once() -> None:
    text = refusal(track="", windowMinutes="0", alarmEmail="x", languages="xx", rules="1")
    assert text.startswith("5 settings can't be used")
    for key in ("track", "windowMinutes", "alarmEmail", "languages", "rules"):
        assert f"\n\n{key}\n" in text


def test_a_misspelt_key_is_refused_and_the_right_one_named() -> None:
    text = refusal(maxPostPerDay="10")
    assert "maxPostPerDay\n  given:    a key that does not exist" in text
    assert "perhaps maxPostsPerDay" in text
    assert "pulumi config rm maxPostPerDay" in text


def test_a_region_without_comprehend_needs_another_one_for_it() -> None:
    assert "the stack's region sa-east-1 has no Amazon Comprehend" in refusal("sa-east-1")
    settings = read("sa-east-1", comprehendRegion="us-east-1")
    assert (settings.region, settings.comprehend_region) == ("sa-east-1", "us-east-1")


def test_languages_are_taken_in_any_spelling_and_once() -> None:
    (rule,) = read(languages="EN, de,en, ZH-tw").rules
    assert rule.value == "wind -is:retweet (lang:en OR lang:de OR lang:zh-TW)"


def test_expert_rules_come_with_those_of_track() -> None:
    rules = json.dumps([{"tag": " mine ", "value": "turbine has:links"}])
    assert read(rules=rules).rules[1] == Rule(tag="mine", value="turbine has:links")


def test_expert_rules_do_not_stand_in_for_track() -> None:
    rules = json.dumps([{"tag": "mine", "value": "turbine"}])
    assert "\ntrack\n" in refusal(track="", rules=rules)


@pytest.mark.parametrize("version", ["OpenSearch_2.19", "OpenSearch_1.3", "OpenSearch_3.5"])
def test_any_opensearch_version_is_accepted(version: str) -> None:
    assert read(engineVersion=version).engine_version == version


def test_a_retention_or_budget_smaller_than_its_default_needs_no_other_key() -> None:
    assert read(maxPostsPerMonth="500").max_posts_per_month == 500


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from(CONFIG_KEYS), st.text(max_size=20)))
def test_any_values_give_settings_or_mistakes_and_nothing_else(values: dict[str, str]) -> None:
    try:
        read_settings(REQUIRED | values, stack="dev", region="us-east-1")
    except SettingsError as error:
        assert "can't be used; nothing was deployed." in str(error)  # noqa: PT017


def test_a_mistake_stays_readable_however_much_was_given() -> None:
    assert len(refusal(track="x" * 20_000)) < 3_000


def test_every_keyword_that_cannot_be_followed_is_told_with_all_other_mistakes() -> None:
    track = "wind, $VOW3.DE, #2025, sun -moon:x, \u201csea, sky, @" + "y" * 21
    text = refusal(track=track, windowMinutes="0")
    for keyword in ("'$VOW3.DE'", "'#2025'", "'-moon:x'", "'\u201csea, sky", "'@yyyyyy"):
        assert keyword in text
    assert "\nwindowMinutes\n" in text
    assert "'wind'" not in text
    assert "'sun'" not in text


def test_a_keyword_that_is_there_twice_is_told_and_no_mistake() -> None:
    rules = json.dumps([{"tag": "mine", "value": "WIND -is:retweet"}])
    settings = read(track="wind, sun, Wind, sun", rules=rules)
    assert [rule.tag for rule in settings.rules] == ["wind", "sun"]
    told = " ".join(settings.remarks)
    assert "track: 'sun' is there twice; one is enough" in settings.remarks
    assert "track: 'Wind' is the same to X as 'wind'" in told
    assert "rules: 'mine' is the same to X as 'wind'" in told
    assert read(track="wind, sun").remarks == ()


def test_words_whose_case_changes_their_marks_are_the_same_and_a_small_or_is_no_or() -> None:
    settings = read(track="H\u0331aida, \u1e96aida")
    assert "'\u1e96aida' is the same to X as 'H\u0331aida'" in " ".join(settings.remarks)
    rules = json.dumps(
        [{"tag": "one", "value": "wind OR sun"}, {"tag": "two", "value": "Wind or Sun"}]
    )
    assert [rule.tag for rule in read(track="sea", rules=rules).rules] == ["sea", "one", "two"]


def test_expert_rules_are_in_the_normal_form_of_posts_and_of_keywords() -> None:
    rules = json.dumps([{"tag": "cafe\u0301", "value": "(cafe\u0301 OR tea) lang:fr"}])
    assert read(rules=rules).rules[-1] == Rule("caf\u00e9", "(caf\u00e9 OR tea) lang:fr")


@pytest.mark.parametrize("track", ['["solar","heat pump"]', '["solar"]'])
def test_a_track_that_is_a_list_is_told_to_be_one_text(track: str) -> None:
    """Pulumi hands on a list of a stack's file as JSON."""
    text = refusal(track=track)
    assert f"given:    {track!r}: a list; track is one text, with a comma between keywords" in text
    assert "quotation marks in" not in text


def test_brackets_around_a_word_make_no_list() -> None:
    assert read(track="[2024], [solar").rules[0].value == '"[2024]" -is:retweet'
