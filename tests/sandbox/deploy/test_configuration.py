"""The program gets the configuration that Pulumi's command line would give it."""

from pathlib import Path

import pytest

from sandbox.deploy.configuration import (
    ConfigurationError,
    Value,
    configuration,
    with_settings,
)

PROJECT = """
name: shop
runtime: python
config:
  token:
    type: string
    secret: true
  days:
    type: integer
    default: 7
  open:
    type: boolean
    default: true
  words:
    type: array
    items:
      type: string
    default: [a, b]
"""
TOKEN = {"token": Value("abc", secret=True)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    return tmp_path


def test_defaults_reach_the_program_as_the_text_that_the_command_line_makes_of_them(
    folder: Path,
) -> None:
    settings = configuration(folder, "dev", TOKEN)
    assert settings.values == {
        "shop:token": "abc",
        "shop:days": "7",
        "shop:open": "true",
        "shop:words": '["a", "b"]',
    }


def test_secret_flags_are_kept(folder: Path) -> None:
    assert configuration(folder, "dev", TOKEN).secret_keys == ("shop:token",)


def test_a_secret_is_not_in_the_printed_form(folder: Path) -> None:
    assert "abc" not in repr(configuration(folder, "dev", TOKEN))


def test_a_key_of_another_namespace_is_passed_on(folder: Path) -> None:
    settings = configuration(folder, "dev", {**TOKEN, "aws:region": Value("us-east-1")})
    assert settings.values["aws:region"] == "us-east-1"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Stack 'dev' is missing configuration value 'token'"),
        (
            {"token": Value("abc")},
            "Stack 'dev' with configuration key 'token' must be encrypted as it's secret",
        ),
        (
            {**TOKEN, "days": Value("many")},
            "Stack 'dev' with configuration key 'days' must be of type 'integer'",
        ),
        (
            {**TOKEN, "open": Value("maybe")},
            "Stack 'dev' with configuration key 'open' must be of type 'boolean'",
        ),
        (
            {**TOKEN, "words": Value([1])},
            "Stack 'dev' with configuration key 'words' must be of type 'array<string>'",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_the_words_of_the_command_line(
    folder: Path, given: dict[str, Value], message: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        configuration(folder, "dev", given)
    assert str(refusal.value) == message


def test_a_folder_without_a_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no Pulumi\.yaml"):
        configuration(tmp_path, "dev", {})


def test_a_person_sets_what_is_declared_and_what_the_program_reads_besides(folder: Path) -> None:
    given = [("days", "9"), ("token", "xyz"), ("rules", '[{"tag": "sun"}]')]
    assert with_settings(folder, TOKEN, given, undeclared=["rules"]) == {
        "days": Value("9"),
        "token": Value("xyz", secret=True),
        "rules": Value('[{"tag": "sun"}]'),
    }


def test_a_misspelt_key_is_told_with_those_that_there_are(folder: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        with_settings(folder, TOKEN, [("rule", "[]")], undeclared=["rules"])
    assert str(caught.value) == (
        "there is no setting 'rule'; there are token, days, open, words, rules"
    )
