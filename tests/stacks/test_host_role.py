"""The one role of the hosts, in every template of the real app: nobody else adds to it."""

from typing import Any

import pytest

from constructs_lib.agent.cluster_scope import ClusterScope
from constructs_lib.agent.policy import ecs_agent_statements, other_agents_statements
from stacks.config import EnvironmentConfig
from stacks.environments import ENVIRONMENTS

Resources = dict[str, dict[str, Any]]

_EACH = pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda one: one.name)


def _resources(templates: dict[str, Any], environment: EnvironmentConfig) -> Resources:
    found: Resources = templates[environment.cluster_stack_name]["Resources"]
    return found


def _of_type(resources: Resources, resource_type: str) -> Resources:
    return {
        logical_id: resource.get("Properties", {})
        for logical_id, resource in resources.items()
        if resource["Type"] == resource_type
    }


def statements_on(resources: Resources, role_id: str) -> list[dict[str, Any]]:
    """Every statement that a role of a template has, whatever it is in."""
    role = resources[role_id]["Properties"]
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    for resource_type in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        for properties in _of_type(resources, resource_type).values():
            carriers = [*properties.get("Roles", []), properties.get("RoleName")]
            if {"Ref": role_id} in carriers:
                documents.append(properties["PolicyDocument"])
    return [statement for document in documents for statement in document["Statement"]]


def _role_of_the_hosts(resources: Resources) -> str:
    """Logical id of the role in the one instance profile that there is."""
    (profile,) = _of_type(resources, "AWS::IAM::InstanceProfile").values()
    (role,) = profile["Roles"]
    return str(role["Ref"])


@_EACH
def test_there_is_exactly_one_instance_profile(
    templates: dict[str, Any], environment: EnvironmentConfig
) -> None:
    resources = _resources(templates, environment)

    assert len(_of_type(resources, "AWS::IAM::InstanceProfile")) == 1


@_EACH
def test_every_statement_on_the_role_is_one_of_ours(
    templates: dict[str, Any], environment: EnvironmentConfig
) -> None:
    resources = _resources(templates, environment)
    cluster = ClusterScope(
        partition="aws",
        region=environment.region,
        account=environment.account,
        cluster_name=environment.cluster_name,
    )

    assert statements_on(resources, _role_of_the_hosts(resources)) == [
        *ecs_agent_statements(environment.agent, cluster),
        *other_agents_statements(environment.agent),
    ]


@_EACH
def test_no_policy_of_somebody_else_is_attached_to_it(
    templates: dict[str, Any], environment: EnvironmentConfig
) -> None:
    resources = _resources(templates, environment)

    role = resources[_role_of_the_hosts(resources)]["Properties"]
    assert not {"ManagedPolicyArns", "Policies"} & set(role)


@pytest.mark.parametrize(
    ("logical_id", "resource"),
    [
        (
            "Added",
            {
                "Type": "AWS::IAM::Policy",
                "Properties": {
                    "PolicyDocument": {"Statement": [{"Action": "ecs:Poll", "Resource": "*"}]},
                    "Roles": [{"Ref": "Host"}],
                },
            },
        ),
        (
            "Host",
            {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "Policies": [
                        {"PolicyDocument": {"Statement": [{"Action": "ecs:Poll", "Resource": "*"}]}}
                    ]
                },
            },
        ),
    ],
)
def test_a_statement_that_somebody_adds_is_found(logical_id: str, resource: dict[str, Any]) -> None:
    resources = {"Host": {"Type": "AWS::IAM::Role", "Properties": {}}} | {logical_id: resource}

    assert statements_on(resources, "Host") == [{"Action": "ecs:Poll", "Resource": "*"}]
