"""The secrets and parameters that containers get."""

from collections.abc import Iterator, Mapping, Sequence

from access.reading.secret_arns import secret_arns
from access.reading.template_stack import TemplateStack
from access.reading.template_values import TemplateValues

_SOURCES = (
    "Secrets.*.ValueFrom",
    "LogConfiguration.SecretOptions.*.ValueFrom",
    "RepositoryCredentials.CredentialsParameter",
)


def container_secrets(
    stacks: Sequence[TemplateStack], values: TemplateValues
) -> dict[str, tuple[str, ...]]:
    """Return their ARNs by the account, sorted, as requests to read them would name them.

    Args:
        stacks: All stacks of the assembly.
        values: Of their templates.

    Raises:
        AccessError: Where a container gets a secret from cannot be known.
    """
    found: dict[str, set[str]] = {}
    for _, _, arn in _each(stacks, values):
        found.setdefault(arn.split(":")[4], set()).add(arn)
    return _sorted(found)


def secrets_of_roles(
    stacks: Sequence[TemplateStack], values: TemplateValues
) -> dict[str, tuple[str, ...]]:
    """Return the same by the task execution role that reads them, its ARN or its name.

    Args:
        stacks: All stacks of the assembly.
        values: Of their templates.

    Raises:
        AccessError: Where a container gets a secret from, or with which role, cannot be known.
    """
    found: dict[str, set[str]] = {}
    for stack, logical_id, arn in _each(stacks, values):
        for role in values.properties(stack, logical_id, "ExecutionRoleArn"):
            found.setdefault(str(role), set()).add(arn)
    return _sorted(found)


def _each(
    stacks: Sequence[TemplateStack], values: TemplateValues
) -> Iterator[tuple[TemplateStack, str, str]]:
    """Yield each task definition that there is, with each ARN that its containers name."""
    for stack in stacks:
        for logical_id, _ in stack.of_type("AWS::ECS::TaskDefinition"):
            if not values.exists(stack, logical_id):
                continue
            for source in _sources(stack, logical_id, values):
                for arn in secret_arns(
                    source, partition=stack.partition, region=stack.region, account=stack.account
                ):
                    yield stack, logical_id, arn


def _sorted(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(arns)) for key, arns in sorted(found.items())}


def _sources(stack: TemplateStack, logical_id: str, values: TemplateValues) -> Iterator[str]:
    # Image, environment and the like may hold what cannot be known, and do not matter.
    for path in _SOURCES:
        for source in values.properties(
            stack, logical_id, "ContainerDefinitions", "*", *path.split(".")
        ):
            yield str(source)
