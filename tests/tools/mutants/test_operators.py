"""Each operator changes what it says, where it says, and nothing that has no effect."""

from __future__ import annotations

from textwrap import dedent

import pytest

from mutants.changes.operators.names import fields_of
from mutants.changes.python_file import mutations


def changes(code: str) -> dict[str, str]:
    """Each change of the code in words, and the code that it gives."""
    content = dedent(code).strip().encode() + b"\n"
    found = mutations("functions/a.py", content, fields_of([content]))
    return {one.edit.change: one.edit.applied_to(content).decode().strip() for one in found}


def test_a_bound_is_moved_and_turned_round() -> None:
    assert changes("x = a < b") == {"< to <=": "x = a <= b", "< to >=": "x = a >= b"}
    assert changes("x = a == b") == {"== to !=": "x = a != b"}
    assert changes("x = a not in b") == {"not in to in": "x = a in b"}


def test_an_operand_of_and_is_left_out_or_enough() -> None:
    assert set(changes("x = a and b").values()) == {"x = a or b", "x = (b)", "x = (a)"}
    assert changes("x = not a")["not lost: a"] == "x = (a)"


def test_a_branch_is_always_or_never_taken() -> None:
    found = changes("if a < b:\n    c()")
    assert found["condition to True: a < b"] == "if True:\n    c()"
    assert found["condition to False: a < b"] == "if False:\n    c()"
    assert "< to >=" not in found
    assert changes("while f():\n    pass") == {"condition to False: f()": "while False:\n    pass"}


def test_numbers_are_one_more_twice_as_much_and_zero() -> None:
    assert set(changes("LIMIT = 25.0").values()) == {
        "LIMIT = 26.0",
        "LIMIT = 50.0",
        "LIMIT = 0.0",
    }
    assert set(changes("x = 1").values()) == {"x = 2", "x = 0"}


def test_the_default_of_a_frozen_dataclass_is_changed() -> None:
    code = """
        @dataclass(frozen=True)
        class Timing:
            margin: float = 2.0
        """
    assert set(changes(code)) == {"2.0 to 3.0", "2.0 to 4.0", "2.0 to 0.0"}


