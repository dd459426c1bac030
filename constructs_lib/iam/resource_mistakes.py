"""Whether the resources of a statement are such as its actions take."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from constructs_lib.iam.action_pattern import ActionPattern
from constructs_lib.iam.arn_match import fits
from constructs_lib.iam.cdk_grants import is_idle_in_a_grant, is_part_of_a_pair
from constructs_lib.iam.mistake import Mistake
from constructs_lib.iam.service_authorization import Action, ResourceType, find_service
from constructs_lib.iam.unresolved import as_glob, has_unknown_parts
from constructs_lib.iam.wording import few, listed, with_article

# An account is twelve digits, if it is digits; a partition is in lower case.
_ARN = re.compile(r"arn:[a-z*?][a-z*?-]*:[^:]+:[^:]*:(?:[0-9]{12}|(?![0-9]+:)[^:]*):.+", re.DOTALL)
_ANY_ARN = "arn:${Partition}:${Service}:${Region}:${Account}:${Resource}"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
# Between the words of a variable's name.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def syntax_mistake(element: str, resource: Any) -> Mistake | None:
    """Return what is wrong with a resource that is neither an ARN nor ``*``."""
    glob = as_glob(resource)
    # An unknown part may hold colons, so fewer of them can be enough.
    if (
        glob == "*"
        or _ARN.fullmatch(glob)
        or (has_unknown_parts(resource) and fits(glob, _ANY_ARN))
    ):
        return None
    got = resource if isinstance(resource, str) else glob
    return Mistake(element, "an ARN, as in 'arn:aws:s3:::my-bucket/*', or '*'", got)


def type_mistakes(
    patterns: Sequence[ActionPattern], resources: Sequence[str], *, is_lenient: bool
) -> list[Mistake]:
    """Return the actions that take none of the resources, and the resources that none takes.

    Args:
        patterns: The actions of the statement.
        resources: The resources, with ``*`` for what is unknown.
        is_lenient: Whether it is enough that one action takes one of the resources.
    """
    written = [pattern.written for pattern in patterns]
    idle = [p for p in patterns if not any(takes(p, resource) for resource in resources)]
    if is_lenient and len(idle) < len(patterns):
        return []
    mistakes = [
        Mistake("Resource", _expected([pattern], resources), ", ".join(few(resources)))
        for pattern in idle
        if not is_idle_in_a_grant(pattern.written, written)
    ]
    # If every action is idle, that says all of every resource.
    if len(idle) < len(patterns):
        mistakes += [
            Mistake("Resource", _expected(patterns, [resource]), resource)
            for resource in resources
            if not any(takes(pattern, resource) for pattern in patterns)
            and not is_part_of_a_pair(resource, resources)
        ]
    return mistakes


def takes(pattern: ActionPattern, resource: str) -> bool:
    """Whether one of the actions takes the resource; any takes ``*``."""
    if resource == "*" or pattern.is_every_action:
        return True
    return any(fits(resource, kind.arn_format) for kind in resource_types(pattern.actions))


@lru_cache(maxsize=1024)
def resource_types(actions: tuple[Action, ...]) -> tuple[ResourceType, ...]:
    """Return the types of resources that one or another of the actions takes."""
    kinds = {
        (action.service, name): service.resource_types[name]
        for action in actions
        if (service := find_service(action.service)) is not None
        for name in action.resource_types
    }
    return tuple(kinds.values())


def _expected(patterns: Sequence[ActionPattern], resources: Sequence[str]) -> str:
    typed = [pattern for pattern in patterns if resource_types(pattern.actions)]
    if not typed:
        return f"'*' for {_and(patterns)}, which takes no resource"
    kinds = [
        (pattern.actions[0].service, kind)
        for pattern in typed
        for kind in resource_types(pattern.actions)
    ]
    # What resembles a resource most is most likely what was meant.
    kinds.sort(
        key=lambda kind: max(_resemblance(kind[1], text) for text in resources), reverse=True
    )
    example = _example(kinds[0][1].arn_format)
    return f"{_types(dict.fromkeys(kinds))}, as in {example!r}, for {_and(typed)}"


def _types(kinds: Iterable[tuple[str, ResourceType]]) -> str:
    named = [(service, kind.name) for service, kind in kinds]
    services = {service for service, _ in named}
    if len(services) == 1:
        return f"{with_article(listed(few([name for _, name in named]), 'or'))} of {services.pop()}"
    return with_article(listed(few([f"{name} of {service}" for service, name in named]), "or"))


def _and(patterns: Sequence[ActionPattern]) -> str:
    return listed(few([pattern.written for pattern in patterns]), "and")


def _resemblance(kind: ResourceType, resource: str) -> tuple[int, int]:
    """Return how many of the first segments are alike, and how much of the last one's start."""
    *ours, our_name = _example(kind.arn_format).split(":", 5)
    *theirs, their_name = resource.split(":", 5)
    alike = sum(bool(our) == bool(their) for our, their in zip(ours, theirs, strict=False))
    differs = (i for i, (a, b) in enumerate(zip(our_name, their_name, strict=False)) if a != b)
    return alike, next(differs, min(len(our_name), len(their_name)))


def _example(arn_format: str) -> str:
    """Return the format as a person reads it, as in ``arn:aws:sqs:REGION:ACCOUNT:QUEUE_NAME``."""
    return _VARIABLE.sub(lambda match: _upper(match[1]), arn_format.replace("${Partition}", "aws"))


def _upper(name: str) -> str:
    return _HUMP.sub("_", name).upper()
