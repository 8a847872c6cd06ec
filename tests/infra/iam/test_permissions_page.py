"""The page of permissions lists what the roles of the program may do, and what needs each."""

from __future__ import annotations

import json
import re

from components.functions.function_archive import PROJECT
from sandbox.permissions.grants import Grant, grants
from sandbox.permissions.page import in_words
from tests.infra.answers import PULUMI_SUFFIX
from tests.infra.program import Program

ROW = re.compile(r"\| `(.+?)` \| `(.+?)` \| `(.+?)` \| (.+) \|")
KIND = re.compile(rf"-[a-z]+{PULUMI_SUFFIX}")
"""What the made-up names have more than Pulumi's."""


def test_the_page_lists_every_permission_and_what_needs_it(program: Program) -> None:
    page = (PROJECT / "docs/permissions.md").read_text("utf-8")
    rows = [match.groups() for match in map(ROW.fullmatch, page.splitlines()) if match]
    assert len(rows) == len(set(rows))
    assert {Grant(*row[:3]) for row in rows} == set(_granted(program))
    assert all(needed != "0" for *_, needed in rows)


def _granted(program: Program) -> list[Grant]:
    found = []
    for policy in program.all("iam/rolePolicy:RolePolicy"):
        document = KIND.sub(PULUMI_SUFFIX, policy.inputs["policy"])
        role = KIND.sub("", policy.inputs["role"])
        found += [in_words(grant) for grant in grants(role, json.loads(document))]
    return found
