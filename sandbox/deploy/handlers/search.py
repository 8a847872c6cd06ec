"""OpenSearch Service domains."""

from __future__ import annotations

import time

from sandbox.deploy.api_call import tag_list
from sandbox.deploy.arguments import Arguments
from sandbox.deploy.resource import (
    Context,
    Created,
    Handler,
    Resource,
    physical_name,
    undone_on_failure,
)

READY_SECONDS = 60
# The provider's argument and the parameter of CreateDomain, where they differ.
RENAMED = {
    "encryptAtRest": "EncryptionAtRestOptions",
    "nodeToNodeEncryption": "NodeToNodeEncryptionOptions",
}


def create_domain(name: str, arguments: Arguments, context: Context) -> Created:
    """Create the domain and wait until it has an endpoint."""
    domain = physical_name(arguments, name, "domainName")
    cloud = context.cloud
    wanted = {
        "domainName": domain,
        "tagList": tag_list(arguments.take("tags")),
        **{api: arguments.take(given) for given, api in RENAMED.items()},
        **arguments.rest(),
    }
    arn = cloud.call("opensearch", "CreateDomain", wanted)["DomainStatus"]["ARN"]
    with undone_on_failure(lambda: _delete(domain, context)):
        endpoint = _endpoint(domain, context)
    outputs = {
        "arn": arn,
        "domainName": domain,
        "domainId": f"{arn.split(':')[4]}/{domain}",
        "endpoint": endpoint,
        "dashboardEndpoint": f"{endpoint}/_dashboards",
    }
    return Created(arn, outputs, {"domainName": domain})


def update_domain(resource: Resource, arguments: Arguments, context: Context) -> Created:
    """Change what changed, and wait until the domain has taken it."""
    domain = resource.for_delete["domainName"]
    wanted = {RENAMED.get(name, name): value for name, value in arguments.changes().items()}
    context.cloud.call("opensearch", "UpdateDomainConfig", {"domainName": domain, **wanted})
    _endpoint(domain, context)
    return Created(resource.id)


def _endpoint(domain: str, context: Context) -> str:
    for _ in range(READY_SECONDS * 4):
        asked = context.cloud.call("opensearch", "DescribeDomain", {"domainName": domain})
        status = asked["DomainStatus"]
        if not status.get("Processing") and status.get("Endpoint"):
            return str(status["Endpoint"])
        time.sleep(0.25)
    raise TimeoutError(f"the domain {domain} has no endpoint after {READY_SECONDS} s")


def delete_domain(resource: Resource, context: Context) -> None:
    """Delete the domain."""
    _delete(resource.for_delete["domainName"], context)


def _delete(domain: str, context: Context) -> None:
    context.cloud.call("opensearch", "DeleteDomain", {"domainName": domain})


HANDLERS = {"aws:opensearch/domain:Domain": Handler(create_domain, delete_domain, update_domain)}
