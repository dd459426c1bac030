"""Bottlerocket, in its variant for ECS."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.host.machine import Machine, encrypted_volume
from constructs_lib.isolation import Isolation

_SYSTEM_VOLUME_GIB = 2


def machine(
    *,
    cluster_name: str,
    features: AgentFeatures,
    isolation: Isolation,
    architecture: ec2.InstanceArchitecture,
    volume_gib: int,
) -> Machine:
    """Return the host: its image is the one that is current when the stack is deployed."""
    text = settings(cluster_name=cluster_name, features=features, isolation=isolation)
    return Machine(
        image=ecs.BottleRocketImage(
            variant=ecs.BottlerocketEcsVariant.AWS_ECS_2, architecture=architecture
        ),
        user_data=ec2.UserData.custom(text),
        block_devices=[
            encrypted_volume("/dev/xvda", _SYSTEM_VOLUME_GIB),
            encrypted_volume("/dev/xvdb", volume_gib),
        ],
    )


def settings(*, cluster_name: str, features: AgentFeatures, isolation: Isolation) -> str:
    """Return the user data: Bottlerocket's settings, in TOML.

    It has no rule of its own against bridge tasks; these are held by IMDSv2 within one hop.

    Sources: ``settings.ecs`` and ``settings.host-containers`` in Bottlerocket's settings
    reference; bottlerocket-os/bottlerocket pull request 3749 for ``awsvpc-block-imds``.
    """
    return "\n".join(
        (
            "[settings.ecs]",
            f'cluster = "{cluster_name}"',
            f"enable-spot-instance-draining = {_toml(features.spot_draining)}",
            f"allow-privileged-containers = {_toml(not isolation.is_on)}",
            f"awsvpc-block-imds = {_toml(isolation.is_on)}",
            "",
            "[settings.host-containers.control]",
            f"enabled = {_toml(features.session_manager)}",
            "",
        )
    )


def _toml(value: bool) -> str:
    return "true" if value else "false"
