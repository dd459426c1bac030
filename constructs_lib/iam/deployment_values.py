"""Names what of a policy document is known only when its stack is deployed."""

import re
from collections.abc import Iterator
from typing import Any

from aws_cdk import CfnElement, IResolvable, Reference, Stack, Token, Tokenization

_OF_ANOTHER_STACK = re.compile(r"\$\{([^{}:]+/[^{}:]+)\}")


def name_references_to_others(value: Any, stack: Stack) -> Any:
    """Return a document with ``${path of the construct.attribute}`` for things of other stacks.

    A reference to another stack would read like one to the own stack, or like an import, if the
    template has one.

    Args:
        value: The document, before it is resolved.
        stack: The own stack.
    """
    if isinstance(value, dict):
        return {key: name_references_to_others(item, stack) for key, item in value.items()}
    if isinstance(value, list):
        return [name_references_to_others(item, stack) for item in value]
    if isinstance(value, str) and Token.is_unresolved(value):
        for token in Tokenization.reverse_string(value).tokens:
            if (name := _name_in_another(token, stack)) is not None:
                value = value.replace(Token.as_string(token), f"${{{name}}}")
    return value


def deployment_values(resolved: Any) -> list[str]:
    """Return what CloudFormation has to fill in: ``AWS::Region``, ``LogicalId.Arn``; sorted."""
    return sorted(set(_values(resolved)))


def _name_in_another(token: IResolvable, stack: Stack) -> str | None:
    """Return what a reference refers to, if that is in another stack and has no known name."""
    if not Reference.is_reference(token):
        return None
    target: Any = getattr(token, "target", None)
    if not CfnElement.is_cfn_element(target) or Stack.of(target).node.path == stack.node.path:
        return None
    if isinstance(stack.resolve(token), str):
        return None
    attribute = getattr(token, "display_name", "Ref")
    return f"{target.node.path.removesuffix('/Resource')}.{attribute}"


def _function(resolved: Any) -> str | None:
    return next(iter(resolved), None) if isinstance(resolved, dict) else None


def _values(resolved: Any) -> Iterator[str]:
    if isinstance(resolved, str):
        yield from _OF_ANOTHER_STACK.findall(resolved)
    elif isinstance(resolved, list):
        for item in resolved:
            yield from _values(item)
    elif _function(resolved) in ("Ref", "Fn::GetAtt", "Fn::ImportValue"):
        (of,) = resolved.values()
        yield ".".join(of) if isinstance(of, list) else str(of)
    elif isinstance(resolved, dict):
        for item in resolved.values():
            yield from _values(item)
