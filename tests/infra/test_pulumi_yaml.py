"""`Pulumi.yaml` and the program agree on every key."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from components.functions.function_archive import PROJECT
from components.settings.settings import CONFIG_KEYS, StackSettings, read_settings
from tests.infra.program import REQUIRED
from tests.unit.components.settings.test_borders import NUMBERS

DECLARED: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())[
    "config"
]


def test_every_key_is_declared_and_no_other() -> None:
    # A list of objects is not declared: it would have to be set by everybody.
    assert set(DECLARED) == set(CONFIG_KEYS) - {"rules"}


def test_only_track_and_the_token_must_be_set() -> None:
    assert {key for key, entry in DECLARED.items() if "default" not in entry} == set(REQUIRED)


def test_the_token_is_secret_and_nothing_else_is() -> None:
    assert [key for key, entry in DECLARED.items() if entry.get("secret")] == ["xBearerToken"]


@pytest.mark.parametrize("key", sorted(DECLARED))
def test_every_key_says_what_it_is_for_and_has_a_fitting_default(key: str) -> None:
    entry = DECLARED[key]
    assert len(entry["description"]) > 20
    kind = {"string": str, "integer": int, "boolean": bool}[entry["type"]]
    assert type(entry.get("default", kind())) is kind


def test_the_defaults_are_the_programs_own() -> None:
    declared = {key: entry["default"] for key, entry in DECLARED.items() if "default" in entry}
    as_pulumi_hands_them_on = {key: _text(value) for key, value in declared.items()}
    assert _read(as_pulumi_hands_them_on) == _read({})


@pytest.mark.parametrize("key", sorted(DECLARED))
def test_a_description_names_the_borders_that_are_checked(key: str) -> None:
    told = re.search(r"(\d+) to (\d+)", DECLARED[key]["description"])
    if told:
        _, least, most, *_ = NUMBERS[key]
        assert (int(told[1]), int(told[2])) == (least, most)
    else:
        assert key not in NUMBERS or key.startswith("maxPosts")


def _read(values: dict[str, str]) -> StackSettings:
    return read_settings(REQUIRED | values, stack="dev", region="us-east-1")


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
