"""What a container instance can run."""

from enum import Enum

from constructs_lib.agent.features import AgentFeatures
from constructs_lib.configuration_error import ConfigurationError

_LACKING_IN_BOTTLEROCKET = ("cloudwatch_agent", "instance_tags", "service_connect")


class OperatingSystem(Enum):
    """An image that AWS makes for the container instances of ECS."""

    AMAZON_LINUX_2023 = "Amazon Linux 2023"
    BOTTLEROCKET = "Bottlerocket"

    def check(self, where: str, features: AgentFeatures) -> None:
        """Refuse a feature that the operating system does not have.

        Sources: ``settings.ecs`` in Bottlerocket's settings reference, which has no setting for
        tags; bottlerocket-os/bottlerocket issue 2801 for Service Connect.

        Raises:
            ConfigurationError: Names the feature.
        """
        if self is not OperatingSystem.BOTTLEROCKET:
            return
        for feature in _LACKING_IN_BOTTLEROCKET:
            if getattr(features, feature):
                raise ConfigurationError(
                    where,
                    expected=f"AMAZON_LINUX_2023, because Bottlerocket has no {feature}",
                    got=self.name,
                )
