"""Answers of the local cloud, held to the models that botocore has of each service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.model import ListShape, Shape, StructureShape


def follows(shape: Shape, value: Any) -> None:
    """Fail unless a parsed answer has every required member of its model, and no other ones."""
    if isinstance(shape, StructureShape):
        members = {key for key in value if key != "ResponseMetadata"}
        assert members <= set(shape.members), shape.name
        assert set(shape.required_members) <= members, shape.name
        for name in members:
            follows(shape.members[name], value[name])
    elif isinstance(shape, ListShape):
        for item in value:
            follows(shape.member, item)


def operation(service: str, name: str) -> Any:
    return boto3.session.Session()._session.get_service_model(service).operation_model(name)


def refusal(service: str, name: str, call: Callable[[], object]) -> Mapping[str, str]:
    """Return the error of a call, which the service's model must know."""
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    known = {shape.name for shape in operation(service, name).error_shapes}
    assert error["Code"] in known
    return {"code": error["Code"], "message": error["Message"]}
