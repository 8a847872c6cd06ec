"""A role that was just created is waited for; a role that is really not allowed is told."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from sandbox.simulation.aws import InProcessAws, NoAnswer, Refused
from shared.secret_value import read_secret
from tests.fake_clock import FakeClock


class Setting:
    """Refuses the first `refusals` calls with `code`."""

    def __init__(self) -> None:
        self.refusals = 0
        self.code = "AccessDeniedException"
        self.clock = FakeClock()
        self.aws = InProcessAws()
        self.client: Any = self.aws.client("secretsmanager")
        self.arn = self.client.create_secret(Name="token", SecretString="the secret")["ARN"]
        self.aws.calls.clear()
        self.aws.intervention = self._see

    def _see(self, _: object) -> Refused | None:
        refused = len(self.aws.calls) <= self.refusals
        return Refused(self.code, message="not authorized to secretsmanager") if refused else None

    def remove(self) -> None:
        self.aws.intervention = None
        with suppress(ClientError):
            self.client.delete_secret(SecretId=self.arn, ForceDeleteWithoutRecovery=True)
        self.aws.calls.clear()

    def read(self) -> str:
        return read_secret(self.client, self.arn, self.clock)


@pytest.fixture
def setting() -> Any:
    made = Setting()
    yield made
    made.remove()


def test_a_secret_is_read_in_one_call(setting: Setting) -> None:
    assert setting.read() == "the secret"
    assert setting.aws.calls[0].body == {"SecretId": setting.arn}
    assert (len(setting.aws.calls), setting.clock.slept) == (1, [])


def test_a_policy_that_is_not_in_force_yet_is_waited_for(setting: Setting) -> None:
    setting.refusals = 3
    assert setting.read() == "the secret"
    assert setting.clock.slept == [3.0] * 3


def test_a_policy_that_comes_into_force_after_45_seconds_is_still_used(setting: Setting) -> None:
    setting.refusals = 15
    assert setting.read() == "the secret"
    assert setting.clock.monotonic() == 45.0


def test_a_role_that_may_not_read_the_secret_is_told_after_45_seconds(setting: Setting) -> None:
    setting.refusals = 1000
    with pytest.raises(ClientError, match=r"AccessDenied.*GetSecretValue"):
        setting.read()
    assert setting.clock.slept == [3.0] * 15


def test_a_secret_that_is_not_there_is_told_at_once(setting: Setting) -> None:
    setting.remove()
    with pytest.raises(ClientError, match="ResourceNotFound"):
        setting.read()
    assert setting.clock.slept == []


@pytest.mark.parametrize("code", ["ThrottlingException", "DecryptionFailure"])
def test_any_other_refusal_is_told_at_once(setting: Setting, code: str) -> None:
    setting.refusals, setting.code = 1000, code
    with pytest.raises(ClientError, match=code):
        setting.read()
    assert setting.clock.slept == []


def test_a_connection_that_breaks_is_told_at_once(setting: Setting) -> None:
    setting.aws.intervention = lambda _: NoAnswer(done=False)
    with pytest.raises(ConnectionClosedError):
        setting.read()
    assert setting.clock.slept == []
