"""EventBridge Scheduler."""

from __future__ import annotations

from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler, Resource, physical_name


def create_schedule(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the schedule; it starts its target from now on."""
    schedule, group = physical_name(arguments, name), arguments.take("groupName", "default")
    wanted = {"name": schedule, "groupName": group, **arguments.rest()}
    arn = context.cloud.call("scheduler", "CreateSchedule", wanted)["ScheduleArn"]
    return Created(f"{group}/{schedule}", {"name": schedule, "groupName": group, "arn": arn})


def update_schedule(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Put the whole schedule in the place of the one before; its next start stays where it was."""
    group, schedule = resource.id.split("/")
    arguments.accept("name", "groupName", because="others are another schedule")
    wanted = {"name": schedule, "groupName": group, **arguments.rest()}
    context.cloud.call("scheduler", "UpdateSchedule", wanted)
    return Created(resource.id)


def delete_schedule(resource: Resource, context: Context) -> None:
    """Delete the schedule."""
    group, schedule = resource.id.split("/")
    context.cloud.call("scheduler", "DeleteSchedule", {"name": schedule, "groupName": group})


HANDLERS = {
    "aws:scheduler/schedule:Schedule": Handler(create_schedule, delete_schedule, update_schedule)
}
