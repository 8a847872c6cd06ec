"""`make demo` hands on what a person typed, character for character."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.command_line import read_options

PROJECT = Path(__file__).resolve().parents[2]
TYPED = (
    "$BRK.B, #wind",
    '"heat pump" $TSLA',
    "`wind` 'farm'",
    "don't",
    "$(shell echo wind) ${HOME} $$ $@",
    "wind\\ farm \\n",
    "wind; sun & sea | sky > land",
    "wind\nsun",
    "100% !wind * ? ~",
    "#風力、 太陽",
    "-car,wind",
    "--car, wind",
    '$TSLA "heat pump" `x`',
    "$(id) `id` $((1+1)) ${TRACK} $(value TRACK) $(TRACK)",
    "it's \"so\" 'hot'",
    "\\$HOME \\\\ \\\" \\' sun\\",
    "sun #1 # not a comment",
    "wind\n\n-sun\n#風力\t$(x)",
    "Ünïcödé 👩\u200d💻 🇩🇪 „Wärme“ \u202eabc",
    "a=b := c != d += e ?= f",
    "*.py [a-z] {a,b} ~root !! %s %d",
    "--json",
    "--track=x",
    "&& exit 1 || true; rm -rf nothing > nothing 2>&1 &",
)
OF_MAKE = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "ARGS", "TRACK", "POSTS"}


@pytest.fixture
def arguments(tmp_path: Path) -> Path:
    """A program that prints its arguments, in place of Python."""
    program = tmp_path / "arguments"
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n", encoding="utf-8"
    )
    program.chmod(0o755)
    return program


def made(arguments: Path, *words: str, given: Mapping[str, str] | None = None) -> list[str]:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    # A make that runs these tests hands its own variables down, such as ARGS of `make check`.
    alone = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
    done = subprocess.run(
        [make, "--silent", "demo", f"RUN={arguments}", "READY=", *words],
        cwd=PROJECT,
        env={**alone, **(given or {})},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read: list[str] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize("typed", TYPED)
def test_keywords_reach_the_program_as_they_were_typed(arguments: Path, typed: str) -> None:
    words = made(arguments, f"TRACK={typed}")
    assert words == ["-m", "sandbox", "demo", f"--track={typed}"]


@pytest.mark.parametrize("typed", TYPED)
def test_keywords_of_the_environment_are_taken_as_they_are_too(arguments: Path, typed: str) -> None:
    assert made(arguments, given={"TRACK": typed})[3:] == [f"--track={typed}"]


@pytest.mark.parametrize("typed", TYPED)
def test_the_program_takes_as_keywords_what_make_hands_on(arguments: Path, typed: str) -> None:
    assert read_options(made(arguments, f"TRACK={typed}")[2:]).track == typed


def test_the_name_of_a_file_reaches_the_program_as_it_was_typed(arguments: Path) -> None:
    words = made(arguments, 'POSTS=my $posts "new".jsonl', "ARGS=--windows 5 --json")
    assert words[3:] == ["--posts", 'my $posts "new".jsonl', "--windows", "5", "--json"]


def test_what_is_not_given_is_not_handed_on(arguments: Path) -> None:
    assert made(arguments, "TRACK=", "POSTS=") == ["-m", "sandbox", "demo"]


def test_what_was_typed_is_never_run(arguments: Path, tmp_path: Path) -> None:
    made(arguments, f"TRACK=$(shell touch {tmp_path}/make) $$(touch {tmp_path}/shell)")
    assert [file.name for file in tmp_path.iterdir()] == ["arguments"]
