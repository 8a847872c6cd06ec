"""The checks of the settings that need more than a range or a pattern."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterable

from components.settings.amount import (
    complaint_about_number,
    complaint_about_size,
    how_to_join,
    number_of_keywords,
)
from components.settings.config_values import ConfigValues, listed, shortened
from components.settings.expert_rules import read_expert_rules
from components.settings.languages import OTHER_NAMES, X_LANGUAGES
from components.settings.searching import remarks_about_search
from components.settings.track import MAX_RULE_LENGTH, Rule, TrackError, compile_track

COMPREHEND_REGIONS = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "us-east-1",
    "us-east-2",
    "us-gov-west-1",
    "us-west-2",
)
"""Regions with sentiment analysis ("Amazon Comprehend endpoints and quotas")."""

TRACK_EXAMPLE = "'#USElection2020, climate change'"
TOKEN_EXAMPLE = "pulumi config set --secret xBearerToken"  # noqa: S105  a command, not a token
SHORTEST_TOKEN = 40
LONGEST_LIST = 100


def check_keys(given: ConfigValues, keys: Iterable[str], *, known: Collection[str]) -> None:
    """Refuse a key that does not exist: a misspelt budget would be no budget."""
    for key in sorted(set(keys) - set(known)):
        similar = difflib.get_close_matches(key, known, n=1)
        given.refuse(
            key,
            given="a key that does not exist",
            accepted=f"perhaps {similar[0]}; keys are {', '.join(sorted(known))}"
            if similar
            else f"keys are {', '.join(sorted(known))}",
            example=f"pulumi config rm {key}",
        )


def check_bearer_token(given: ConfigValues) -> str:
    """Return the token untouched: X wants %-escapes as they are. It is never shown."""
    token = given.untouched("xBearerToken")
    complaint = _complaint_about_token(token)
    if complaint:
        given.refuse(
            "xBearerToken",
            given=complaint,
            accepted="the Bearer Token of your X app, as the developer portal shows it",
            example=TOKEN_EXAMPLE,
        )
    return token


def _complaint_about_token(token: str) -> str:
    if not token.strip():
        return "nothing"
    if re.match(r"\s*bearer\s", token, re.IGNORECASE):
        return 'a text that begins with the word "Bearer"; leave that word out'
    if re.search(r"\s", token):
        return "a text with white space in it"
    if not re.fullmatch(r"[A-Za-z0-9%_.~+/=-]+", token):
        return "a text with characters that no token has"
    if len(token) < SHORTEST_TOKEN:
        return f"a text of {len(token)} characters; a bearer token has {SHORTEST_TOKEN} or more"
    return ""


def check_languages(given: ConfigValues) -> tuple[str, ...]:
    """Return the codes in X's own spelling; empty for all languages."""
    spelling = {code.casefold(): code for code in X_LANGUAGES}
    wanted = [code.strip() for code in given.text("languages").split(",") if code.strip()]
    unknown = [code for code in wanted if code.casefold() not in spelling]
    if unknown:
        hints = [
            f"X says {OTHER_NAMES[code.casefold()]} for {code}"
            for code in unknown
            if code.casefold() in OTHER_NAMES
        ]
        given.refuse(
            "languages",
            given=", ".join(unknown),
            accepted="; ".join([*hints, f"codes that X knows: {', '.join(sorted(X_LANGUAGES))}"]),
            example="'en, de'",
        )
    codes = [spelling[code.casefold()] for code in wanted if code.casefold() in spelling]
    return tuple(dict.fromkeys(codes))


