"""What the agents on a container instance do, beside running tasks."""

import re
from dataclasses import dataclass

from aws_cdk import Token

from constructs_lib.check_types import check_types
from constructs_lib.configuration_error import ConfigurationError
from constructs_lib.log_group_name import check_log_group_name

_REPOSITORY = re.compile(
    r"(?=.{2,256}$)[a-z0-9]+((\.|_|__|-+|/)[a-z0-9]+)*",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentFeatures:
    """What the ECS agent of a cluster does, and which other agents run beside it.

    From this one value come both the permissions of the container-instance role and the settings
    on the host, so that neither is there without the other. Everything is off if left out: the
    agent then registers its host, polls and reports, which takes six actions.
    """

    spot_draining: bool = False
    """Drains the host when its spot instance is about to be interrupted."""

    service_connect: bool = False
    """Lets tasks use Service Connect, whose relay on the host polls for each of their services."""

    instance_tags: bool = False
    """Gives the container instance the tags of its EC2 instance."""

    tagged_task_metadata: bool = False
    """Answers tasks that ask for their tags (``taskWithTags`` of the metadata endpoint)."""

    pulls_without_execution_role: tuple[str, ...] = ()
    """ECR repositories, by name, that tasks without a task execution role are pulled from."""

    logs_without_execution_role: tuple[str, ...] = ()
    """Log groups, by name, that tasks without a task execution role write to."""

    session_manager: bool = False
    """Lets people open a shell on the host through Session Manager."""

    cloudwatch_agent: bool = False
    """Publishes memory and disk usage of the host to CloudWatch."""

    classic_permissions: bool = False
    """Adds the long-standing permissions on ``*``, for a lift-and-shift of hosts that rely on them.

    A host with these can act on every cluster, repository and log group of the account.
    """

    def check(self, where: str) -> None:
        """Refuse what could not be the name of a repository or of a log group.

        A name that is known only at deployment passes.

        Source: "repositoryName" of CreateRepository in the Amazon ECR API reference.

        Raises:
            ConfigurationError: A value of another type, or no name; with the field and the value.
        """
        check_types(where, self)
        for name in self.pulls_without_execution_role:
            if not Token.is_unresolved(name) and not _REPOSITORY.fullmatch(name):
                raise ConfigurationError(
                    f"{where}.pulls_without_execution_role",
                    expected="the name of an ECR repository, as in 'team/orders'",
                    got=name,
                )
        for name in self.logs_without_execution_role:
            check_log_group_name(f"{where}.logs_without_execution_role", name)
