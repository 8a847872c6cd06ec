"""IAM roles and their inline policies."""

from __future__ import annotations

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import Context, Created, Handler, Resource, physical_name


def create_role(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the role with its trust policy."""
    role = physical_name(arguments, name)
    arguments.accept(
        "forceDetachPolicies", because="inline policies are resources here and go before the role"
    )
    wanted = {
        "roleName": role,
        "assumeRolePolicyDocument": arguments.require("assumeRolePolicy"),
        "tags": tag_list(arguments.take("tags")),
        **arguments.rest(),
    }
    made = context.cloud.call("iam", "CreateRole", wanted)["Role"]
    return Created(role, {"name": role, "arn": made["Arn"], "uniqueId": made["RoleId"]})


def update_role(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change whom the role trusts."""
    arguments.accept("forceDetachPolicies", because="it matters when the role is deleted")
    wanted = {"roleName": resource.id, "policyDocument": arguments.require("assumeRolePolicy")}
    context.cloud.call("iam", "UpdateAssumeRolePolicy", wanted)
    return Created(resource.id)


def delete_role(resource: Resource, context: Context) -> None:
    """Delete the role."""
    context.cloud.call("iam", "DeleteRole", {"roleName": resource.id})


def create_role_policy(name: str, arguments: Arguments, context: Context) -> Created:
    """Put the inline policy into its role."""
    return _put_role_policy(physical_name(arguments, name), arguments, context)


def update_role_policy(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Put it into the place of the one before."""
    return _put_role_policy(resource.outputs["name"], arguments, context)


def _put_role_policy(policy: str, arguments: Arguments, context: Context) -> Created:
    role = arguments.require("role")
    wanted = {
        "roleName": role,
        "policyName": policy,
        "policyDocument": arguments.require("policy"),
    }
    context.cloud.call("iam", "PutRolePolicy", wanted)
    return Created(f"{role}:{policy}", {"name": policy})


def delete_role_policy(resource: Resource, context: Context) -> None:
    """Take the inline policy out of its role."""
    role, policy = resource.id.split(":")
    context.cloud.call("iam", "DeleteRolePolicy", {"roleName": role, "policyName": policy})


HANDLERS = {
    "aws:iam/role:Role": Handler(create_role, delete_role, update_role),
    "aws:iam/rolePolicy:RolePolicy": Handler(
        create_role_policy, delete_role_policy, update_role_policy
    ),
}
