"""Where capacity providers and services name the roles that ECS itself assumes."""

from collections.abc import Iterator
from typing import Any

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_ecs as ecs

# The properties that lead to a role; a list on the way has any number of them.
_PATHS: dict[type[CfnResource], tuple[tuple[str, ...], ...]] = {
    ecs.CfnCapacityProvider: (("managedInstancesProvider", "infrastructureRoleArn"),),
    ecs.CfnService: (
        ("loadBalancers", "advancedConfiguration", "roleArn"),
        ("serviceConnectConfiguration", "services", "tls", "roleArn"),
        ("volumeConfigurations", "managedEbsVolume", "roleArn"),
        ("vpcLatticeConfigurations", "roleArn"),
    ),
}


def infrastructure_references(resource: CfnResource) -> Iterator[object]:
    """Yield what a resource names as infrastructure roles, as its template will have it.

    Source: the types AWS::ECS::CapacityProvider and AWS::ECS::Service in the AWS CloudFormation
    template reference.
    """
    paths = [path for kind, paths in _PATHS.items() if isinstance(resource, kind) for path in paths]
    if paths:
        # Constructs of the CDK fill some in so late that jsii hands them over in no other form.
        properties = resource._cfn_properties
        written = {path[0]: properties.get(path[0]) for path in paths}
        resolved = Stack.of(resource).resolve(written)
        for path in paths:
            yield from _at(resolved, path)


def _at(value: Any, path: tuple[str, ...]) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
