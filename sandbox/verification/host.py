"""The container-instance role, its profile, and the instance that carries it."""

import json
from typing import Any

from constructs_lib import Isolation
from sandbox.identity import Identity
from sandbox.report import Check, RoleReport
from sandbox.verification.account import Account
from sandbox.verification.agents import check_agents, check_settings, host_settings
from sandbox.verification.assuming import EC2, check_user_is_denied, describe_trust
from sandbox.verification.calls import ALLOWED, DENIED, outcome, probe
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.live_role import compare_with_template, read_role
from stacks.config import EnvironmentConfig


def verify_host(
    account: Account, user: Identity, environment: EnvironmentConfig, stack: DeployedStack
) -> RoleReport:
    """Check the container-instance role of an environment, rows 1 to 5 of the job."""
    role = read_role(account.root, stack.outputs["ContainerInstanceRoleName"])
    profile = account.root.client("iam").get_instance_profile(
        InstanceProfileName=stack.outputs["InstanceProfileName"]
    )["InstanceProfile"]
    instance = _running_instance(account, stack)
    host = account.services.assume(role, EC2)
    return RoleReport(
        environment=environment.name,
        kind="container-instance role",
        name=role.name,
        arn=role.arn,
        assumed_by=describe_trust(role.trust),
        attached_to=f"instance profile {profile['InstanceProfileName']}\n"
        f"  of {instance['InstanceId']}, {instance['State']['Name']}",
        checks=(
            account.services.check_trust(role, EC2, row=1),
            *compare_with_template(role, stack, policy_row=2),
            _has_its_own_policy(environment, list(role.managed)),
            _profile_holds_only(profile, role.name),
            *_check_instance(instance, profile),
            *_check_isolation(instance.get("MetadataOptions", {}), environment.isolation),
            *account.services.check(role, EC2),
            check_user_is_denied(user, role),
            *check_agents(account, environment, role),
            *(_probe(host, environment, account) if host else ()),
            *(_check_joining(account, host, environment, instance["InstanceId"]) if host else ()),
        ),
    )


def _running_instance(account: Account, stack: DeployedStack) -> dict[str, Any]:
    ((logical_id, _),) = stack.of_type("AWS::EC2::Instance")
    (reservation,) = account.root.client("ec2").describe_instances(
        InstanceIds=[stack.physical_id(logical_id)]
    )["Reservations"]
    (instance,) = reservation["Instances"]
    found: dict[str, Any] = instance
    return found


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


def _check_instance(instance: dict[str, Any], profile: dict[str, Any]) -> list[Check]:
    return [
        Check(
            what="the running instance carries the profile",
            expected=profile["Arn"],
            observed=instance.get("IamInstanceProfile", {}).get("Arn", "no profile"),
            row=5,
        ),
    ]


def _check_isolation(metadata: dict[str, Any], isolation: Isolation) -> list[Check]:
    """Check how far from the host its credentials can be had."""
    hops = "1" if isolation.is_on else "2"
    return [
        Check(
            what="instance metadata: tokens required (IMDSv2)",
            expected="required",
            observed=metadata.get("HttpTokens", "not said"),
        ),
        Check(
            what=f"instance metadata: hops {hops}",
            expected=hops,
            observed=str(metadata.get("HttpPutResponseHopLimit", "not said")),
        ),
    ]


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
    account: Account, host: Identity, environment: EnvironmentConfig, instance_id: str
) -> list[Check]:
    """Do what the ECS agent does at boot: read its cluster, and register with it as the host."""
    settings = host_settings(account, instance_id)
    cluster = settings.get("ECS_CLUSTER", "default")
    registered = outcome(
        lambda: host.client("ecs").register_container_instance(
            cluster=cluster,
            instanceIdentityDocument=json.dumps({"instanceId": instance_id}),
        )
    )
    ecs = account.root.client("ecs")
    arns = ecs.list_container_instances(cluster=environment.cluster_name)["containerInstanceArns"]
    members = ecs.describe_container_instances(
        cluster=environment.cluster_name, containerInstances=arns
    )["containerInstances"]
    return [
        *check_settings(settings, environment),
        Check(
            what="ecs:RegisterContainerInstance",
            expected=ALLOWED,
            observed=registered,
            resource=account.arn("ecs", f"cluster/{cluster}"),
        ),
        Check(
            what=f"the instance is in the cluster {environment.cluster_name}",
            expected=instance_id,
            observed=", ".join(member["ec2InstanceId"] for member in members) or "none",
            row=5,
        ),
    ]
