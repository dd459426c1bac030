"""The container-instance role, its profile, and what carries it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sandbox.identity import Identity
from sandbox.report import Check, RoleReport
from sandbox.verification.account import Account
from sandbox.verification.agents import check_agents, check_settings, host_settings
from sandbox.verification.assuming import EC2, check_user_is_denied, describe_trust
from sandbox.verification.calls import ALLOWED, DENIED, outcome, probe
from sandbox.verification.capacity.auto_scaling import auto_scaling
from sandbox.verification.capacity.carrier import Carrier
from sandbox.verification.capacity.managed_instances import managed_instances
from sandbox.verification.capacity.single_instance import single_instance
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.live_role import compare_with_template, read_role
from stacks.config import (
    AutoScalingConfig,
    EnvironmentConfig,
    ManagedInstancesConfig,
    SingleInstanceConfig,
)


def verify_host(
    account: Account, user: Identity, environment: EnvironmentConfig, stack: DeployedStack
) -> RoleReport:
    """Check the container-instance role of an environment, rows 1 to 5 of the job."""
    role = read_role(account.root, stack.outputs["ContainerInstanceRoleName"])
    profile = read_profile(account, stack)
    carriers = list(carriers_of(account, environment, profile, stack))
    host = account.services.assume(role, EC2)
    return RoleReport(
        environment=environment.name,
        kind="container-instance role",
        name=role.name,
        arn=role.arn,
        assumed_by=describe_trust(role.trust),
        attached_to="\n  ".join(
            [
                f"instance profile {profile['InstanceProfileName']}",
                *(line for one in carriers for line in f"of {one.described}".splitlines()),
            ]
        ),
        checks=(
            account.services.check_trust(role, EC2, row=1),
            *compare_with_template(role, stack, policy_row=2),
            _has_its_own_policy(environment, list(role.managed)),
            _profile_holds_only(profile, role.name),
            *(check for carrier in carriers for check in carrier.checks),
            *account.services.check(role, EC2),
            check_user_is_denied(user, role),
            *check_agents(account, environment, role, agent=environment.agent),
            *(_probe(host, environment, account) if host else ()),
            *(_check_joining(account, host, environment, carriers) if host else ()),
        ),
    )


def read_profile(account: Account, stack: DeployedStack) -> dict[str, Any]:
    """Return the instance profile of a cluster, as IAM tells it."""
    profile: dict[str, Any] = account.root.client("iam").get_instance_profile(
        InstanceProfileName=stack.outputs["InstanceProfileName"]
    )["InstanceProfile"]
    return profile


def carriers_of(
    account: Account,
    environment: EnvironmentConfig,
    profile: dict[str, Any],
    stack: DeployedStack,
) -> Iterator[Carrier]:
    """Yield what carries the profile, one for each kind of capacity in AWS."""
    for capacity in environment.capacity:
        match capacity:
            case SingleInstanceConfig():
                yield single_instance(account, environment, capacity, profile, stack)
            case AutoScalingConfig():
                yield auto_scaling(account, environment, capacity, profile)
            case ManagedInstancesConfig():
                yield managed_instances(account, environment, capacity, profile)


def _has_its_own_policy(environment: EnvironmentConfig, attached: list[str]) -> Check:
    own = [arn for arn in attached if f":{environment.account}:policy/" in arn]
    return Check(
        what="a customer-managed policy is attached",
        expected="yes",
        observed="yes" if own else "no",
        row=3,
    )


def _profile_holds_only(profile: dict[str, Any], role_name: str) -> Check:
    return Check(
        what="the instance profile holds exactly this role",
        expected=role_name,
        observed=", ".join(role["RoleName"] for role in profile["Roles"]) or "no role",
        row=4,
    )


def _probe(host: Identity, environment: EnvironmentConfig, account: Account) -> list[Check]:
    """Call what the host must not do."""
    elsewhere = ALLOWED if environment.agent.classic_permissions else DENIED
    denied = [("s3:ListAllMyBuckets", "*")] + [
        ("secretsmanager:GetSecretValue", account.arn("secretsmanager", f"secret:{name}"))
        for name in sorted(
            {
                secret.secret_name
                for service in environment.services
                for secret in service.container.secrets
            }
        )
    ]
    other_cluster = account.arn("ecs", f"cluster/not-{environment.cluster_name}")
    probes = [("ecs:RegisterContainerInstance", other_cluster, elsewhere)] + [
        (action, resource, DENIED) for action, resource in denied
    ]
    return [probe(host, action, resource, expected) for action, resource, expected in probes]


def _check_joining(
    account: Account,
    host: Identity,
    environment: EnvironmentConfig,
    carriers: Sequence[Carrier],
) -> Iterator[Check]:
    """Do what the ECS agent does at boot: read its cluster, and register with it as the host."""
    hosts = [(carrier, one["InstanceId"]) for carrier in carriers for one in carrier.instances]
    for carrier, instance_id in hosts:
        settings = host_settings(account, instance_id)
        checks = check_settings(settings, environment, carrier.operating_system)
        checks.append(_register(account, host, settings.get("ECS_CLUSTER", "default"), instance_id))
        is_alone = len(hosts) == 1
        yield from (
            replace(one, group=None if is_alone else f"{instance_id}, agent") for one in checks
        )
    ecs = account.root.client("ecs")
    arns = ecs.list_container_instances(cluster=environment.cluster_name)["containerInstanceArns"]
    members = ecs.describe_container_instances(
        cluster=environment.cluster_name, containerInstances=arns
    )["containerInstances"]
    yield Check(
        what=f"its hosts are in the cluster {environment.cluster_name}",
        expected=", ".join(sorted(instance_id for _, instance_id in hosts)) or "none",
        observed=", ".join(sorted(member["ec2InstanceId"] for member in members)) or "none",
        row=5,
    )


def _register(account: Account, host: Identity, cluster: str, instance_id: str) -> Check:
    document = json.dumps({"instanceId": instance_id})
    observed = outcome(
        lambda: host.client("ecs").register_container_instance(
            cluster=cluster, instanceIdentityDocument=document
        )
    )
    return Check(
        what="ecs:RegisterContainerInstance",
        expected=ALLOWED,
        observed=observed,
        resource=account.arn("ecs", f"cluster/{cluster}"),
    )