def check_rules(
    given: ConfigValues, *, languages: tuple[str, ...], include_reposts: bool
) -> tuple[Rule, ...]:
    """Return the compiled rules of `track` and `rules`."""
    track = given.text("track")
    expert_rules = _expert_rules(given)
    accepted = (
        'keywords, #hashtags, @users, $cashtags, emoji and "exact phrases"; a comma means OR, '
        "and so does a new line; a space means AND; a minus before a word means NOT"
    )
    if not track:
        given.refuse("track", given="nothing", accepted=accepted, example=TRACK_EXAMPLE)
        return ()
    if _is_list(track):
        given.refuse(
            "track",
            given=f"{shortened(repr(track))}: a list; track is one text, with a comma between "
            "keywords",
            accepted=accepted,
            example=TRACK_EXAMPLE,
        )
        return ()
    try:
        compiled = compile_track(
            track, expert_rules=expert_rules, languages=languages, include_reposts=include_reposts
        )
    except TrackError as error:
        too_many = complaint_about_number(number_of_keywords(track), len(expert_rules))
        given.refuse(
            "track",
            given=too_many[0] if too_many else _told(track, error.complaints),
            accepted=too_many[1] if too_many else accepted,
            example=how_to_join(len(expert_rules)) if too_many else TRACK_EXAMPLE,
        )
        return ()
    experts = {rule.tag for rule in expert_rules}
    keywords = sum(rule.tag not in experts for rule in compiled.rules)
    number = complaint_about_number(keywords, len(compiled.rules) - keywords)
    too_much = number or complaint_about_size(compiled.rules)
    if too_much:
        given.refuse(
            "track",
            given=too_much[0],
            accepted=too_much[1],
            example=how_to_join(len(expert_rules)),
        )
        return ()
    remarks = [
        f"{'rules' if tag in experts else 'track'}: {_there_twice(tag, earlier)}"
        for tag, earlier in compiled.repeated
    ]
    given.remarks.extend(listed(remarks, LONGEST_LIST, "keywords that are there twice"))
    about_search = remarks_about_search(compiled.rules, languages)
    given.remarks.extend(listed(about_search, LONGEST_LIST, "rules that gaps are not filled for"))
    return compiled.rules


def _is_list(track: str) -> bool:
    """Say whether it is a list of texts, as Pulumi writes one that stands in a stack's file."""
    try:
        entries = json.loads(track)
    except (ValueError, RecursionError):
        return False
    is_list = isinstance(entries, list) and bool(entries)
    return is_list and all(isinstance(entry, str) for entry in entries)


def _there_twice(tag: str, earlier: str) -> str:
    if tag == earlier:
        return f"{tag!r} is there twice; one is enough"
    return (
        f"{tag!r} is the same to X as {earlier!r}; one rule serves both, and `matched` says "
        f"{earlier!r}"
    )


def _told(track: str, complaints: tuple[str, ...]) -> str:
    if len(complaints) == 1:
        return f"{shortened(repr(track))}: {complaints[0]}"
    return "\n    - ".join([shortened(repr(track)), *complaints])


def _expert_rules(given: ConfigValues) -> tuple[Rule, ...]:
    rules, complaints = read_expert_rules(given.text("rules"))
    if not complaints:
        return rules
    given.refuse(
        "rules",
        given="\n    - ".join(["", *complaints]) if len(complaints) > 1 else complaints[0],
        accepted=(
            "a list of {tag, value}, both of them text; value is a rule in X's own language "
            f"of at most {MAX_RULE_LENGTH} characters"
        ),
        example=(
            "pulumi config set --path 'rules[0].tag' wind && "
            "pulumi config set --path 'rules[0].value' 'turbine lang:en -is:retweet'"
        ),
    )
    return ()


def check_alarm_email(given: ConfigValues) -> str:
    """Return the address; empty when no mail is wanted."""
    address = given.text("alarmEmail")
    if address and not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+", address):
        given.refuse(
            "alarmEmail",
            given=address,
            accepted="one mail address, or nothing",
            example="you@example.com",
        )
    return address


def check_comprehend_region(given: ConfigValues, *, region: str) -> str:
    """Return the region to call Comprehend in: `comprehendRegion`, else the stack's own."""
    chosen = given.text("comprehendRegion")
    if (chosen or region) not in COMPREHEND_REGIONS:
        given.refuse(
            "comprehendRegion",
            given=chosen or f"nothing, and the stack's region {region} has no Amazon Comprehend",
            accepted=f"a region with Amazon Comprehend: {', '.join(COMPREHEND_REGIONS)}",
            example="us-east-1",
        )
    return chosen or region
