"""The provider's arguments become API calls that botocore's own models accept."""

from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel

from sandbox.deploy.api_call import NotInTheApi, parameters_for, tag_list


def operation(service: str, name: str) -> OperationModel:
    return botocore.session.get_session().get_service_model(service).operation_model(name)


def test_names_are_spelled_as_the_api_spells_them() -> None:
    shape = operation("firehose", "CreateDeliveryStream").input_shape
    given = {"roleArn": "r", "domainArn": "d", "cloudwatchLoggingOptions": {"enabled": True}}
    call = parameters_for(shape, {"amazonopensearchserviceDestinationConfiguration": given})
    assert call["AmazonopensearchserviceDestinationConfiguration"] == {
        "RoleARN": "r",
        "DomainARN": "d",
        "CloudWatchLoggingOptions": {"Enabled": True},
    }


def test_the_keys_of_a_map_are_left_alone() -> None:
    shape = operation("lambda", "CreateFunction").input_shape
    call = parameters_for(shape, {"environment": {"variables": {"someName": "x"}}})
    assert call == {"Environment": {"Variables": {"someName": "x"}}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"timeouts": 3}, "timeouts is not known to CreateFunctionRequest"),
        ({"environment": {"vars": {}}}, r"Environment\.vars is not known to Environment"),
        ({"architectures": "arm64"}, "Architectures must be a list"),
        ({"publish": "yes"}, "Publish must be true or false"),
    ],
)
def test_what_the_api_does_not_take_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(NotInTheApi, match=message):
        parameters_for(operation("lambda", "CreateFunction").input_shape, given)


def test_numbers_get_the_type_of_the_api() -> None:
    shape = operation("cloudwatch", "PutMetricAlarm").input_shape
    call = parameters_for(shape, {"period": 60.0, "threshold": 1})
    assert (call["Period"], call["Threshold"]) == (60, 1.0)
    assert isinstance(call["Period"], int)


def test_tags_become_a_sorted_list() -> None:
    assert tag_list({"b": "2", "a": "1"}) == [
        {"Key": "a", "Value": "1"},
        {"Key": "b", "Value": "2"},
    ]
    assert tag_list({}) is None