@pytest.mark.parametrize(
    "text",
    [
        '"attribute_not_exists(#owner) OR #lives_until < :now"',
        '"MAX_POSTS_PER_DAY"',
        'f"{name}/*"',
        "b'key'",
        '("first" "second")',
    ],
)
def test_a_text_for_programs_gets_two_letters_more(text: str) -> None:
    quote = max(text.rfind('"'), text.rfind("'"))
    assert f"x = {text[:quote]}XX{text[quote:]}" in changes(f"x = {text}").values()


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring."""',
        'def f():\n    "A docstring."',
        'logger.warning("failed", extra={"count": n})',
        'Alarm(description="Late.")',
        'x = "the domain does not know it"',
        'x: "Text"',
        'x = cast("Text", y)',
        '__all__ = ["a"]',
        "if TYPE_CHECKING:\n    x = 'a'",
    ],
)
def test_a_text_for_people_or_without_effect_stays(code: str) -> None:
    assert not [change for change in changes(code) if "XX" in change]


def test_the_words_of_what_is_raised_stay_but_the_raise_may_go() -> None:
    assert changes('raise ValueError("bad")') == {'left out: raise ValueError("bad")': "pass"}


def test_true_false_and_none_are_exchanged() -> None:
    assert changes("x = True") == {"True to False": "x = False"}
    assert changes("x = None") == {'None to "XX"': 'x = "XX"'}


def test_statements_are_left_out() -> None:
    for statement in ("gaps.open(gap)", "self.a = b", "del a[b]", "a += b"):
        assert "pass" in changes(statement).values(), statement
    for jump in ("continue", "break"):
        assert "for a in b:\n    pass" in changes(f"for a in b:\n    {jump}").values()


def test_an_answer_gets_lost() -> None:
    assert "def f():\n    return None" in changes("def f():\n    return a").values()


def test_neighbouring_calls_change_places_unless_one_needs_the_other() -> None:
    assert "b.write()\na.write()" in changes("a.write()\nb.write()").values()
    assert not [c for c in changes("a = f()\na.write()") if c.startswith("order")]
    assert not [c for c in changes("a = b.c\nd.write()") if c.startswith("order")]
    assert [c for c in changes("a = b.c()\nd.write()") if c.startswith("order")]
    assert not [c for c in changes('"""Words."""\na.write()') if c.startswith("order")]
    assert not [c for c in changes("a.write()\nself.register_outputs({})") if "order" in c]


def test_a_handler_does_nothing_or_is_not_there() -> None:
    found = changes("try:\n    a()\nexcept KeyError:\n    b()\n    c()")
    assert found["except KeyError: nothing done"].endswith("except KeyError:\n    pass")
    assert found["except KeyError: not handled"].endswith("except KeyError:\n    raise")


def test_a_keyword_or_a_decorator_is_left_out() -> None:
    assert changes("f(a, b=c)")["without b=c"] == "f(a)"
    assert changes("f(b=c, d=e)")["without b=c"].replace(" ", "") == "f(d=e)"
    assert changes("@safe\ndef f():\n    pass")["without @safe"] == "def f():\n    pass"
    assert not changes("@property\ndef f(self):\n    pass")


@pytest.mark.parametrize(
    "code",
    [
        "@lru_cache(maxsize=4)\ndef f():\n    pass",
        "@dataclass(frozen=True)\nclass A:\n    pass",
        "self.register_outputs({a: b})",
        "for a, b in zip(c, d, strict=True):\n    pass",
        'thread = clock.thread(run, "gaps")',
    ],
)
def test_what_changes_no_answer_stays(code: str) -> None:
    assert not changes(code)


def test_a_cause_that_is_hidden_stays_so() -> None:
    assert set(changes("raise error from None")) == {"left out: raise error from None"}


def test_a_value_is_told_with_the_keyword_that_gives_it() -> None:
    assert {"a=True to False", "b=True to False", "c=1 to 0"} <= set(
        changes("f(a=True, b=True, c=1)")
    )


def test_items_and_keys_are_left_out() -> None:
    assert changes("x = [f(), g()]")["without the item f()"].replace(" ", "") == "x=[g()]"
    assert changes("x = {a: b, c: d}")["without the key c"] == "x = {a: b}"


def test_a_setting_is_wired_to_its_neighbour() -> None:
    code = """
        class Settings:
            per_day: int
            name: str
            per_month: int

        def f(settings):
            return g(settings.per_day, settings.per_month, settings.name)
        """
    found = changes(code)
    assert "g(settings.per_month, settings.per_month" in found["per_day to per_month"]
    assert "g(settings.per_day, settings.per_day" in found["per_month to per_day"]
    assert not [change for change in found if change.startswith("name to")]


def test_arithmetic_is_exchanged_but_no_annotation() -> None:
    assert changes("x = a + b") == {"+ to -": "x = a - b"}
    assert changes("x = min(a, b)") == {"min to max": "x = max(a, b)"}
    assert not changes("def f(a: int | None) -> int | None:\n    pass")


def test_an_expression_in_an_f_string_is_changed_where_it_stands() -> None:
    assert 'x = f"{a - b} é"' in changes('x = f"{a + b} é"').values()


def test_a_change_tells_its_line_and_whether_the_import_runs_it() -> None:
    content = b"LIMIT = 1\n\n\ndef f(a=2):\n    return (\n        a < 3\n    )\n"
    found = mutations("functions/a.py", content, {})
    told = {one.edit.change: (one.line, one.scope, one.at_import) for one in found}
    assert told["1 to 2"] == (1, "", True)
    assert told["2 to 3"] == (4, "f", True)
    assert told["3 to 4"] == (6, "f", False)
    (bound,) = [one for one in found if one.edit.change == "< to <="]
    assert bound.lines == (5, 6, 7)
