"""Machines outside AWS."""

from dataclasses import dataclass, field
from typing import ClassVar

from aws_cdk import aws_ecs as ecs

from constructs_lib import AgentFeatures
from constructs_lib.external_instance_role import check_external_features
from stacks.config.check_arns import check_existing_role


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalInstancesConfig:
    """Machines outside AWS that join through an activation of Systems Manager (ECS Anywhere)."""

    has_provider: ClassVar[bool] = False
    is_in_aws: ClassVar[bool] = False
    needs_bare_role: ClassVar[bool] = True
    compatibility: ClassVar[ecs.Compatibility] = ecs.Compatibility.EXTERNAL
    network_modes: ClassVar[tuple[ecs.NetworkMode, ...]] = (
        ecs.NetworkMode.BRIDGE,
        ecs.NetworkMode.HOST,
    )

    name: str = "external"
    """What services call it."""

    agent: AgentFeatures = field(default_factory=AgentFeatures)
    """What the agents on these machines do; the least, in this cluster, if left out."""

    existing_role: str | None = None
    """Name or ARN of their role, if somebody else makes it; it is used as it is.

    What it needs is written beside the template. One is made if left out.
    """

    def check(self, where: str, *, agent: AgentFeatures, account: str, region: str) -> None:
        """Refuse a feature that there is not outside AWS, and a role elsewhere.

        ``agent`` is of the hosts in AWS.
        """
        check_external_features(f"{where}.agent", self.agent)
        check_existing_role(
            f"{where}.existing_role",
            self.existing_role,
            account=account,
            region=region,
        )
