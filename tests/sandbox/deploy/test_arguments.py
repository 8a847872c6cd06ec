"""No argument of a resource gets lost on its way to the local cloud."""

import pytest

from sandbox.deploy.arguments import Arguments, ArgumentsNotHandedOn


def test_what_nobody_read_is_an_error_that_names_it() -> None:
    arguments = Arguments({"name": "a", "colour": "red", "size": {"width": 1, "height": 2}})
    arguments.take("name")
    arguments.block("size").take("width")
    with pytest.raises(ArgumentsNotHandedOn, match=r"colour, size\.height;"):
        arguments.check_all_read()


def test_all_read_is_no_error() -> None:
    arguments = Arguments({"name": "a", "size": {"width": 1}, "rest": 1, "odd": True})
    arguments.take("name")
    arguments.block("size").rest()
    arguments.accept("odd", because="it has no effect here")
    assert arguments.rest() == {"rest": 1}
    arguments.check_all_read()


def test_none_counts_as_not_given() -> None:
    Arguments({"name": None}).check_all_read()


def test_a_missing_argument_is_named_with_its_block() -> None:
    with pytest.raises(ValueError, match=r"Missing required argument: size\.width"):
        Arguments({"size": {}}).block("size").require("width")


def test_an_argument_without_effect_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Arguments({"odd": True}).accept("odd", because="")
