"""CloudWatch alarms, composite alarms and dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler, Resource, physical_name


def create_alarm(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the alarm, on one metric or on an expression over several."""
    return _put_alarm(physical_name(arguments, name), arguments, context)


def update_alarm(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Put the alarm in the place of the one before; it keeps its state."""
    arguments.accept("name", because="another name is another alarm")
    return _put_alarm(resource.id, arguments, context)


def _put_alarm(alarm: str, arguments: Arguments, context: Context) -> Created:
    queries = arguments.take("metricQueries")
    wanted = {
        "alarmName": alarm,
        "dimensions": _dimensions(arguments.take("dimensions")),
        "metrics": [_query(query) for query in queries] if queries else None,
        "tags": tag_list(arguments.take("tags")),
        **arguments.rest(),
    }
    context.cloud.call("cloudwatch", "PutMetricAlarm", wanted)
    described = context.cloud.call("cloudwatch", "DescribeAlarms", {"alarmNames": [alarm]})
    return Created(alarm, {"name": alarm, "arn": described["MetricAlarms"][0]["AlarmArn"]})


def create_composite(_name: str, arguments: Arguments, context: Context) -> Created:
    """Create an alarm on the states of others."""
    return _put_composite(arguments, context)


def update_composite(_resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Put the alarm in the place of the one before."""
    return _put_composite(arguments, context)


def _put_composite(arguments: Arguments, context: Context) -> Created:
    alarm = arguments.require("alarmName")
    wanted = {
        "alarmName": alarm,
        "tags": tag_list(arguments.take("tags")),
        **arguments.rest(),
    }
    context.cloud.call("cloudwatch", "PutCompositeAlarm", wanted)
    asked = {"alarmNames": [alarm], "alarmTypes": ["CompositeAlarm"]}
    described = context.cloud.call("cloudwatch", "DescribeAlarms", asked)
    arn = described["CompositeAlarms"][0]["AlarmArn"]
    return Created(alarm, {"alarmName": alarm, "arn": arn})


def delete_alarm(resource: Resource, context: Context) -> None:
    """Delete the alarm."""
    context.cloud.call("cloudwatch", "DeleteAlarms", {"alarmNames": [resource.id]})


def _query(query: Mapping[str, Any]) -> dict[str, Any]:
    metric = query.get("metric")
    wanted = {name: value for name, value in query.items() if name != "metric"}
    if metric:
        measured = dict(metric)
        wanted["metricStat"] = {
            "metric": {
                "namespace": measured.pop("namespace", None),
                "metricName": measured.pop("metricName"),
                "dimensions": _dimensions(measured.pop("dimensions", None)),
            },
            **measured,
        }
    return wanted


def _dimensions(dimensions: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    if not dimensions:
        return None
    return [{"name": name, "value": value} for name, value in sorted(dimensions.items())]


def create_dashboard(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the dashboard."""
    return _put_dashboard(physical_name(arguments, name, "dashboardName"), arguments, context)


def update_dashboard(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Put the dashboard in the place of the one before."""
    return _put_dashboard(resource.id, arguments, context)


def _put_dashboard(dashboard: str, arguments: Arguments, context: Context) -> Created:
    wanted = {"dashboardName": dashboard, "dashboardBody": arguments.require("dashboardBody")}
    context.cloud.call("cloudwatch", "PutDashboard", wanted)
    return Created(dashboard, {"dashboardName": dashboard})


def delete_dashboard(resource: Resource, context: Context) -> None:
    """Delete the dashboard."""
    context.cloud.call("cloudwatch", "DeleteDashboards", {"dashboardNames": [resource.id]})


HANDLERS = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": Handler(create_alarm, delete_alarm, update_alarm),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Handler(
        create_composite, delete_alarm, update_composite
    ),
    "aws:cloudwatch/dashboard:Dashboard": Handler(
        create_dashboard, delete_dashboard, update_dashboard
    ),
}
