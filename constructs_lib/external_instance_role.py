"""The identity of machines outside AWS that join an ECS cluster (ECS Anywhere)."""

import jsii
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.agent.policy import ecs_agent_statements
from constructs_lib.agent.statements import be_a_managed_node, open_sessions
from constructs_lib.agent_policies import attach_agent_policies, cluster_scope
from constructs_lib.cluster_name import check_cluster_name
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.iam.checks import IamChecks
from constructs_lib.iam.role_from_outside import RoleFromOutside
from constructs_lib.iam.role_kind import RoleKind
from constructs_lib.iam.role_of import role_of
from constructs_lib.iam.role_shape import RoleShape
from constructs_lib.passed_role import PassedRole

_SYSTEMS_MANAGER = "ssm.amazonaws.com"
_LACKING_OUTSIDE_AWS = ("spot_draining", "service_connect", "instance_tags", "cloudwatch_agent")


@jsii.implements(iam.IGrantable)
class ExternalInstanceRole(Construct):
    """The role that machines outside AWS get through an activation of Systems Manager.

    There is no instance profile: an activation names the role, and a machine that is registered
    with it receives its credentials every half hour. CloudFormation has no resource for an
    activation, since its code is a secret; ``activation_command`` makes one. Tasks on these
    machines have task definitions and services of the kind ``EXTERNAL``, in bridge, host or no
    network.

    The credentials are in the machine's ``/root/.aws``: let no task have a volume there, and
    nobody else log in.

    Sources: "Amazon ECS clusters for external instances" in the Amazon ECS developer guide;
    ``ecs-init/docker/docker.go`` of amazon-ecs-agent 1.105.1 for the credentials.

    Attributes:
        role: Trusts Systems Manager, for this account and region.
        cluster_name: The cluster that the machines join.
        features: What the agents on the machines do.
    """

    role: iam.IRole
    cluster_name: str
    features: AgentFeatures

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster_name: str,
        features: AgentFeatures | None = None,
        shape: RoleShape | None = None,
        existing_role: str | None = None,
    ) -> None:
        """Define the role and the agents' customer-managed policy.

        Args:
            scope: Parent in the construct tree.
            construct_id: Id, unique among siblings.
            cluster_name: The cluster that the machines join; 1 to 255 characters.
            features: What the agents on the machines do; what every ECS agent does if left out.
            shape: Boundary, further policies and the like; none of them if left out. It has no
                path: an activation takes the bare name of a role.
            existing_role: Name or ARN of a role from outside, which is used as it is: nothing is
                attached, and what it needs is written beside the template; a role is made if left
                out.

        Raises:
            ConfigurationError: A cluster name, a feature or a shape that AWS would refuse; a
                feature that there is not outside AWS; a path; no name or ARN of a role, or one
                beside a shape.
        """
        super().__init__(scope, construct_id)
        IamChecks.of(self)
        where = self.node.path
        check_cluster_name(f"{where}.cluster_name", cluster_name)
        self.cluster_name = cluster_name
        self.features = features or AgentFeatures()
        self.features.check(f"{where}.features")
        check_external_features(f"{where}.features", self.features)
        _check_path(f"{where}.shape.path", shape.path if shape is not None else None)
        self.role = role_of(
            self,
            kind=RoleKind.EXTERNAL_INSTANCE,
            purpose="External-instance role: what the ECS agent outside AWS may do.",
            assumed_by=_systems_manager(self),
            shape=shape,
            existing=existing_role,
        )
        if isinstance(self.role, RoleFromOutside):
            _check_path(f"{where}.existing_role", self.role.path)
        is_open, own = self.features.session_manager, cluster_scope(self, cluster_name)
        attach_agent_policies(
            self,
            role=self.role,
            where="a machine outside AWS",
            statements=[
                *ecs_agent_statements(self.features, own),
                *(open_sessions() if is_open else be_a_managed_node()),
            ],
            is_classic=self.features.classic_permissions,
        )

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role, so that grants can be made to this construct itself."""
        return self.role

    @property
    def passed_roles(self) -> tuple[PassedRole, ...]:
        """The role, as whoever makes an activation hands it to Systems Manager."""
        return (PassedRole(role=self.role, service=_SYSTEMS_MANAGER),)

    @property
    def activation_command(self) -> str:
        """Makes an activation for one machine, with the AWS CLI.

        Its answer is the id and the code for the install script of ECS Anywhere on that machine.
        """
        return (
            f"aws ssm create-activation --iam-role {self.role.role_name} "
            f"--registration-limit 1 --region {Stack.of(self).region}"
        )


def _check_path(where: str, path: str | None) -> None:
    if path not in (None, "/"):
        raise ConfigurationError(
            where,
            expected="no path, because an activation takes the bare name of a role",
            got=path,
        )


def check_external_features(where: str, features: AgentFeatures) -> None:
    """Refuse a feature that the agent does not have outside AWS, or that nobody sets up there.

    Source: ``agent/app/agent_capability.go`` of amazon-ecs-agent 1.105.1, which takes
    capabilities away if ``ECS_EXTERNAL`` is set.

    Raises:
        ConfigurationError: Names the feature.
    """
    for feature in _LACKING_OUTSIDE_AWS:
        if getattr(features, feature):
            raise ConfigurationError(
                f"{where}.{feature}",
                expected="it off, because machines outside AWS lack it",
                got=True,
            )


def _systems_manager(scope: Construct) -> iam.ServicePrincipal:
    """Return Systems Manager, acting for this account and region only.

    Source: "Create the IAM service role required for Systems Manager in hybrid and multicloud
    environments" in the AWS Systems Manager user guide.
    """
    stack = Stack.of(scope)
    return iam.ServicePrincipal(
        _SYSTEMS_MANAGER,
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnEquals": {
                "aws:SourceArn": f"arn:{stack.partition}:ssm:{stack.region}:{stack.account}:*"
            },
        },
    )
