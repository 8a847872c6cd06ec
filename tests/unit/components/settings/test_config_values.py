"""Reading a value gives one that can be used, and notes what was wrong with the given one."""

from __future__ import annotations

from components.settings.config_values import ConfigValues, Mistake, shortened


def _values(**values: str | None) -> ConfigValues:
    return ConfigValues(values)


def test_a_refused_value_is_replaced_by_the_default_and_noted() -> None:
    given = _values(number="x", flag="x", pattern="x")
    assert given.whole_number("number", default=3, least=1, most=5, meaning="m") == 3
    assert given.flag("flag", default=True) is True
    assert given.pattern("pattern", default="a", pattern="[ab]", accepted="a or b") == "a"
    assert [mistake.key for mistake in given.mistakes] == ["number", "flag", "pattern"]


def test_what_is_not_set_is_the_default_and_no_mistake() -> None:
    given = _values(number=None, flag=None, pattern=None)
    assert given.whole_number("number", default=3, least=1, most=5, meaning="m") == 3
    assert given.flag("flag", default=False) is False
    assert given.pattern("pattern", default="a", pattern="[ab]", accepted="a or b") == "a"
    assert given.pattern("pattern", default="", pattern="[ab]", accepted="a or b") == ""
    assert (given.text("number"), given.untouched("number"), given.text("none")) == ("", "", "")
    assert given.mistakes == []


def test_a_pattern_without_a_default_still_shows_where_the_value_goes() -> None:
    given = _values(key="c")
    assert given.pattern("key", default="", pattern="[ab]", accepted="a or b") == ""
    assert given.mistakes == [
        Mistake(key="key", given="c", accepted="a or b", example="pulumi config set key ...")
    ]


def test_white_space_around_a_text_is_left_out_and_kept_where_it_may_matter() -> None:
    given = _values(key=" a b \n")
    assert (given.text("key"), given.untouched("key")) == ("a b", " a b \n")


def test_an_example_is_a_command_that_can_be_pasted() -> None:
    given = _values()
    given.refuse("one", given="g", accepted="a", example="value")
    given.refuse("two", given="g", accepted="a", example="pulumi config rm two")
    commands = [mistake.example for mistake in given.mistakes]
    assert commands == ["pulumi config set one value", "pulumi config rm two"]


def test_what_is_shown_stays_readable() -> None:
    assert shortened("x" * 200) == "x" * 200
    assert shortened("x" * 201) == "x" * 200 + "…"
