"""What replaces a resource is written down for all that the program registers."""

from __future__ import annotations

import inspect
import re
import warnings
from typing import Any

import pulumi_aws
import pytest

from sandbox.deploy.handlers import HANDLERS
from sandbox.deploy.steps.presence import INVOCATION, READS
from sandbox.deploy.steps.replacement import OWN_NAMES, REPLACING


def test_every_type_that_can_be_created_has_a_row() -> None:
    assert set(REPLACING) == set(HANDLERS)
    assert {*READS, INVOCATION} == set(HANDLERS)


@pytest.mark.parametrize("type_", sorted(REPLACING))
def test_every_property_is_one_of_the_providers(type_: str) -> None:
    names = {path.partition(".")[0] for path in REPLACING[type_]}
    assert {_snake(name) for name in names} <= set(
        inspect.signature(_arguments(type_).__init__).parameters
    )
    own_name = OWN_NAMES.get(type_, "name" if "name" in names else "")
    assert own_name in {*names, ""}


@pytest.mark.parametrize("type_", sorted(REPLACING))
def test_no_property_is_left_out_that_the_providers_pages_call_replacing(type_: str) -> None:
    said = {name for name, words in _documented(type_).items() if REPLACES.search(words)}
    assert said - NOT_SET <= {_snake(path.partition(".")[0]) for path in REPLACING[type_]}


REPLACES = re.compile(r"[Ff]orces? (a )?new|(will|to) (replace|re-?create)|creation or replacement")
# What the pages say of properties that the program does not set, or that say it of another one.
NOT_SET = {
    "vpc_options",
    "advanced_options",  # values that are no strings
    "lifecycle_scope",  # says it of the input
    "replace_security_groups_on_destroy",
}


def _documented(type_: str) -> dict[str, str]:
    """Return what the provider's package says of each argument, by its name."""
    pages = inspect.getdoc(_arguments(type_).__init__) or ""
    found = re.findall(r":param [^\n]*?(\w+): ([^\n]*(?:\n(?!:param)[^\n]*)*)", pages)
    return dict(found)


def _arguments(type_: str) -> Any:
    _, place, name = type_.split(":")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        service = getattr(pulumi_aws, place.split("/")[0].replace("lambda", "lambda_"))
        # There is another class of the second name where the first one exists.
        return getattr(service, f"{name}InitArgs", None) or getattr(service, f"{name}Args")


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda match: f"_{match[1].lower()}", name)
