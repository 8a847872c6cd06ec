"""Today's program over what an earlier version deployed, with the same settings."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sandbox.deploy.resource import Resource
from sandbox.deploy.state import State
from sandbox.deploy.steps.comparison import value_at
from tests.earlier.recorded import standing_stack
from tests.earlier.replaced import DELETED, REPLACED
from tests.infra.answers import ACCOUNT
from tests.infra.program import TOKEN
from tests.infra.test_standing import BUCKET, DOMAIN, PASSWORD, TABLE
from tests.infra.upgrade.deployment import upgrade

OLD_PASSWORD = "as-it-was-made"


@dataclass
class Upgraded:
    """What stood before and after, and what was done with what."""

    before: list[Resource]
    after: list[Resource]
    done: dict[str, set[tuple[str, str]]]
    done_again: dict[str, set[tuple[str, str]]]

    def by_urn(self) -> dict[str, Resource]:
        return {each.urn.split("::", 2)[2]: each for each in self.after}


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    folder = tmp_path_factory.mktemp("stack")
    state = standing_stack(folder, token=TOKEN, password=OLD_PASSWORD, account=ACCOUNT)
    before, done = list(state.resources), upgrade(state)
    after = list(state.resources)
    return Upgraded(before, after, done, upgrade(State.read(state.path)))


@pytest.mark.parametrize("urn", [DOMAIN, TABLE, BUCKET, PASSWORD])
def test_what_holds_posts_state_or_the_password_is_the_same_one(
    urn: str, upgraded: Upgraded
) -> None:
    now = upgraded.by_urn()[urn]
    (then,) = [each for each in upgraded.before if (each.type, each.name) == (now.type, now.name)]
    assert now.id == then.id


def test_the_password_stays_as_it_was_made(upgraded: Upgraded) -> None:
    secret, domain = (upgraded.by_urn()[urn].inputs for urn in (PASSWORD, DOMAIN))
    user = value_at(domain, "advancedSecurityOptions.masterUserOptions")
    assert value_at(secret, "secretString.value") == OLD_PASSWORD
    assert value_at(user, "masterUserPassword.value") == OLD_PASSWORD


def test_nothing_is_replaced_or_deleted_without_a_reason(upgraded: Upgraded) -> None:
    assert upgraded.done["replaced"] == set(REPLACED)
    assert upgraded.done["deleted"] == set(DELETED)
    assert upgraded.done.keys() == {"unchanged", "updated", "created", "replaced", "deleted"}


def test_the_next_deployment_changes_nothing(upgraded: Upgraded) -> None:
    assert upgraded.done_again.keys() == {"unchanged"}
