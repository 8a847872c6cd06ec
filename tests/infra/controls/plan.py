"""What the program makes as a plan of Terraform's: the form in which checkov reads resources.

"JSON Output Format" (Terraform's documentation): planned values, and in the configuration which
resource refers to which. The AWS provider is the same one below Pulumi's, so its names differ in
their spelling alone.
"""

from __future__ import annotations

import re
from typing import Any

import pulumi

from tests.infra.program import Made, Program

# Where Pulumi's name of a resource is not the provider's own in camel case.
TYPES = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "aws_cloudwatch_composite_alarm",
    "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
    "aws:cloudwatch/logStream:LogStream": "aws_cloudwatch_log_stream",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "aws_cloudwatch_metric_alarm",
    "aws:dynamodb/table:Table": "aws_dynamodb_table",
    "aws:iam/role:Role": "aws_iam_role",
    "aws:iam/rolePolicy:RolePolicy": "aws_iam_role_policy",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (
        "aws_kinesis_firehose_delivery_stream"
    ),
}
# Blocks that may stand several times: Pulumi's names of their lists are plurals.
BLOCKS = {"rules": "rule", "attributes": "attribute"}
MAPS = {"tags", "variables", "dimensions"}


def plan(program: Program) -> dict[str, Any]:
    """Return all that the program makes as one plan, every resource to be created."""
    addresses = {made.urn: _address(made) for made in program.made}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [_planned(e) for e in program.made]}},
        "resource_changes": [_change(made) for made in program.made],
        "configuration": {
            "root_module": {"resources": [_configured(e, addresses) for e in program.made]}
        },
    }


def type_of(made: Made) -> str:
    """Return the provider's own name of a resource's type."""
    _, module, name = made.type.split(":")
    service = module.partition("/")[0].removesuffix("_")
    return TYPES.get(made.type, f"aws_{_snake(service)}_{_snake(name)}")


def _address(made: Made) -> str:
    return f"{type_of(made)}.{made.name}"


def _planned(made: Made) -> dict[str, Any]:
    return {
        "address": _address(made),
        "mode": "managed",
        "type": type_of(made),
        "name": made.name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": _values(made.inputs),
    }


def _change(made: Made) -> dict[str, Any]:
    after = _values(made.inputs)
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": {}}
    return {**_planned(made), "change": change}


def _configured(made: Made, addresses: dict[str, str]) -> dict[str, Any]:
    references = {
        _snake(name): {"references": [f"{addresses[urn]}.id", addresses[urn]]}
        for name, urns in made.input_dependencies.items()
        for urn in sorted(urns & addresses.keys())
    }
    return {
        "address": _address(made),
        "mode": "managed",
        "type": type_of(made),
        "name": made.name,
        "provider_config_key": "aws",
        "expressions": references,
    }


def _values(value: dict[str, Any]) -> dict[str, Any]:
    return {BLOCKS.get(key, _snake(key)): _value(key, inner) for key, inner in value.items()}


def _value(key: str, value: Any) -> Any:
    """A block is a list of one."""
    if isinstance(value, dict):
        return value if key in MAPS else [_values(value)]
    if isinstance(value, list):
        return [_values(each) if isinstance(each, dict) else each for each in value]
    if isinstance(value, pulumi.Archive):
        return str(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
