"""Says why a policy holds wildcards."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import Construct

from constructs_lib.iam.unresolved import as_list


def acknowledge_wildcards(
    policy: Construct, statements: Sequence[Mapping[str, Any]], *, reason: str
) -> None:
    """Acknowledge what cdk-nag says of the wildcards in some statements of a policy.

    Each wildcard is a finding of its own, ``AwsSolutions-IAM5[Resource::*]`` for one, and only
    those of these statements are acknowledged. The template stays as it is.

    Args:
        policy: Holds the statements, or has children that do.
        statements: As IAM reads them; they may refer to resources.
        reason: Why they need their wildcards.
    """
    findings = {
        f"{element}::{text}"
        for statement in Stack.of(policy).resolve(list(statements))
        for element in ("Action", "Resource")
        for text in _as_reported(statement[element])
        if "*" in text
    }
    Validations.of(policy).acknowledge(
        *(
            Acknowledgment(id=f"AwsSolutions-IAM5[{finding}]", reason=reason)
            for finding in sorted(findings)
        )
    )


def _as_reported(element: Any) -> list[str]:
    return [_flat(value) for value in as_list(element)]


def _flat(value: Any) -> str:
    """Return a text as cdk-nag writes it, with ``<Name.Attribute>`` for a reference.

    What is none of these is not acknowledged, so cdk-nag still reports it.
    """
    match value:
        case str():
            return value.replace("${", "<").replace("}", ">")
        case {"Fn::Join": [str(delimiter), list(parts)]}:
            return delimiter.join(_flat(part) for part in parts)
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{_flat(name)}.{_flat(attribute)}>"
        case {"Ref": name}:
            return f"<{_flat(name)}>"
    return ""
