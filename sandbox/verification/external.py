"""The role of machines outside AWS, and the activation that hands it out."""

import json

from sandbox.identity import Identity
from sandbox.report import Check, RoleReport
from sandbox.verification.account import Account
from sandbox.verification.agents import check_agents
from sandbox.verification.assuming import SSM, check_user_is_denied, describe_trust
from sandbox.verification.calls import ALLOWED, DENIED, outcome
from sandbox.verification.deployed_stack import DeployedStack
from sandbox.verification.live_role import LiveRole, compare_with_template, read_role
from stacks.config import EnvironmentConfig, ExternalInstancesConfig

_MACHINE = "mi-0a1b2c3d4e5f60718"


def verify_external(
    account: Account,
    user: Identity,
    environment: EnvironmentConfig,
    capacity: ExternalInstancesConfig,
    stack: DeployedStack,
) -> RoleReport:
    """Check the role, and do with it what a machine does when it is registered."""
    role = read_role(account.root, stack.outputs["ExternalInstanceRoleName"])
    activation = _Activation(account, role)
    return RoleReport(
        environment=environment.name,
        kind="external-instance role",
        name=role.name,
        arn=role.arn,
        assumed_by=describe_trust(role.trust),
        attached_to=f"activation {activation.id} of Systems Manager",
        checks=(
            account.services.check_trust(role, SSM),
            *compare_with_template(role, stack),
            Check(
                what="an activation hands it out",
                expected=role.name,
                observed=activation.role_name,
            ),
            *account.services.check(role, SSM),
            check_user_is_denied(user, role),
            *check_agents(account, environment, role, agent=capacity.agent, is_managed_node=True),
            *_join(account, environment, role),
        ),
    )


class _Activation:
    """One that is made for the role and taken back again."""

    def __init__(self, account: Account, role: LiveRole) -> None:
        ssm = account.root.client("ssm")
        self.id = ssm.create_activation(IamRole=role.name, RegistrationLimit=1)["ActivationId"]
        listed = ssm.describe_activations()["ActivationList"]
        (found,) = (one for one in listed if one["ActivationId"] == self.id)
        self.role_name = str(found["IamRole"])
        ssm.delete_activation(ActivationId=self.id)


def _join(account: Account, environment: EnvironmentConfig, role: LiveRole) -> list[Check]:
    """Register a machine with the cluster, and with no other, and take it off again."""
    machine = account.services.assume(role, SSM)
    if machine is None:
        return []
    ecs, own = account.root.client("ecs"), environment.cluster_name
    document = json.dumps({"instanceId": _MACHINE})

    def register(cluster: str) -> str:
        return outcome(
            lambda: machine.client("ecs").register_container_instance(
                cluster=cluster, instanceIdentityDocument=document
            )
        )

    checks = [
        Check(
            what="ecs:RegisterContainerInstance",
            expected=expected,
            observed=register(cluster),
            resource=account.arn("ecs", f"cluster/{cluster}"),
        )
        for cluster, expected in ((own, ALLOWED), (f"not-{own}", DENIED))
    ]
    arns = ecs.list_container_instances(cluster=own)["containerInstanceArns"]
    members = ecs.describe_container_instances(cluster=own, containerInstances=arns)
    ours = [one for one in members["containerInstances"] if one["ec2InstanceId"] == _MACHINE]
    for one in ours:
        ecs.deregister_container_instance(
            cluster=own, containerInstance=one["containerInstanceArn"], force=True
        )
    return [
        *checks,
        Check(
            what=f"the machine is in the cluster {own}",
            expected=_MACHINE,
            observed=", ".join(one["ec2InstanceId"] for one in ours) or "none",
        ),
    ]
