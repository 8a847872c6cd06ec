"""A resource is known by its URN, and by those that it or what is above it had before."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import alias_pb2
from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest

from sandbox.deploy.names import Names

STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"


def request(type_: str, name: str, parent: str, /, **spec: Any) -> RegisterResourceRequest:
    aliases = [alias_pb2.Alias(spec=alias_pb2.Alias.Spec(**spec))] if spec else []
    return RegisterResourceRequest(type=type_, name=name, parent=parent, aliases=aliases)


@pytest.fixture
def names() -> Names:
    made = Names("dev", "shop")
    made.root = STACK
    return made


def test_a_former_type_of_a_component_is_one_of_its_children_too(names: Names) -> None:
    urns = names.all_urns(request("shop:index:Shop", "shop", STACK, type="shop:index:Store"))
    assert urns == (
        "urn:pulumi:dev::shop::shop:index:Shop::shop",
        "urn:pulumi:dev::shop::shop:index:Store::shop",
    )
    below = names.all_urns(request("a:b:C", "till", urns[0], name="box"))
    assert below == (
        "urn:pulumi:dev::shop::shop:index:Shop$a:b:C::till",
        "urn:pulumi:dev::shop::shop:index:Shop$a:b:C::box",
        "urn:pulumi:dev::shop::shop:index:Store$a:b:C::till",
        "urn:pulumi:dev::shop::shop:index:Store$a:b:C::box",
    )


def test_an_alias_that_is_not_understood_is_refused(names: Names) -> None:
    with pytest.raises(NotImplementedError, match="not by stack"):
        names.all_urns(request("a:b:C", "till", STACK, stack="other"))
